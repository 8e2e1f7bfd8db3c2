import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { AudiencePart } from '../access/audience-part.tsx'
import { BreakGlass } from '../access/glass-part.tsx'
import { useMay, useMe } from '../access/me.ts'
import { asApiError } from '../api/api-error.ts'
import { getSeries, type Series } from '../api/series.ts'
import { Facts, FactsRow } from '../frame/facts.tsx'
import { formatDateTime, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Problem } from '../frame/problem.tsx'
import { Answer } from '../frame/states.tsx'
import { useSeriesName } from '../match/suggestions.tsx'
import { SeriesDialogs, useSeriesChanges } from './series-changes.tsx'
import { SeriesHistory } from './series-history.tsx'
import { SeriesLinks } from './series-links.tsx'
import { SeriesSets } from './series-sets.tsx'

/** One series: its sets and pictures, the links with their evidence, subjects and history. */
export function SeriesPage(): ReactNode {
  const { t } = useTranslation('series')
  const { id } = useParams({ from: '/shell/series/$id' })
  const seriesName = useSeriesName()
  const query = useQuery({ queryKey: ['series', id], queryFn: ({ signal }) => getSeries(id, signal) })
  const changes = useSeriesChanges(query.data?.series ?? id)
  const may = useMay()
  const me = useMe()
  const data = query.data
  const newest = data === undefined ? null : newestRevision(data)
  return (
    <Page
      wide
      title={data === undefined ? t('title') : seriesName(data)}
      lead={data === undefined ? undefined : <Lead series={data} />}
      actions={
        data === undefined || !may('series.change') ? undefined : (
          <>
            <Button className="button" onPress={() => changes.ask({ kind: 'merge' })}>
              {t('merge')}
            </Button>
            <Button
              className="button"
              isDisabled={newest === null}
              onPress={() => {
                if (newest !== null)
                  changes.ask({ kind: 'undo', revision: newest.revision, summary: newest.summary })
              }}
            >
              {newest === null ? t('undoNone') : t('undo', { revision: formatNumber(newest.revision) })}
            </Button>
          </>
        )
      }
    >
      {query.isError && asApiError(query.error).status === 404 && may('glass.break') ? (
        <BreakGlass object={id} onBroken={() => void query.refetch()} />
      ) : null}
      <Answer query={query} what={t('what')} lines={8}>
        {(series) => (
          <>
            {typeof series.redirectedFrom === 'string' ? (
              <p className="note">{t('redirected', { id: series.redirectedFrom })}</p>
            ) : null}
            {changes.error === null ? null : <Problem error={changes.error} />}
            {changes.splitInto === null ? null : (
              <p className="note" role="status">
                {t('splitDone')}{' '}
                <Link to="/series/$id" params={{ id: changes.splitInto }}>
                  {seriesName({ series: changes.splitInto, name: null })}
                </Link>
              </p>
            )}
            <SeriesSets
              key={series.series}
              series={series}
              onSplit={may('series.change') ? (sets) => changes.ask({ kind: 'split', sets }) : null}
            />
            <SeriesLinks
              series={series}
              onCut={may('link.cut') ? (link) => changes.ask({ kind: 'cut', link }) : null}
              onRestore={changes.restore}
            />
            <div className="columns">
              <Subjects series={series} onAdd={may('series.change') ? changes.addSubject : null} />
              {series.origin === 'registry' ? (
                <Registry series={series} />
              ) : (
                <AudiencePart
                  of={{ kind: 'series', id: series.series }}
                  audience={series.audience}
                  mayChange={may('series.restrict') && me.data?.person.unit.code === series.unit}
                />
              )}
            </div>
            <SeriesHistory series={series} />
            <SeriesDialogs changes={changes} series={series} />
          </>
        )}
      </Answer>
    </Page>
  )
}

function newestRevision(series: Series): Series['revisions'][number] | null {
  return series.revisions
    .filter((revision) => !revision.undone && revision.operation !== 'undo')
    .reduce<Series['revisions'][number] | null>(
      (newest, revision) => (newest === null || revision.revision > newest.revision ? revision : newest),
      null,
    )
}

function Lead(props: { readonly series: Series }): ReactNode {
  const { t } = useTranslation('series')
  const { t: match } = useTranslation('match')
  const { series } = props
  return (
    <FactsRow
      facts={[
        { label: t('origin'), value: match(`origin.${series.origin}`) },
        { label: t('identity'), value: series.identified ? t('identified') : t('unidentified') },
        { label: t('pictures'), value: formatNumber(series.pictures) },
        { label: t('media'), value: formatNumber(series.media) },
        { label: t('units'), value: series.units.join(', ') },
        { label: t('revision'), value: formatNumber(series.revision) },
        { label: t('created'), value: formatDateTime(series.createdAt) },
        { label: t('identifier'), value: <code>{series.series}</code>, isLabelUnseen: true },
      ]}
    />
  )
}

function Subjects(props: {
  readonly series: Series
  readonly onAdd: ((kind: 'victim' | 'offender') => void) | null
}): ReactNode {
  const { t } = useTranslation('series')
  const { onAdd } = props
  return (
    <section className="panel">
      <h2>{t('subjectsHeading')}</h2>
      <p className="hint">{t('subjectsText')}</p>
      {props.series.subjects.length === 0 ? (
        <p className="quiet">{t('noSubjects')}</p>
      ) : (
        <ul className="plain-list">
          {props.series.subjects.map((subject) => (
            <li key={subject.subject}>
              <span className="tag">{t(subject.kind)}</span> <code>{subject.subject}</code>
            </li>
          ))}
        </ul>
      )}
      {onAdd === null ? null : (
        <p className="actions">
          <Button className="button button-small" onPress={() => onAdd('victim')}>
            {t('addVictim')}
          </Button>
          <Button className="button button-small" onPress={() => onAdd('offender')}>
            {t('addOffender')}
          </Button>
        </p>
      )}
    </section>
  )
}

function Registry(props: { readonly series: Series }): ReactNode {
  const { t } = useTranslation('series')
  const { registry } = props.series
  if (registry === null) return null
  return (
    <section className="panel">
      <h2>{t('registryHeading')}</h2>
      <Facts
        facts={[
          { label: t('identifier'), value: registry.identifier },
          { label: t('holder'), value: registry.holder },
        ]}
      />
    </section>
  )
}
