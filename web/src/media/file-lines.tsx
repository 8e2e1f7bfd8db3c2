import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutcomeCounts } from '../api/edition.ts'
import { type FileLine, type IntakeStatus, listFiles, OUTCOMES } from '../api/intake.ts'
import { formatNumber } from '../frame/format.ts'
import { PathText } from '../frame/path-text.tsx'
import { Answer } from '../frame/states.tsx'

const LINE_HEIGHT_PX = 34

/** The files of one line of the report with their reasons; the quarantined ones first. */
export function FileLines(props: { readonly status: IntakeStatus }): ReactNode {
  const { t } = useTranslation('intake')
  const { intake, report, state } = props.status
  const [outcome, setOutcome] = useState<keyof OutcomeCounts>('quarantined')
  const files = useQuery({
    queryKey: ['intake-files', intake, outcome, state === 'running' ? 'running' : report[outcome]],
    queryFn: ({ signal }) => listFiles(intake, outcome, signal),
  })
  return (
    <>
      <label className="select">
        <span>{t('filesOf')}</span>
        <select value={outcome} onChange={(event) => setOutcome(event.target.value as keyof OutcomeCounts)}>
          {OUTCOMES.toReversed().map((key) => (
            <option key={key} value={key}>
              {t(key)} ({formatNumber(report[key])})
            </option>
          ))}
        </select>
      </label>
      <Answer query={files} what={t('filesWhat')}>
        {(data) =>
          data.files.length === 0 ? (
            <p className="quiet">{t('noFiles')}</p>
          ) : (
            <Lines key={outcome} files={data.files} />
          )
        }
      </Answer>
    </>
  )
}

function Lines(props: { readonly files: readonly FileLine[] }): ReactNode {
  const { t } = useTranslation('intake')
  const scroller = useRef<HTMLDivElement>(null)
  const lines = useVirtualizer({
    count: props.files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT_PX,
    overscan: 12,
  })
  const items = lines.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = lines.getTotalSize() - (items[items.length - 1]?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section ref={scroller} className="table-frame table-scroll" tabIndex={0} aria-label={t('filesHeading')}>
      <table className="table table-dense file-lines" aria-rowcount={props.files.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{t('path')}</th>
            <th scope="col">{t('reason')}</th>
            <th scope="col">{t('code')}</th>
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <SpaceRow heightPx={before} /> : null}
          {items.map((item) => {
            const file = props.files[item.index]
            if (file === undefined) return null
            return (
              <tr key={item.key} data-index={item.index} aria-rowindex={item.index + 2}>
                <td>
                  <PathText path={file.path} />
                </td>
                <td>{file.because ?? ''}</td>
                <td>{file.code === null ? '' : <code>{file.code}</code>}</td>
              </tr>
            )
          })}
          {after > 0 ? <SpaceRow heightPx={after} /> : null}
        </tbody>
      </table>
    </section>
  )
}

function SpaceRow(props: { readonly heightPx: number }): ReactNode {
  return (
    <tr aria-hidden="true" className="space-row">
      <td colSpan={3} style={{ height: props.heightPx }} />
    </tr>
  )
}
