import type { ReactNode } from 'react'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters in file names are what this makes visible.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** A file name from seized material, isolated, with every character that hides or turns text written out. */
export function PathText(props: { readonly path: string }): ReactNode {
  const visible = props.path.replace(HIDDEN, (character) => {
    const point = character.codePointAt(0) ?? 0
    return `\\u{${point.toString(16)}}`
  })
  return (
    <bdi className="path" title={visible}>
      {visible}
    </bdi>
  )
}
