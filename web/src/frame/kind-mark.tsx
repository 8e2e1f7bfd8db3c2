import type { ReactNode } from 'react'

/** A drawn sign for stills or video, for sets that show nothing yet. The words stand beside it. */
export function KindMark(props: { readonly kind: 'still' | 'video' }): ReactNode {
  return (
    <svg className="kind-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect x="3" y="5" width="18" height="14" rx="2" />
      {props.kind === 'video' ? (
        <path d="m10 9 5.5 3-5.5 3z" />
      ) : (
        <path d="m4 17 5-5 3.5 3.5L16 11l4.500 6" />
      )}
    </svg>
  )
}
