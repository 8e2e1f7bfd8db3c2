import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

let firstPage = true

/**
 * The main landmark of a page with its one heading. Coming from another page, the heading takes the focus, so that a
 * keyboard or a screen reader starts at the top of what is new.
 */
export function Page(props: {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly wide?: boolean
  readonly children: ReactNode
}): ReactNode {
  const { t } = useTranslation('frame')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = t('title', { page: props.title })
  }, [props.title, t])
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true })
    firstPage = false
  }, [])
  return (
    <main id="page" className={props.wide === true ? 'page page-wide' : 'page'}>
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.lead === undefined ? null : <div className="lead">{props.lead}</div>}
        </div>
        {props.actions === undefined ? null : <div className="actions">{props.actions}</div>}
      </div>
      {props.children}
    </main>
  )
}
