import { type ReactNode, useState } from 'react'
import { Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Field } from '../frame/field.tsx'
import { FormActions } from '../frame/form-actions.tsx'

/** One line for the reason of a change, and the change. */
export function ReasonForm(props: {
  readonly action: string
  readonly hint?: string
  readonly isOptional?: boolean
  readonly isDisabled?: boolean
  readonly onCancel: () => void
  readonly onSubmit: (because: string) => void
}): ReactNode {
  const { t } = useTranslation('series')
  const [because, setBecause] = useState('')
  const isOptional = props.isOptional === true
  const isReady = props.isDisabled !== true && (isOptional || because.trim() !== '')
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) props.onSubmit(because.trim())
      }}
    >
      <Field
        label={t('because')}
        hint={props.hint ?? (isOptional ? t('becauseOptional') : '')}
        value={because}
        onChange={setBecause}
        isRequired={!isOptional}
        autoFocus={!isOptional}
      />
      <FormActions action={props.action} onCancel={props.onCancel} isDisabled={!isReady} />
    </Form>
  )
}
