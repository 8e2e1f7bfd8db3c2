import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { getReceipt } from '../api/intake.ts'
import { formatDateTime, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer } from '../frame/states.tsx'

/** The hand-over receipt of an exhibit, laid out for paper. */
export function ReceiptPage(): ReactNode {
  const { t } = useTranslation('intake')
  const { id } = useParams({ from: '/shell/intakes/$id/receipt' })
  const receipt = useQuery({ queryKey: ['receipt', id], queryFn: ({ signal }) => getReceipt(id, signal) })
  return (
    <Page
      title={t('receipt')}
      actions={
        <>
          <Link className="button" to="/intakes/$id" params={{ id }}>
            {t('back')}
          </Link>
          <Button className="button button-strong" onPress={() => window.print()}>
            {t('print')}
          </Button>
        </>
      }
    >
      <Answer query={receipt} what={t('receiptWhat')}>
        {(data) => (
          <article className="receipt">
            <Entries value={data} />
            <div className="signatures">
              <p>{t('signatureGiven')}</p>
              <p>{t('signatureTaken')}</p>
              <p>{t('placeDate')}</p>
            </div>
          </article>
        )}
      </Answer>
    </Page>
  )
}

/** The node decides what a receipt says; the desk lays out whatever it is given, in that order. */
function Entries(props: { readonly value: Readonly<Record<string, unknown>> }): ReactNode {
  return (
    <dl className="receipt-entries">
      {Object.entries(props.value).map(([key, value]) => (
        <div key={key} className={isNested(value) ? 'receipt-nested' : undefined}>
          <dt>{wordsOf(key)}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value(props: { readonly value: unknown }): ReactNode {
  const { value } = props
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? formatDateTime(value) : value
  if (Array.isArray(value)) {
    return (
      <ul>
        {value.map((entry: unknown, index) => (
          <li key={`${String(index)} ${typeof entry === 'string' ? entry : ''}`}>
            <Value value={entry} />
          </li>
        ))}
      </ul>
    )
  }
  if (typeof value === 'object') return <Entries value={value as Record<string, unknown>} />
  return String(value)
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function wordsOf(key: string): string {
  const spaced = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
