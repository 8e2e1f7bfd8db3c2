import { Fragment, type ReactNode } from 'react'

/** One thing that is said of something: its label and its value. A label that is plain from the value may be unseen. */
export interface Fact {
  readonly label: string
  readonly value: ReactNode
  readonly isLabelUnseen?: boolean
}

/** Short facts in one line; a label never parts from its value at the end of a line. */
export function FactsRow(props: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts-row">
      {props.facts.map(({ label, value, isLabelUnseen }) => (
        <div key={label}>
          <dt className={isLabelUnseen === true ? 'unseen' : undefined}>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Facts one below the other, the values in one column. */
export function Facts(props: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {props.facts.map(({ label, value }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
