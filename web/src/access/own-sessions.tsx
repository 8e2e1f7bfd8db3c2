import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { endSession, listSessions } from '../api/session.ts'
import { formatDateTime } from '../frame/format.ts'
import { Problem } from '../frame/problem.tsx'
import { Answer } from '../frame/states.tsx'

/** Where the person is signed in besides, and the way to end that. */
export function OwnSessions(): ReactNode {
  const { t } = useTranslation('signIn')
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => listSessions(signal) })
  const ending = useMutation({
    mutationFn: endSession,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section className="panel">
      <h2>{t('sessionsHeading')}</h2>
      <Answer query={sessions} what={t('sessionsHeading')} lines={2}>
        {(data) => {
          const others = data.sessions.filter((one) => !one.present)
          if (others.length === 0) return <p>{t('noOtherSessions')}</p>
          return (
            <ul className="plain-list">
              {others.map((one) => (
                <li key={one.session}>
                  {t('otherSession', {
                    started: formatDateTime(one.startedAt),
                    seen: formatDateTime(one.lastSeenAt),
                  })}{' '}
                  <Button
                    className="button"
                    isDisabled={ending.isPending}
                    onPress={() => ending.mutate(one.session)}
                  >
                    {t('endSession')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
      {ending.isError ? <Problem error={ending.error} /> : null}
    </section>
  )
}
