import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { IntakeStatus } from '../api/intake.ts'
import { announce } from '../frame/announcer.tsx'
import { formatDuration, formatNumber, formatRate, formatSize } from '../frame/format.ts'

export const STATE_WORDS = {
  running: 'running',
  finished: 'finishedState',
  stopped: 'stopped',
  failed: 'failed',
} as const

/** The state of an intake as a tag with its word. */
export function IntakeState(props: { readonly state: IntakeStatus['state'] }): ReactNode {
  const { t } = useTranslation('intake')
  return <span className={`tag tag-${props.state}`}>{t(STATE_WORDS[props.state])}</span>
}

/** How far an intake is, from 0 to 1; null while the number of files is not known. */
export function shareDone(status: IntakeStatus): number | null {
  const { filesDone, filesPlanned, stage } = status.progress
  if (stage === 'done') return 1
  if (filesPlanned === null || filesPlanned === 0) return null
  return Math.min(1, filesDone / filesPlanned)
}

export function ProgressBar(props: { readonly status: IntakeStatus }): ReactNode {
  const { t } = useTranslation('intake')
  const share = shareDone(props.status)
  const label = `${t('live')}, ${props.status.exhibit}`
  return share === null ? (
    <progress className="progress" aria-label={label} />
  ) : (
    <progress className="progress" aria-label={label} max={1} value={share} />
  )
}

/** Stage, files, bytes, rate and time left; every tenth part is announced. */
export function LiveProgress(props: { readonly status: IntakeStatus }): ReactNode {
  const { t } = useTranslation('intake')
  const { progress } = props.status
  const share = shareDone(props.status)
  const left =
    progress.secondsLeft === null
      ? t('leftUnknown')
      : t('left', { left: formatDuration(progress.secondsLeft) })
  const tenth = share === null ? 0 : Math.floor(share * 10)
  const said = useRef(tenth)
  useEffect(() => {
    if (tenth === said.current) return
    said.current = tenth
    announce(t('announced', { percent: tenth * 10, left }))
  }, [tenth, left, t])
  return (
    <div className="live">
      <p className="live-stage">{t(`stage.${progress.stage}`)}</p>
      <ProgressBar status={props.status} />
      <p className="live-figures">
        <strong>
          {progress.filesPlanned === null
            ? t('filesOpen', { done: formatNumber(progress.filesDone) })
            : t('files', {
                done: formatNumber(progress.filesDone),
                planned: formatNumber(progress.filesPlanned),
              })}
        </strong>
        <span>
          {progress.bytesPlanned === null
            ? formatSize(progress.bytesDone)
            : t('bytes', {
                done: formatSize(progress.bytesDone),
                planned: formatSize(progress.bytesPlanned),
              })}
        </span>
        <span>{t('rate', { rate: formatRate(progress.filesPerSecond) })}</span>
        <strong>{left}</strong>
      </p>
    </div>
  )
}
