import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EditionReport, Funnel } from '../api/edition.ts'
import { Bar } from '../frame/bar.tsx'
import { formatNumber, formatShare } from '../frame/format.ts'

type Whole = 'filesSeen' | 'unique' | 'pictures'

interface Stage {
  readonly key: keyof Funnel
  /** What the share is counted in; stages without one are counts of another thing. */
  readonly whole: Whole | null
  readonly tone: 'files' | 'identified' | 'known' | 'unknown' | 'pictures' | 'grouped' | 'plain'
  readonly startsGroup?: boolean
}

const STAGES: readonly Stage[] = [
  { key: 'filesSeen', whole: null, tone: 'files' },
  { key: 'unique', whole: 'filesSeen', tone: 'files' },
  { key: 'knownIdentified', whole: 'unique', tone: 'identified', startsGroup: true },
  { key: 'knownUnidentified', whole: 'unique', tone: 'known' },
  { key: 'unknown', whole: 'unique', tone: 'unknown' },
  { key: 'pictures', whole: null, tone: 'pictures', startsGroup: true },
  { key: 'picturesInSets', whole: 'pictures', tone: 'pictures' },
  { key: 'picturesInSeries', whole: 'pictures', tone: 'grouped' },
  { key: 'sets', whole: null, tone: 'plain', startsGroup: true },
  { key: 'series', whole: null, tone: 'plain' },
]

const WHOLE_WORDS = { filesSeen: 'ofFiles', unique: 'ofUnique', pictures: 'ofPictures' } as const

/** The funnel as a table: each stage with its definition, its count, its share and a bar on one common scale. */
export function FunnelTable(props: { readonly report: EditionReport }): ReactNode {
  const { t } = useTranslation('edition')
  const { funnel, definitions } = props.report
  return (
    <table className="table funnel">
      <caption className="unseen">{t('funnelHeading')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('stage')}</th>
          <th scope="col" className="number">
            {t('count')}
          </th>
          <th scope="col" className="funnel-bar-column">
            <span className="unseen">{t('share')}</span>
          </th>
          <th scope="col">{t('share')}</th>
        </tr>
      </thead>
      <tbody>
        {STAGES.map((stage) => {
          const count = funnel[stage.key]
          const words = t(stage.key)
          const definition = definitions[stage.key]
          return (
            <tr key={stage.key} className={stage.startsGroup === true ? 'group-start' : undefined}>
              <th scope="row">
                {words}
                {definition === undefined ? null : <span className="definition">{definition}</span>}
              </th>
              <td className="number funnel-count">{formatNumber(count)}</td>
              <td className="funnel-bar-column">
                {stage.tone === 'plain' ? null : (
                  <Bar tone={stage.tone} width={widthOf(count, funnel.filesSeen)} />
                )}
              </td>
              <td className="share">
                {stage.whole === null ? null : (
                  <>
                    {formatShare(count, funnel[stage.whole])}{' '}
                    <span className="quiet">{t(WHOLE_WORDS[stage.whole])}</span>
                  </>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** A count that is not nothing keeps a sliver that can be seen. */
function widthOf(count: number, largest: number): number {
  if (count <= 0 || largest <= 0) return 0
  return Math.max(3, Math.min(1000, (count / largest) * 1000))
}
