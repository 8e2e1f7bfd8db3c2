import { type ReactNode, useState } from 'react'
import { Form } from 'react-aria-components'
import { DeskDialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { FormActions } from './form-actions.tsx'
import { Problem } from './problem.tsx'

/** A dialog that asks for one line of text, which must not be empty, and does one thing with it. */
export function ReasonDialog(props: {
  readonly title: string
  readonly label: string
  readonly hint?: string
  readonly action: string
  readonly isOpen: boolean
  readonly isPending: boolean
  readonly error: Error | null
  readonly onClose: () => void
  readonly onSubmit: (text: string) => void
  readonly children?: ReactNode
}): ReactNode {
  const [text, setText] = useState('')
  const isReady = text.trim() !== '' && !props.isPending
  return (
    <DeskDialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      {props.children}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) props.onSubmit(text.trim())
        }}
      >
        <Field
          label={props.label}
          value={text}
          onChange={setText}
          isRequired
          autoFocus
          {...(props.hint === undefined ? {} : { hint: props.hint })}
        />
        {props.error === null ? null : <Problem error={props.error} />}
        <FormActions action={props.action} onCancel={props.onClose} isDisabled={!isReady} />
      </Form>
    </DeskDialog>
  )
}
