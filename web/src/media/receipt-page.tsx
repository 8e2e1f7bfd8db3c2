import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { getReceipt, type Receipt } from '../api/intake.ts'
import { Facts } from '../frame/facts.tsx'
import { formatDateTime } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer } from '../frame/states.tsx'
import { STATE_WORDS } from './progress.tsx'
import { ReportTable } from './report-table.tsx'

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
            <HandedOver receipt={data} />
            {data.certificate === null ? (
              <ReportTable report={data.report} />
            ) : (
              <Certificate lines={data.certificate} />
            )}
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

function Certificate(props: { readonly lines: NonNullable<Receipt['certificate']> }): ReactNode {
  const { t } = useTranslation('intake')
  return (
    <section>
      <h2>{t('certificate')}</h2>
      <p>{t('certificateMeans')}</p>
      <Facts facts={props.lines.map(([label, value]) => ({ label, value }))} />
    </section>
  )
}

function HandedOver(props: { readonly receipt: Receipt }): ReactNode {
  const { t } = useTranslation('intake')
  const { receipt } = props
  const { finishedAt, problem } = receipt
  return (
    <Facts
      facts={[
        { label: t('exhibit'), value: <strong>{receipt.exhibit}</strong> },
        { label: t('case'), value: receipt.case },
        { label: t('unit'), value: `${receipt.unit}, ${receipt.unitName}` },
        { label: t('edition'), value: `${receipt.editionName}, ${receipt.edition}` },
        { label: t('takenInBy'), value: receipt.takenInBy },
        { label: t('started'), value: formatDateTime(receipt.startedAt) },
        ...(finishedAt === null ? [] : [{ label: t('finished'), value: formatDateTime(finishedAt) }]),
        { label: t('state'), value: t(STATE_WORDS[receipt.state]) },
        ...(problem === null ? [] : [{ label: t('problem'), value: problem.because }]),
        { label: t('identifier'), value: <code>{receipt.intake}</code> },
      ]}
    />
  )
}
