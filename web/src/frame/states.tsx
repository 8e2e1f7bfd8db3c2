import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from './problem.tsx'

/** Quiet bars where content will stand; the words are for a screen reader. */
export function Loading(props: { readonly what: string; readonly lines?: number }): ReactNode {
  const { t } = useTranslation('frame')
  return (
    <div className="loading" role="status">
      <span className="unseen">{t('loadingWhat', { what: props.what })}</span>
      {Array.from({ length: props.lines ?? 4 }, (_, line) => (
        <div className="loading-line" key={`line-${String(line)}`} aria-hidden="true" />
      ))}
    </div>
  )
}

/** Says that there is nothing, and what would put something here. */
export function Empty(props: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      {props.children}
    </div>
  )
}

/** Renders a query: loading, the problem with a way to try again, or its data. */
export function Answer<Data>(props: {
  readonly query: UseQueryResult<Data>
  readonly what: string
  readonly lines?: number
  readonly children: (data: Data) => ReactNode
}): ReactNode {
  const { query } = props
  if (query.data !== undefined) return props.children(query.data)
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />
  return <Loading what={props.what} {...(props.lines === undefined ? {} : { lines: props.lines })} />
}
