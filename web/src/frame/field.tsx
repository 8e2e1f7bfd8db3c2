import type { ReactNode } from 'react'
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components'

/** A labelled line of text with its hint and its error. */
export function Field(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly error?: string | null
  readonly type?: 'text' | 'password' | 'search'
  readonly autoComplete?: string
  readonly isRequired?: boolean
  readonly autoFocus?: boolean
  readonly name?: string
}): ReactNode {
  const error = props.error ?? null
  return (
    <TextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      type={props.type ?? 'text'}
      isInvalid={error !== null}
      isRequired={props.isRequired ?? false}
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
      {...(props.autoComplete === undefined ? {} : { autoComplete: props.autoComplete })}
      {...(props.name === undefined ? {} : { name: props.name })}
    >
      <Label>{props.label}</Label>
      <Input />
      {props.hint === undefined ? null : (
        <Text slot="description" className="hint">
          {props.hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  )
}
