import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getExposure } from '../api/exposure.ts'
import { Facts, FactsRow } from '../frame/facts.tsx'
import { formatDateTime, formatDuration, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer } from '../frame/states.tsx'
import { Enrolment } from './enrolment.tsx'
import { useMe } from './me.ts'
import { OwnSessions } from './own-sessions.tsx'

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
              <Facts
                facts={[
                  { label: t('started'), value: formatDateTime(data.session.startedAt) },
                  { label: t('idleUntil'), value: formatDateTime(data.session.idleUntil) },
                  { label: t('endsAt'), value: formatDateTime(data.session.endsAt) },
                ]}
              />
            )}
          </Answer>
        </section>
        <section className="panel">
          <h2>{t('exposureHeading')}</h2>
          <Answer query={exposure} what={t('exposureHeading')} lines={2}>
            {(data) => (
              <Facts
                facts={[
                  { label: t('counted'), value: formatDuration(data.todaySeconds) },
                  { label: t('reveals'), value: formatNumber(data.reveals) },
                ]}
              />
            )}
          </Answer>
          <p className="hint">{t('exposureText')}</p>
        </section>
        <OwnSessions />
      </div>
      <section>
        <h2>{t('credentialsHeading')}</h2>
        <Answer query={me} what={t('credentialsHeading')} lines={2}>
          {(data) => (
            <FactsRow
              facts={[
                { label: t('hasPassword'), value: data.credentials.password ? t('yes') : t('no') },
                { label: t('passkeys'), value: formatNumber(data.credentials.passkeys) },
              ]}
            />
          )}
        </Answer>
        {isSaved ? (
          <p className="note" role="status">
            {t('saved')}
          </p>
        ) : null}
        <Enrolment
          level={3}
          hasPassword={me.data?.credentials.password ?? false}
          onDone={() => {
            setSaved(true)
            void queries.invalidateQueries({ queryKey: ['me'] })
          }}
        />
      </section>
    </Page>
  )
}
