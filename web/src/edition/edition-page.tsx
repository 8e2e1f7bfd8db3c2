import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useMay } from '../access/me.ts'
import { type EditionReport, getEdition, getEditionReport } from '../api/edition.ts'
import { formatDateTime, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { Deliveries } from './deliveries.tsx'
import { usePeriod } from './editions-page.tsx'
import { FunnelTable } from './funnel.tsx'

/** The figures of an edition: from files to series, the counters, and what each unit delivered. */
export function EditionPage(): ReactNode {
  const { t } = useTranslation('edition')
  const { code } = useParams({ from: '/shell/editions/$code' })
  const may = useMay()
  const period = usePeriod()
  const edition = useQuery({ queryKey: ['edition', code], queryFn: ({ signal }) => getEdition(code, signal) })
  const report = useQuery({
    queryKey: ['edition-report', code],
    queryFn: ({ signal }) => getEditionReport(code, signal),
    enabled: may('edition.report'),
  })
  const name = edition.data === undefined || edition.data.name === '' ? code : edition.data.name
  return (
    <Page
      wide
      title={t('title', { name })}
      lead={
        edition.data === undefined ? undefined : (
          <>
            {edition.data.startsOn === null && edition.data.endsOn === null ? null : (
              <span>{period(edition.data)}</span>
            )}
            {edition.data.purpose === null || edition.data.purpose === '' ? null : (
              <span>{edition.data.purpose}</span>
            )}
            <span className="units">
              {edition.data.units.map((unit) => (
                <span className="tag" key={unit.code} title={unit.name}>
                  {unit.code}
                </span>
              ))}
            </span>
          </>
        )
      }
      actions={
        may('set.read') ? (
          <Link className="button button-strong" to="/editions/$code/triage" params={{ code }}>
            {t('triageNext')}
          </Link>
        ) : undefined
      }
    >
      {may('edition.report') ? (
        <Answer query={report} what={t('funnelWhat')} lines={8}>
          {(data) => (
            <>
              <div className="edition-figures">
                <section>
                  <h2>{t('funnelHeading')}</h2>
                  <FunnelTable report={data} />
                </section>
                <Counters report={data} />
              </div>
              <section className="block">
                <h2>{t('deliveriesHeading')}</h2>
                <Answer query={edition} what={t('deliveriesHeading')}>
                  {(whole) => <Deliveries edition={whole} report={data} />}
                </Answer>
              </section>
              <p className="quiet">
                {t('generatedAt', { at: formatDateTime(data.generatedAt) })}{' '}
                <Button className="button button-small" onPress={() => void report.refetch()}>
                  {t('refresh')}
                </Button>
              </p>
            </>
          )}
        </Answer>
      ) : (
        <Answer query={edition} what={t('funnelWhat')}>
          {() => <Empty title={t('noFigures')} />}
        </Answer>
      )}
    </Page>
  )
}

const AVOIDED = [
  { key: 'viewsAvoided', words: 'viewsAvoided' },
  { key: 'knownGood', words: 'avoidedKnownGood' },
  { key: 'decisionReused', words: 'decisionReused' },
  { key: 'representativeOnly', words: 'representativeOnly' },
] as const

const COUNTERS = [
  { key: 'seriesAddedTo', words: 'seriesAddedTo' },
  { key: 'open', words: 'openSeries' },
  { key: 'registry', words: 'registrySeries' },
] as const

function Counters(props: { readonly report: EditionReport }): ReactNode {
  const { t } = useTranslation('edition')
  const { series, exposure, definitions } = props.report
  return (
    <section className="counters">
      <h2>{t('countersHeading')}</h2>
      <dl>
        {COUNTERS.map(({ key, words }) => (
          <Counter key={key} words={t(words)} count={series[key]} definition={definitions[key]} />
        ))}
      </dl>
      <h2>{t('avoidedHeading')}</h2>
      <dl>
        {AVOIDED.map(({ key, words }) => (
          <Counter key={key} words={t(words)} count={exposure[key]} definition={definitions[key]} />
        ))}
      </dl>
    </section>
  )
}

function Counter(props: {
  readonly words: string
  readonly count: number
  readonly definition: string | undefined
}): ReactNode {
  return (
    <div className="counter">
      <dt>{props.words}</dt>
      <dd className="counter-value">{formatNumber(props.count)}</dd>
      {props.definition === undefined ? null : <dd className="definition">{props.definition}</dd>}
    </div>
  )
}
