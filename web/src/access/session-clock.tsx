import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { lastAnswerMs, serverNowMs } from '../api/server-clock.ts'
import type { MeAt } from '../api/session.ts'
import { announce } from '../frame/announcer.tsx'
import { formatClock } from '../frame/format.ts'

const SOON_SECONDS = 120

/** Seconds until the session ends: the idle limit counted from the node's last answer, or the absolute end. */
export function sessionSecondsLeft(me: MeAt, answeredMs: number, nowMs: number): number {
  const idleMs = Date.parse(me.session.idleUntil) + Math.max(0, answeredMs - me.answeredAtMs)
  return Math.max(0, Math.floor((Math.min(idleMs, Date.parse(me.session.endsAt)) - nowMs) / 1000))
}

/** The time left in the session; close to the end it says so and offers to stay. */
export function SessionClock(props: { readonly me: MeAt }): ReactNode {
  const { t } = useTranslation('frame')
  const queries = useQueryClient()
  const [leftSeconds, setLeftSeconds] = useState(() =>
    sessionSecondsLeft(props.me, lastAnswerMs(), serverNowMs()),
  )
  const askedAgain = useRef(false)
  useEffect(() => {
    const timer = window.setInterval(() => {
      const left = sessionSecondsLeft(props.me, lastAnswerMs(), serverNowMs())
      setLeftSeconds(left)
      if (left > 0) askedAgain.current = false
      else if (!askedAgain.current) {
        askedAgain.current = true
        void queries.invalidateQueries({ queryKey: ['me'] })
      }
    }, 1000)
    return () => window.clearInterval(timer)
  }, [props.me, queries])
  const isSoon = leftSeconds <= SOON_SECONDS
  useEffect(() => {
    if (isSoon) announce(t('sessionSoon'))
  }, [isSoon, t])
  return (
    <span className={isSoon ? 'session session-soon' : 'session'}>
      <span className="head-label">{t('sessionLeft')}</span>
      <span className="head-value" title={t('sessionLeftLong', { left: formatClock(leftSeconds) })}>
        {formatClock(leftSeconds)}
      </span>
      {isSoon ? (
        <Button
          className="button button-small"
          onPress={() => void queries.invalidateQueries({ queryKey: ['me'] })}
        >
          {t('staySignedIn')}
        </Button>
      ) : null}
    </span>
  )
}
