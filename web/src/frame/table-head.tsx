import type { ReactNode } from 'react'

/** A column by its words, or with what is special about it. */
export type Column =
  | string
  | { readonly words: string; readonly isNumber?: boolean; readonly isWordsUnseen?: boolean }

/** What a table is (for a screen reader) and what its columns are. */
export function TableHead(props: {
  readonly caption: string
  readonly columns: readonly Column[]
}): ReactNode {
  return (
    <>
      <caption className="unseen">{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => {
            const { words, isNumber, isWordsUnseen } =
              typeof column === 'string' ? { words: column, isNumber: false, isWordsUnseen: false } : column
            return (
              <th scope="col" key={words} className={isNumber === true ? 'number' : undefined}>
                {isWordsUnseen === true ? <span className="unseen">{words}</span> : words}
              </th>
            )
          })}
        </tr>
      </thead>
    </>
  )
}
