import { type ReactNode, useState } from 'react'
import { Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { DeskDialog } from '../../frame/dialog.tsx'
import { Field } from '../../frame/field.tsx'
import { FormActions } from '../../frame/form-actions.tsx'

/** Asks for the purpose where the assignment does not give one. */
export function PurposeDialog(props: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onPurpose: (purpose: string) => void
}): ReactNode {
  const { t } = useTranslation('reveal')
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
        <FormActions action={t('reveal')} onCancel={props.onClose} isDisabled={purpose.trim() === ''} />
      </Form>
    </DeskDialog>
  )
}
