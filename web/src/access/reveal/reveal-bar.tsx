import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { CLARITIES, type RevealSubject } from '../../api/reveal.ts'
import { serverNowMs } from '../../api/server-clock.ts'
import { announce } from '../../frame/announcer.tsx'
import { Choice } from '../../frame/choice.tsx'
import { formatClock } from '../../frame/format.ts'
import { Problem } from '../../frame/problem.tsx'
import { CapStatus } from '../exposure/cap-status.tsx'
import { useClarity, useRevealState } from './desk-reveals.ts'
import { PurposeDialog } from './purpose-dialog.tsx'
import { type OpenReveal, reveals, sameSubject } from './reveals.ts'

/** Clarity, reveal, countdown and end for one subject. Only this bar opens a reveal by pointer. */
export function RevealBar(props: {
  readonly subject: RevealSubject
  readonly showKeys?: boolean
}): ReactNode {
  const { t } = useTranslation('reveal')
  const state = useRevealState()
  const [clarity, setClarity] = useClarity()
  const open = state.phase === 'open' && sameSubject(state.open.subject, props.subject) ? state.open : null
  const opening = state.phase === 'opening' && sameSubject(state.subject, props.subject)
  const refused = state.phase === 'refused' && sameSubject(state.subject, props.subject) ? state.error : null
  const isCapped = refused?.code.startsWith('exposure/') ?? false
  const asksPurpose = refused?.code.includes('purpose') ?? false
  useRevealAnnouncements(open)
  const queries = useQueryClient()
  useEffect(() => {
    if (isCapped) void queries.invalidateQueries({ queryKey: ['exposure'] })
  }, [isCapped, queries])
  return (
    <div className="reveal">
      <div className="reveal-bar">
        <Choice
          label={t('clarity')}
          value={clarity}
          onChange={setClarity}
          options={CLARITIES.map((value, index) => ({
            value,
            label: t(value),
            ...(props.showKeys === true ? { key: String(index + 1) } : {}),
          }))}
        />
        {open === null ? (
          <Button
            className="button button-strong"
            isDisabled={opening}
            onPress={() => void reveals.open(props.subject, clarity)}
          >
            {opening ? t('revealing') : t('reveal')}{' '}
            {props.showKeys === true ? <kbd aria-hidden="true">Enter</kbd> : null}
          </Button>
        ) : (
          <OpenControls open={open} showKeys={props.showKeys === true} />
        )}
      </div>
      {state.phase === 'none' &&
      state.ended !== null &&
      state.ended !== 'closed' &&
      sameSubject(state.subject, props.subject) ? (
        <p className="reveal-note">
          {t(
            state.ended === 'expired'
              ? 'endedExpired'
              : state.ended === 'covered'
                ? 'endedCovered'
                : state.ended === 'capped'
                  ? 'endedCapped'
                  : 'endedGone',
          )}
        </p>
      ) : null}
      {state.phase === 'none' && state.ended === null ? (
        <p className="hint">{t('nothingShownText')}</p>
      ) : null}
      <CapStatus />
      {refused === null || asksPurpose || isCapped ? null : <Problem error={refused} />}
      <PurposeDialog
        isOpen={asksPurpose}
        onClose={() => reveals.end('closed')}
        onPurpose={(purpose) => void reveals.open(props.subject, clarity, purpose)}
      />
    </div>
  )
}

function OpenControls(props: { readonly open: OpenReveal; readonly showKeys: boolean }): ReactNode {
  const { t } = useTranslation('reveal')
  const leftSeconds = useSecondsLeft(props.open)
  return (
    <div className="reveal-open">
      <span className={leftSeconds <= 15 ? 'countdown countdown-soon' : 'countdown'} data-testid="countdown">
        {t('left', { left: formatClock(leftSeconds) })}
      </span>
      <Button className="button" onPress={() => void reveals.renew()}>
        {t('renew')} {props.showKeys ? <kbd aria-hidden="true">r</kbd> : null}
      </Button>
      <Button className="button button-strong" onPress={() => reveals.end('closed')}>
        {t('end')} {props.showKeys ? <kbd aria-hidden="true">e</kbd> : null}
      </Button>
    </div>
  )
}

function useSecondsLeft(open: OpenReveal): number {
  const [nowMs, setNowMs] = useState(serverNowMs)
  useEffect(() => {
    const timer = window.setInterval(() => {
      setNowMs(serverNowMs())
      reveals.expire()
    }, 250)
    return () => window.clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((open.expiresAtMs - nowMs) / 1000))
}

function useRevealAnnouncements(open: OpenReveal | null): void {
  const { t } = useTranslation('reveal')
  const queries = useQueryClient()
  const state = useRevealState()
  const reveal = open?.reveal ?? null
  const expiresAtMs = open?.expiresAtMs ?? 0
  // The sentence belongs to the moment of opening; a renewed reveal keeps its id and says nothing again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (open === null) return
    announce(
      t('opened', {
        clarity: t(open.clarity),
        count: new Set(open.media.map((media) => media.picture)).size,
      }),
    )
    return () => {
      window.setTimeout(() => void queries.invalidateQueries({ queryKey: ['exposure'] }), 500)
    }
  }, [reveal])
  useEffect(() => {
    if (reveal === null) return
    const timer = window.setTimeout(
      () => announce(t('soon')),
      Math.max(0, expiresAtMs - serverNowMs() - 15_000),
    )
    return () => window.clearTimeout(timer)
  }, [reveal, expiresAtMs, t])
  const ended = state.phase === 'none' ? state.ended : null
  useEffect(() => {
    if (ended === 'expired') announce(t('endedExpired'))
    if (ended === 'gone') announce(t('endedGone'))
  }, [ended, t])
}
