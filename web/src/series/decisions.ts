import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reveals } from '../access/reveal/reveals.ts'
import { ApiError } from '../api/api-error.ts'
import { cutLink, restoreLink } from '../api/picture.ts'
import { bringBack, setAside, type TriageItem } from '../api/picture-set.ts'
import { addSets, createSeries, getSeries, undoSeries } from '../api/series.ts'
import { announce } from '../frame/announcer.tsx'

export type Decision =
  | {
      readonly kind: 'create'
      readonly sets: readonly string[]
      readonly name: string
      readonly because: string
    }
  | { readonly kind: 'add'; readonly sets: readonly string[]; readonly series: string; readonly name: string }
  | { readonly kind: 'set-aside'; readonly sets: readonly string[]; readonly because: string }
  | { readonly kind: 'cut'; readonly picture: string; readonly link: string; readonly because: string }

/** A decision that was taken here and how to take it back. */
export interface Taken {
  readonly kind: Decision['kind']
  readonly sets: readonly string[]
  readonly series: string | null
  /** The revision that the decision made, where the node told it. */
  readonly revision: number | null
  readonly link: string | null
  readonly words: string
}

export interface Decisions {
  readonly decide: UseMutationResult<void, Error, Decision>
  readonly undo: UseMutationResult<Taken, Error, void>
  readonly last: Taken | null
}

/** Takes decisions on sets, and takes the last ones of this page back, newest first. */
export function useDecisions(edition: string): Decisions {
  const { t } = useTranslation('triage')
  const queries = useQueryClient()
  const [taken, setTaken] = useState<readonly Taken[]>([])
  const last = taken[taken.length - 1] ?? null

  function remember(entry: Taken): void {
    setTaken((before) => [...before, entry])
    if (entry.sets.length > 0) {
      queries.setQueryData<{ items: readonly TriageItem[] }>(['triage', edition], (before) =>
        before === undefined
          ? before
          : { items: before.items.filter((item) => !entry.sets.includes(item.set)) },
      )
    }
    announce(entry.words)
  }

  function refresh(): void {
    for (const key of ['triage', 'sets', 'series-list', 'edition-report']) {
      void queries.invalidateQueries({ queryKey: [key, edition] })
    }
    for (const key of ['set', 'picture', 'series', 'history'])
      void queries.invalidateQueries({ queryKey: [key] })
  }

  const decide = useMutation<void, Error, Decision>({
    mutationFn: async (decision) => {
      const nothing = { sets: [], series: null, revision: null, link: null }
      if (decision.kind === 'create') {
        const made = await createSeries(edition, decision.sets, decision.name, decision.because)
        remember({ ...nothing, ...made, kind: 'create', sets: decision.sets, words: t('doneCreate') })
      } else if (decision.kind === 'add') {
        const added = await addSets(decision.series, decision.sets)
        const words = t('doneAdd', { series: decision.name })
        const revision = added.revision ?? null
        remember({ ...nothing, kind: 'add', sets: decision.sets, series: decision.series, revision, words })
      } else if (decision.kind === 'set-aside') {
        for (const set of decision.sets) {
          await setAside(set, decision.because)
          remember({ ...nothing, kind: 'set-aside', sets: [set], words: t('doneAside') })
        }
      } else {
        await cutLink(decision.link, edition, decision.because)
        remember({ ...nothing, kind: 'cut', link: decision.link, words: t('doneCut') })
      }
      if (decision.kind !== 'cut') reveals.end('closed')
    },
    onSettled: refresh,
  })

  const undo = useMutation<Taken, Error, void>({
    mutationFn: async () => {
      if (last === null) throw new ApiError(409, 'desk/nothing-to-undo', t('nothingToUndo'))
      await takeBack(last, edition, t('undoChanged'))
      return last
    },
    onSuccess: (entry) => {
      setTaken((before) => before.slice(0, -1))
      announce(t('doneUndo', { what: entry.words }))
    },
    onSettled: refresh,
  })
  return { decide, undo, last }
}

/** The node undoes the newest revision of a series; one that somebody else made since must not be the one undone. */
async function takeBack(entry: Taken, edition: string, changed: string): Promise<void> {
  if (entry.link !== null) {
    await restoreLink(entry.link, edition)
  } else if (entry.series !== null) {
    if (entry.revision !== null) {
      const { revisions } = await getSeries(entry.series)
      const standing = revisions.filter((revision) => !revision.undone).map((revision) => revision.revision)
      if (Math.max(0, ...standing) !== entry.revision) throw new ApiError(409, 'desk/series-changed', changed)
    }
    await undoSeries(entry.series)
  } else {
    for (const set of entry.sets) await bringBack(set)
  }
}
