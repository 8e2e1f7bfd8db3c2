import { type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { DeskDialog } from '../../frame/dialog.tsx'
import { Field } from '../../frame/field.tsx'

/** Asks for the purpose where the assignment does not give one. */
export function PurposeDialog(props: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onPurpose: (purpose: string) => void
}): ReactNode {
  const { t } = useTranslation('reveal')
  const { t: frame } = useTranslation('frame')
  const [purpose, setPurpose] = useState('')
  return (
    <DeskDialog title={t('purposeTitle')} isOpen={props.isOpen} onClose={props.onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (purpose.trim() !== '') props.onPurpose(purpose.trim())
        }}
      >
        <Field
          label={t('purposeLabel')}
          hint={t('purposeHint')}
          value={purpose}
          onChange={setPurpose}
          isRequired
          autoFocus
        />
        <div className="form-actions">
          <Button className="button" onPress={props.onClose}>
            {frame('cancel')}
          </Button>
          <Button className="button button-strong" type="submit" isDisabled={purpose.trim() === ''}>
            {t('reveal')}
          </Button>
        </div>
      </Form>
    </DeskDialog>
  )
}
