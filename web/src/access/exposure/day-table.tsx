import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DayLoad } from '../../api/exposure.ts'
import { Bar } from '../../frame/bar.tsx'
import { formatDate, formatDuration } from '../../frame/format.ts'
import { TableHead } from '../../frame/table-head.tsx'

/** Load day by day, the newest first, with bars on one scale. */
export function DayTable(props: { readonly days: readonly DayLoad[] }): ReactNode {
  const { t } = useTranslation('exposure')
  const most = Math.max(1, ...props.days.map((one) => one.seconds))
  return (
    <table className="table">
      <TableHead
        caption={t('trend')}
        columns={[
          t('day'),
          { words: t('counted'), isNumber: true },
          { words: t('comparison'), isWordsUnseen: true },
        ]}
      />
      <tbody>
        {[...props.days].reverse().map(({ day, seconds }) => (
          <tr key={day}>
            <th scope="row">{formatDate(day)}</th>
            <td className="number">{formatDuration(seconds)}</td>
            <td className="funnel-bar-column">
              <Bar tone="pictures" width={Math.round((seconds / most) * 1000)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Counted seconds of the days from `from` to `to`, both included, as `YYYY-MM-DD`. */
export function secondsBetween(days: readonly DayLoad[], from: string, to: string): number {
  return days.filter(({ day }) => from <= day && day <= to).reduce((sum, one) => sum + one.seconds, 0)
}

/** The day so many days before another. */
export function daysBefore(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - count)
  return date.toISOString().slice(0, 10)
}
