import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useClarity } from '../access/reveal/desk-reveals.ts'
import { reveals } from '../access/reveal/reveals.ts'
import { getSet, type TriageItem } from '../api/picture-set.ts'
import { announce } from '../frame/announcer.tsx'
import { formatNumber } from '../frame/format.ts'
import { useKeys } from '../frame/keys.ts'
import { Problem } from '../frame/problem.tsx'
import { Empty } from '../frame/states.tsx'
import { useSeriesName } from '../match/suggestions.tsx'
import { type AskedDecision, DecisionDialogs } from './decision-dialogs.tsx'
import type { Decision, Decisions } from './decisions.ts'
import { TriageItemPanel } from './triage-item-panel.tsx'
import { TriageKeys } from './triage-keys.tsx'
import { TriageList } from './triage-list.tsx'

/** Reading a set is recorded, so a set that is only passed on the way is not read. */
const SETTLE_MS = 180

/** The list, the current set and the keys that work on it. */
export function TriageDesk(props: {
  readonly items: readonly TriageItem[]
  readonly decisions: Decisions
  readonly start: string | null
}): ReactNode {
  const { t } = useTranslation('triage')
  const { items, decisions } = props
  const seriesName = useSeriesName()
  const [, setClarity] = useClarity()
  const [cursor, setCursor] = useState({ set: props.start, index: 0 })
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [suggestion, setSuggestion] = useState(0)
  const [pictureIndex, setPictureIndex] = useState<number | null>(null)
  const [asked, setAsked] = useState<AskedDecision | null>(null)
  const [showsKeys, setShowsKeys] = useState(false)

  const found = items.findIndex((item) => item.set === cursor.set)
  const index = found >= 0 ? found : Math.max(0, Math.min(cursor.index, items.length - 1))
  const item = items[index] ?? null
  const settled = useSettled(item?.set ?? null)
  usePlaceInAddress(settled)
  const set = useQuery({
    queryKey: ['set', settled],
    queryFn: ({ signal }) => getSet(settled ?? '', signal),
    enabled: settled !== null,
  })
  const members = settled === item?.set ? (set.data?.members ?? []) : []
  const picture = pictureIndex === null ? null : (members[pictureIndex] ?? null)
  const taken = items.filter((candidate) => marked.has(candidate.set)).map((candidate) => candidate.set)
  const sets = taken.length > 0 ? taken : item === null ? [] : [item.set]
  useItemChange(items, index, () => {
    setSuggestion(0)
    setPictureIndex(null)
  })

  function move(to: number): void {
    const next = items[to]
    if (next === undefined) return
    if (next.set !== item?.set) reveals.end('closed')
    setCursor({ set: next.set, index: to })
  }
  function mark(which: string): void {
    const next = new Set(marked)
    if (!next.delete(which)) next.add(which)
    setMarked(next)
  }
  function decide(decision: Decision): void {
    decisions.undo.reset()
    setCursor({ set: decision.kind === 'cut' ? cursor.set : null, index })
    decisions.decide.mutate(decision, { onSuccess: () => setMarked(new Set()) })
  }
  function add(): void {
    const target = item?.suggestedSeries[suggestion]
    if (target === undefined) announce(t('noSuggestion'))
    else decide({ kind: 'add', sets, series: target.series, name: seriesName(target) })
  }
  function undo(): void {
    decisions.decide.reset()
    decisions.undo.mutate(undefined, {
      onSuccess: (entry) => setCursor({ set: entry.sets[0] ?? cursor.set, index }),
    })
  }
  function chooseSuggestion(step: number): void {
    const count = item?.suggestedSeries.length ?? 0
    if (count > 0) setSuggestion((suggestion + step + count) % count)
  }

  useKeys({
    j: () => move(index + 1),
    ArrowDown: () => move(index + 1),
    k: () => move(index - 1),
    ArrowUp: () => move(index - 1),
    Home: () => move(0),
    End: () => move(items.length - 1),
    ArrowRight: () => chooseSuggestion(1),
    ArrowLeft: () => chooseSuggestion(-1),
    Enter: () => {
      const state = reveals.state()
      if (item === null || (state.phase !== 'none' && state.phase !== 'refused')) return
      void reveals.open({ set: item.set }, currentClarity())
    },
    1: () => setClarity('pixelated'),
    2: () => setClarity('reduced'),
    3: () => setClarity('clear'),
    r: () => void reveals.renew(),
    e: () => reveals.end('closed'),
    w: () => document.querySelector<HTMLElement>('.wall')?.focus(),
    l: () => document.querySelector<HTMLElement>('#triage-list')?.focus(),
    ' ': () => {
      if (item !== null) mark(item.set)
    },
    n: () => {
      if (sets.length > 0) setAsked({ kind: 'create', sets })
    },
    a: add,
    s: () => {
      if (sets.length > 0) setAsked({ kind: 'set-aside', sets })
    },
    u: undo,
    x: () => {
      if (picture !== null) setAsked({ kind: 'cut', picture: picture.picture })
    },
    '?': () => setShowsKeys(true),
  })
  const [clarity] = useClarity()
  function currentClarity(): typeof clarity {
    return clarity
  }

  return (
    <div className="triage">
      <section className="triage-side" aria-label={t('list')}>
        {taken.length === 0 ? null : (
          <p className="triage-marks">
            {t('markedCount', { count: taken.length })}{' '}
            <Button className="button button-small" onPress={() => setMarked(new Set())}>
              {t('unmark')}
            </Button>
          </p>
        )}
        {items.length === 0 ? (
          <Empty title={t('nothing')} />
        ) : (
          <TriageList items={items} index={index} marked={marked} onChoose={move} onMark={mark} />
        )}
      </section>
      <div className="triage-main">
        {decisions.decide.isError ? <Problem error={decisions.decide.error} /> : null}
        {decisions.undo.isError ? <Problem error={decisions.undo.error} /> : null}
        <TriageItemPanel
          item={item}
          next={items[index + 1] ?? null}
          position={index + 1}
          total={items.length}
          members={members}
          membersQuery={set}
          suggestion={suggestion}
          onSuggestion={setSuggestion}
          pictureIndex={pictureIndex}
          onPicture={setPictureIndex}
          last={decisions.last}
          isBusy={decisions.decide.isPending || decisions.undo.isPending}
          onCreate={() => setAsked({ kind: 'create', sets })}
          onAdd={add}
          onSetAside={() => setAsked({ kind: 'set-aside', sets })}
          onUndo={undo}
          onCut={() => {
            if (picture !== null) setAsked({ kind: 'cut', picture: picture.picture })
          }}
          onKeys={() => setShowsKeys(true)}
        />
      </div>
      <DecisionDialogs asked={asked} onClose={() => setAsked(null)} onDecide={decide} />
      <TriageKeys isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  )
}

/** The set that stays current for a moment. */
function useSettled(set: string | null): string | null {
  const [settled, setSettled] = useState<string | null>(null)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(set), SETTLE_MS)
    return () => window.clearTimeout(timer)
  }, [set])
  return settled
}

/** Keeps the current set in the address without a step in the history. */
function usePlaceInAddress(set: string | null): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (set !== null) void navigate({ from: '/editions/$code/triage', search: { set }, replace: true })
  }, [navigate, set])
}

/** Announces what the current item is, and the kind of the one after it, before either shows anything. */
function useItemChange(items: readonly TriageItem[], index: number, onChange: () => void): void {
  const { t } = useTranslation('triage')
  const item = items[index]
  const set = item?.set
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another current set is worth a sentence.
  useEffect(() => {
    if (item === undefined) return
    onChange()
    announce(
      t('announceItem', {
        position: formatNumber(index + 1),
        total: formatNumber(items.length),
        kind: t(item.kind),
        pictures: t('pictures', { count: item.pictures, formatted: formatNumber(item.pictures) }),
        files: t('files', { count: item.files, formatted: formatNumber(item.files) }),
        gain: formatNumber(item.gain),
        next: t('next', { kind: kindOfNext(items[index + 1] ?? null, t) }),
      }),
    )
  }, [set])
}

/** The kind of the item after the current one, in words. */
export function kindOfNext(
  next: TriageItem | null,
  t: (key: 'nextNone' | 'nextVideo' | 'nextStill') => string,
): string {
  if (next === null) return t('nextNone')
  return next.kind === 'video' ? t('nextVideo') : t('nextStill')
}
