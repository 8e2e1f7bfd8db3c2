import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getExposure } from '../api/reveal.ts'
import { formatDateTime, formatDuration, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer } from '../frame/states.tsx'
import { Enrolment } from './enrolment.tsx'
import { useMe } from './me.ts'

/** The own session, the own exposure and how the person signs in. */
export function SessionPage(): ReactNode {
  const { t } = useTranslation('signIn')
  const queries = useQueryClient()
  const me = useMe()
  const exposure = useQuery({ queryKey: ['exposure'], queryFn: ({ signal }) => getExposure(signal) })
  const [isSaved, setSaved] = useState(false)
  return (
    <Page title={t('sessionTitle')}>
      <div className="columns">
        <section className="panel">
          <h2>{t('sessionHeading')}</h2>
          <Answer query={me} what={t('sessionHeading')} lines={3}>
            {(data) => (
              <dl className="facts">
                <dt>{t('started')}</dt>
                <dd>{formatDateTime(data.session.startedAt)}</dd>
                <dt>{t('idleUntil')}</dt>
                <dd>{formatDateTime(data.session.idleUntil)}</dd>
                <dt>{t('endsAt')}</dt>
                <dd>{formatDateTime(data.session.endsAt)}</dd>
              </dl>
            )}
          </Answer>
        </section>
        <section className="panel">
          <h2>{t('exposureHeading')}</h2>
          <Answer query={exposure} what={t('exposureHeading')} lines={2}>
            {(data) => (
              <dl className="facts">
                <dt>{t('counted')}</dt>
                <dd>{formatDuration(data.todaySeconds)}</dd>
                <dt>{t('reveals')}</dt>
                <dd>{formatNumber(data.reveals)}</dd>
              </dl>
            )}
          </Answer>
          <p className="hint">{t('exposureText')}</p>
        </section>
      </div>
      <section>
        <h2>{t('credentialsHeading')}</h2>
        <Answer query={me} what={t('credentialsHeading')} lines={2}>
          {(data) => (
            <dl className="facts facts-row">
              <dt>{t('hasPassword')}</dt>
              <dd>{data.credentials.password ? t('yes') : t('no')}</dd>
              <dt>{t('passkeys')}</dt>
              <dd>{formatNumber(data.credentials.passkeys)}</dd>
            </dl>
          )}
        </Answer>
        {isSaved ? (
          <p className="note" role="status">
            {t('saved')}
          </p>
        ) : null}
        <Enrolment
          level={3}
          onDone={() => {
            setSaved(true)
            void queries.invalidateQueries({ queryKey: ['me'] })
          }}
        />
      </section>
    </Page>
  )
}
