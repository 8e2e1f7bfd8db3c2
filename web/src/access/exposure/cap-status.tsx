import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { CapCode, Exposure, Standing } from '../../api/exposure.ts'
import { announce } from '../../frame/announcer.tsx'
import { formatAtZone, formatDuration } from '../../frame/format.ts'
import { useExposure } from './own-exposure.ts'

const BREAK_SOON_SECONDS = 300
const HEADING = {
  'exposure/day-cap': 'capDay',
  'exposure/break': 'capBreak',
  'exposure/curfew': 'capCurfew',
} as const satisfies Record<CapCode, string>

/** Where the caps stand, beside every reveal: time left, or why nothing is shown and when it will be again. */
export function CapStatus(): ReactNode {
  const exposure = useExposure().data
  if (exposure?.unit == null || exposure.standing === null) return null
  return <CapLine standing={exposure.standing} timeZone={exposure.unit.timeZone} />
}

function CapLine(props: { readonly standing: Standing; readonly timeZone: string }): ReactNode {
  const { t } = useTranslation('exposure')
  const { standing, timeZone } = props
  if (!standing.allowed) {
    return (
      <section className="cap-reached" role="status">
        <p className="cap-heading">{t(HEADING[standing.code])}</p>
        <p>{t('again', { at: formatAtZone(standing.againAt, timeZone), zone: timeZone })}</p>
        <p className="hint">{t('dangerHint')}</p>
      </section>
    )
  }
  const { leftTodaySeconds, untilBreakSeconds, curfewAt, lift } = standing
  if (lift !== null) {
    const words = lift.kind === 'danger' ? 'liftedDanger' : 'liftedOverride'
    return <p className="cap-lifted">{t(words, { at: formatAtZone(lift.endsAt, timeZone) })}</p>
  }
  return (
    <p className="hint cap-left">
      {t('left', {
        today: formatDuration(leftTodaySeconds),
        stretch: formatDuration(untilBreakSeconds),
      })}
      {curfewAt === null ? null : ` ${t('curfewFrom', { at: formatAtZone(curfewAt, timeZone) })}`}
    </p>
  )
}

/** Announces a break that is due soon, and a cap when it is reached. Used once, in the header. */
export function useCapAnnouncements(exposure: Exposure | undefined): void {
  const { t } = useTranslation('exposure')
  const standing = exposure?.standing ?? null
  const isSoon =
    standing?.allowed === true && standing.lift === null && standing.untilBreakSeconds <= BREAK_SOON_SECONDS
  const code = standing?.allowed === false ? standing.code : null
  const again =
    standing?.allowed === false ? formatAtZone(standing.againAt, exposure?.unit?.timeZone ?? 'UTC') : ''
  useEffect(() => {
    if (isSoon) announce(t('breakSoon'))
  }, [isSoon, t])
  useEffect(() => {
    if (code !== null) announce(`${t(HEADING[code])} ${t('againShort', { at: again })}`)
  }, [code, again, t])
}
