import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../access/me.ts'
import { ApiError } from '../api/api-error.ts'
import { cutLink, restoreLink } from '../api/picture.ts'
import {
  addSubject,
  getSeries,
  listSeries,
  mergeSeries,
  type Series,
  splitSeries,
  undoSeries,
} from '../api/series.ts'
import { useCurrentEdition } from '../frame/current-edition.ts'
import { DeskDialog } from '../frame/dialog.tsx'
import { FormActions } from '../frame/form-actions.tsx'
import { formatNumber } from '../frame/format.ts'
import { Answer } from '../frame/states.tsx'
import { useSeriesName } from '../match/suggestions.tsx'
import { ReasonForm } from './reason-form.tsx'

type Asked =
  | { readonly kind: 'merge' }
  | { readonly kind: 'split'; readonly sets: readonly string[] }
  | { readonly kind: 'undo'; readonly revision: number; readonly summary: string }
  | { readonly kind: 'cut'; readonly link: string }

export interface SeriesChanges {
  readonly asked: Asked | null
  readonly ask: (asked: Asked | null) => void
  readonly edition: string | null
  readonly error: Error | null
  readonly splitInto: string | null
  readonly merge: (other: string, because: string) => void
  readonly split: (sets: readonly string[], because: string) => void
  readonly undo: (revision: number) => void
  readonly cut: (link: string, because: string) => void
  readonly restore: (link: string) => void
  readonly addSubject: (kind: 'victim' | 'offender') => void
}

/** The changes of one series; each reloads what it may have changed. */
export function useSeriesChanges(id: string): SeriesChanges {
  const { t } = useTranslation('series')
  const me = useMe()
  const edition = useCurrentEdition(me.data?.editions ?? [])
  const queries = useQueryClient()
  const [asked, ask] = useState<Asked | null>(null)
  const [splitInto, setSplitInto] = useState<string | null>(null)
  const change = useMutation<unknown, Error, () => Promise<unknown>>({
    mutationFn: (run) => run(),
    onSettled: () => {
      for (const key of ['series', 'series-list', 'history', 'triage', 'sets', 'edition-report', 'picture']) {
        void queries.invalidateQueries({ queryKey: [key] })
      }
    },
  })
  function run(work: () => Promise<unknown>): void {
    ask(null)
    setSplitInto(null)
    change.mutate(work)
  }
  return {
    asked,
    ask,
    edition,
    error: change.error,
    splitInto,
    merge: (other, because) => run(() => mergeSeries(id, other, because)),
    split: (sets, because) => run(async () => setSplitInto((await splitSeries(id, sets, because)).series)),
    undo: (revision) =>
      run(async () => {
        const { revisions } = await getSeries(id)
        const standing = revisions.filter((entry) => !entry.undone && entry.operation !== 'undo')
        if (Math.max(0, ...standing.map((entry) => entry.revision)) !== revision) {
          throw new ApiError(409, 'desk/series-changed', t('undoChanged'))
        }
        await undoSeries(id)
      }),
    cut: (link, because) => run(() => cutLink(link, edition ?? '', because)),
    restore: (link) => run(() => restoreLink(link, edition ?? '')),
    addSubject: (kind) => run(() => addSubject(id, kind)),
  }
}

/** The dialogs of those changes that need a choice or a reason. */
export function SeriesDialogs(props: {
  readonly changes: SeriesChanges
  readonly series: Series
}): ReactNode {
  const { t } = useTranslation('series')
  const { changes } = props
  const { asked } = changes
  const close = (): void => changes.ask(null)
  if (asked === null) return null
  if (asked.kind === 'merge') {
    return (
      <DeskDialog title={t('mergeTitle')} isOpen onClose={close}>
        <MergeForm changes={changes} series={props.series} />
      </DeskDialog>
    )
  }
  if (asked.kind === 'split') {
    return (
      <DeskDialog title={t('splitTitle')} isOpen onClose={close}>
        <p>{t('splitText')}</p>
        <ReasonForm
          isOptional
          action={t('splitCount', { count: asked.sets.length })}
          onCancel={close}
          onSubmit={(because) => changes.split(asked.sets, because)}
        />
      </DeskDialog>
    )
  }
  if (asked.kind === 'undo') {
    return (
      <DeskDialog title={t('undoTitle', { revision: formatNumber(asked.revision) })} isOpen onClose={close}>
        <p>{t('undoText', { summary: asked.summary })}</p>
        <FormActions action={t('undoDo')} onCancel={close} onPress={() => changes.undo(asked.revision)} />
      </DeskDialog>
    )
  }
  return (
    <DeskDialog title={t('cutTitle')} isOpen onClose={close}>
      <ReasonForm
        hint={t('linksText')}
        action={t('cutDo')}
        onCancel={close}
        onSubmit={(because) => changes.cut(asked.link, because)}
      />
    </DeskDialog>
  )
}

function MergeForm(props: { readonly changes: SeriesChanges; readonly series: Series }): ReactNode {
  const { t } = useTranslation('series')
  const seriesName = useSeriesName()
  const { changes } = props
  const code = changes.edition ?? ''
  const [other, setOther] = useState('')
  const list = useQuery({
    queryKey: ['series-list', code],
    queryFn: ({ signal }) => listSeries(code, signal),
    enabled: code !== '',
  })
  return (
    <>
      <p>{t('mergeText')}</p>
      <Answer query={list} what={t('mergeWhat')} lines={2}>
        {(data) => (
          <>
            <label className="select">
              <span>{t('mergeWhich')}</span>
              <select value={other} onChange={(event) => setOther(event.target.value)}>
                <option value="">{t('mergeChoose')}</option>
                {data.series
                  .filter(
                    (candidate) => candidate.series !== props.series.series && candidate.redirectTo === null,
                  )
                  .map((candidate) => (
                    <option key={candidate.series} value={candidate.series}>
                      {seriesName(candidate)} ({formatNumber(candidate.pictures)})
                    </option>
                  ))}
              </select>
            </label>
            <ReasonForm
              isOptional
              action={t('mergeDo')}
              isDisabled={other === ''}
              onCancel={() => changes.ask(null)}
              onSubmit={(because) => changes.merge(other, because)}
            />
          </>
        )}
      </Answer>
    </>
  )
}
