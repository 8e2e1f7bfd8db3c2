import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { getHistory, type Series } from '../api/series.ts'
import { formatDateTime, formatNumber } from '../frame/format.ts'
import { Answer } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'

/** The revisions of a series, and every event that concerns it. */
export function SeriesHistory(props: { readonly series: Series }): ReactNode {
  const { t } = useTranslation('series')
  const id = props.series.series
  const history = useQuery({
    queryKey: ['history', id, props.series.revision],
    queryFn: ({ signal }) => getHistory(id, signal),
  })
  return (
    <div className="columns">
      <section>
        <h2>{t('revisionsHeading')}</h2>
        <Revisions series={props.series} />
      </section>
      <section>
        <h2>{t('historyHeading')}</h2>
        <Answer query={history} what={t('historyHeading')}>
          {(data) =>
            data.events.length === 0 ? (
              <p className="quiet">{t('noHistory')}</p>
            ) : (
              <table className="table table-dense">
                <TableHead caption={t('historyHeading')} columns={[t('at'), t('event'), t('by')]} />
                <tbody>
                  {data.events.map((event) => (
                    <tr key={`${event.at} ${event.type} ${event.what}`}>
                      <td className="when">{formatDateTime(event.at)}</td>
                      <td>{event.what}</td>
                      <td>{event.by}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </Answer>
      </section>
    </div>
  )
}

function Revisions(props: { readonly series: Series }): ReactNode {
  const { t } = useTranslation('series')
  const revisions = props.series.revisions.toSorted((a, b) => b.revision - a.revision)
  return (
    <table className="table table-dense">
      <TableHead
        caption={t('revisionsHeading')}
        columns={[{ words: t('revision'), isNumber: true }, t('operation'), t('reason'), t('by'), t('at')]}
      />
      <tbody>
        {revisions.map((revision) => (
          <tr key={revision.revision} className={revision.undone ? 'row-undone' : undefined}>
            <th scope="row" className="number">
              {formatNumber(revision.revision)}
            </th>
            <td>
              {revision.summary} {revision.undone ? <span className="tag">{t('undone')}</span> : null}
            </td>
            <td>{revision.because ?? ''}</td>
            <td>{revision.by}</td>
            <td className="when">{formatDateTime(revision.at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
