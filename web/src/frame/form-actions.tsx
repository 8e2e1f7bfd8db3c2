import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

/** Cancel and the one action of a dialog; without `onPress` the action sends the form around it. */
export function FormActions(props: {
  readonly action: string
  readonly onCancel: () => void
  readonly isDisabled?: boolean
  readonly onPress?: () => void
}): ReactNode {
  const { t } = useTranslation('frame')
  return (
    <div className="form-actions">
      <Button className="button" onPress={props.onCancel}>
        {t('cancel')}
      </Button>
      <Button
        className="button button-strong"
        type={props.onPress === undefined ? 'submit' : 'button'}
        isDisabled={props.isDisabled === true}
        {...(props.onPress === undefined ? {} : { onPress: props.onPress })}
      >
        {props.action}
      </Button>
    </div>
  )
}
