import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listSeries, type SeriesSummary } from '../api/series.ts'
import { Choice } from '../frame/choice.tsx'
import { Field } from '../frame/field.tsx'
import { formatDate, formatNumber, shortId } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { UnitTags } from '../frame/unit-tags.tsx'
import { useSeriesName } from '../match/suggestions.tsx'

type Origin = 'any' | SeriesSummary['origin']

/** Every series of an edition that the person may see. */
export function SeriesListPage(): ReactNode {
  const { t } = useTranslation('series')
  const { code } = useParams({ from: '/shell/editions/$code/series' })
  const list = useQuery({
    queryKey: ['series-list', code],
    queryFn: ({ signal }) => listSeries(code, signal),
  })
  return (
    <Page title={t('title')} wide>
      <Answer query={list} what={t('what')}>
        {(data) =>
          data.series.length === 0 ? (
            <Empty title={t('none')}>
              <p>{t('noneText')}</p>
            </Empty>
          ) : (
            <Filtered series={data.series.filter((series) => series.redirectTo === null)} />
          )
        }
      </Answer>
    </Page>
  )
}

function Filtered(props: { readonly series: readonly SeriesSummary[] }): ReactNode {
  const { t } = useTranslation('series')
  const { t: match } = useTranslation('match')
  const seriesName = useSeriesName()
  const [text, setText] = useState('')
  const [origin, setOrigin] = useState<Origin>('any')
  const wanted = text.trim().toLowerCase()
  const shown = props.series.filter(
    (series) =>
      (origin === 'any' || series.origin === origin) &&
      (wanted === '' ||
        [series.series, seriesName(series), ...series.units].some((word) =>
          word.toLowerCase().includes(wanted),
        )),
  )
  return (
    <>
      <div className="filters">
        <Field label={t('filter')} type="search" value={text} onChange={setText} />
        <Choice
          label={t('originFilter')}
          value={origin}
          onChange={setOrigin}
          options={[
            { value: 'any', label: t('any') },
            { value: 'edition', label: match('origin.edition') },
            { value: 'registry', label: match('origin.registry') },
          ]}
        />
      </div>
      {shown.length === 0 ? <p className="quiet">{t('noMatch')}</p> : <SeriesTable series={shown} />}
    </>
  )
}

function SeriesTable(props: { readonly series: readonly SeriesSummary[] }): ReactNode {
  const { t } = useTranslation('series')
  const { t: match } = useTranslation('match')
  const seriesName = useSeriesName()
  return (
    <table className="table">
      <TableHead
        caption={t('title')}
        columns={[
          t('name'),
          t('origin'),
          t('identity'),
          { words: t('pictures'), isNumber: true },
          { words: t('media'), isNumber: true },
          { words: t('sets'), isNumber: true },
          t('units'),
          t('created'),
        ]}
      />
      <tbody>
        {props.series.map((series) => (
          <tr key={series.series}>
            <th scope="row">
              <Link to="/series/$id" params={{ id: series.series }}>
                {seriesName(series)}
              </Link>{' '}
              <code className="quiet">{shortId(series.series)}</code>
              {series.restricted ? <span className="tag">{t('restricted')}</span> : null}
            </th>
            <td>
              <span className="tag">{match(`origin.${series.origin}`)}</span>
            </td>
            <td>{series.identified ? t('identified') : t('unidentified')}</td>
            <td className="number">{formatNumber(series.pictures)}</td>
            <td className="number">{formatNumber(series.media)}</td>
            <td className="number">{formatNumber(series.sets)}</td>
            <td className="units">
              <UnitTags units={series.units} />
            </td>
            <td>{formatDate(series.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
