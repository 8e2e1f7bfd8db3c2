import type { ReactNode } from 'react'

/** A bar beside a number that says the same, so that only the eye reads it; `width` in thousandths of the rail. */
export function Bar(props: { readonly tone: string; readonly width: number }): ReactNode {
  return (
    <svg
      className={`bar bar-${props.tone}`}
      viewBox="0 0 1000 10"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className="bar-rail" width="1000" height="10" />
      <rect className="bar-fill" width={props.width} height="10" />
    </svg>
  )
}
