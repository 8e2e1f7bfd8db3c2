import type { ReactNode } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'

/** One of a few, side by side; the arrow keys choose. */
export function Choice<Value extends string>(props: {
  readonly label: string
  readonly value: Value | null
  readonly options: readonly { readonly value: Value; readonly label: string; readonly key?: string }[]
  readonly onChange: (value: Value) => void
  readonly hideLabel?: boolean
}): ReactNode {
  return (
    <RadioGroup
      className="choice"
      orientation="horizontal"
      value={props.value}
      onChange={(value) => {
        const option = props.options.find((candidate) => candidate.value === value)
        if (option !== undefined) props.onChange(option.value)
      }}
      {...(props.hideLabel === true ? { 'aria-label': props.label } : {})}
    >
      {props.hideLabel === true ? null : <Label>{props.label}</Label>}
      <div className="choice-options">
        {props.options.map((option) => (
          <Radio className="choice-option" key={option.value} value={option.value}>
            {option.label}
            {option.key === undefined ? null : <kbd aria-hidden="true">{option.key}</kbd>}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
