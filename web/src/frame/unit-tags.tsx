import type { ReactNode } from 'react'

/** The codes of units, each as a tag. */
export function UnitTags(props: { readonly units: readonly string[] }): ReactNode {
  return props.units.map((unit) => (
    <span className="tag" key={unit}>
      {unit}
    </span>
  ))
}
