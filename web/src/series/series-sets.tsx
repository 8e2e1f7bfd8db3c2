import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useMay } from '../access/me.ts'
import { useClarity } from '../access/reveal/desk-reveals.ts'
import { RevealBar } from '../access/reveal/reveal-bar.tsx'
import { reveals } from '../access/reveal/reveals.ts'
import type { PictureSetWithMembers } from '../api/picture-set.ts'
import type { Series } from '../api/series.ts'
import { formatNumber, shortId } from '../frame/format.ts'
import { useKeys } from '../frame/keys.ts'
import { UnitTags } from '../frame/unit-tags.tsx'
import { ChosenPicture } from './chosen-picture.tsx'
import { Wall } from './wall.tsx'

/** The sets of a series; one at a time is opened and may be revealed, several may be marked for splitting. */
export function SeriesSets(props: {
  readonly series: Series
  readonly onSplit: ((sets: readonly string[]) => void) | null
}): ReactNode {
  const { t } = useTranslation('series')
  const { sets } = props.series
  const { onSplit } = props
  const [opened, setOpened] = useState<string | null>(null)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const chosen = sets.filter((set) => marked.has(set.set)).map((set) => set.set)
  const open = sets.find((set) => set.set === opened) ?? null
  return (
    <section className="block">
      <div className="block-head">
        <h2>{t('setsHeading')}</h2>
        {onSplit === null || sets.length < 2 ? null : (
          <Button
            className="button button-small"
            isDisabled={chosen.length === 0 || chosen.length === sets.length}
            onPress={() => onSplit(chosen)}
          >
            {chosen.length === 0 ? t('split') : t('splitCount', { count: chosen.length })}
          </Button>
        )}
      </div>
      {sets.length === 0 ? <p className="quiet">{t('noSets')}</p> : null}
      <div className="series-sets">
        <ul className="set-list">
          {sets.map((set) => (
            <SetLine
              key={set.set}
              set={set}
              isOpen={set.set === opened}
              isMarked={marked.has(set.set)}
              onOpen={() => {
                reveals.end('closed')
                setOpened(set.set)
              }}
              onMark={
                onSplit === null || sets.length < 2
                  ? null
                  : () => {
                      const next = new Set(marked)
                      if (!next.delete(set.set)) next.add(set.set)
                      setMarked(next)
                    }
              }
            />
          ))}
        </ul>
        <div className="set-opened">
          {open === null ? (
            <p className="quiet">{t('chooseSet')}</p>
          ) : (
            <OpenedSet key={open.set} set={open} />
          )}
        </div>
      </div>
    </section>
  )
}

function SetLine(props: {
  readonly set: PictureSetWithMembers
  readonly isOpen: boolean
  readonly isMarked: boolean
  readonly onOpen: () => void
  readonly onMark: (() => void) | null
}): ReactNode {
  const { t } = useTranslation('series')
  const { set } = props
  const words = t('setLine', { count: set.pictures.length, formatted: formatNumber(set.pictures.length) })
  return (
    <li className={props.isOpen ? 'set-line set-line-open' : 'set-line'}>
      {props.onMark === null ? null : (
        <input
          type="checkbox"
          checked={props.isMarked}
          onChange={props.onMark}
          aria-label={t('takeForSplit', { set: shortId(set.set) })}
        />
      )}
      <Button className="set-button" aria-pressed={props.isOpen} onPress={props.onOpen}>
        <span className="set-title">
          {words}{' '}
          <span className="quiet">
            {t('files', { count: set.files, formatted: formatNumber(set.files) })}
          </span>
        </span>
        <span className="triage-reason">{set.reasons.join('; ')}</span>
        <span className="tags">
          <UnitTags units={set.units} />
        </span>
      </Button>
    </li>
  )
}

function OpenedSet(props: { readonly set: PictureSetWithMembers }): ReactNode {
  const { t } = useTranslation('reveal')
  const may = useMay()
  const [chosen, setChosen] = useState<number | null>(null)
  const [clarity, setClarity] = useClarity()
  const { set } = props
  const mayReveal = may('media.reveal')
  useKeys(
    {
      Enter: () => {
        const state = reveals.state()
        if (state.phase === 'none' || state.phase === 'refused') void reveals.open({ set: set.set }, clarity)
      },
      1: () => setClarity('pixelated'),
      2: () => setClarity('reduced'),
      3: () => setClarity('clear'),
      r: () => void reveals.renew(),
      e: () => reveals.end('closed'),
    },
    mayReveal,
  )
  return (
    <>
      {mayReveal ? <RevealBar subject={{ set: set.set }} showKeys /> : null}
      <Wall label={t('wall')} pictures={set.members} chosen={chosen} onChoose={setChosen} />
      <ChosenPicture
        picture={chosen === null ? null : (set.members[chosen] ?? null)}
        position={(chosen ?? 0) + 1}
        total={set.members.length}
        onCut={null}
      />
    </>
  )
}
