import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type IntakeReport, OUTCOMES } from '../api/intake.ts'
import { FactsRow } from '../frame/facts.tsx'
import { formatDuration, formatNumber, formatShare, formatSize } from '../frame/format.ts'
import { TableHead } from '../frame/table-head.tsx'

/** The eight lines and their sum, which is checked here against the files seen. */
export function ReportTable(props: { readonly report: IntakeReport }): ReactNode {
  const { t } = useTranslation('intake')
  const { report } = props
  const sum = OUTCOMES.reduce((total, outcome) => total + report[outcome], 0)
  return (
    <>
      <table className="table report">
        <TableHead
          caption={t('reportHeading')}
          columns={[
            t('outcome'),
            { words: t('count'), isNumber: true },
            { words: t('share'), isNumber: true },
          ]}
        />
        <tbody>
          {OUTCOMES.map((outcome) => (
            <tr key={outcome}>
              <th scope="row">
                {t(outcome)} <span className="definition-inline">{t(`meaning.${outcome}`)}</span>
              </th>
              <td className={report[outcome] === 0 ? 'number number-zero' : 'number'}>
                {formatNumber(report[outcome])}
              </td>
              <td className="number quiet">{formatShare(report[outcome], report.filesSeen)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('sum')}</th>
            <td className="number">{formatNumber(report.filesSeen)}</td>
            <td className="number quiet">{sum === report.filesSeen ? t('sumRight') : null}</td>
          </tr>
        </tfoot>
      </table>
      {sum === report.filesSeen ? null : (
        <p className="note note-danger" role="alert">
          {t('sumWrong', { sum: formatNumber(sum) })}
        </p>
      )}
      <FactsRow
        facts={[
          { label: t('hitsExact'), value: formatNumber(report.hits.exact) },
          { label: t('hitsNear'), value: formatNumber(report.hits.near) },
          { label: t('size'), value: formatSize(report.sizeBytes) },
          { label: t('wall'), value: formatDuration(report.wallSeconds) },
        ]}
      />
    </>
  )
}
