import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRevealState } from '../access/reveal/desk-reveals.ts'
import { RevealedPicture } from '../access/reveal/revealed-picture.tsx'
import type { OpenReveal } from '../access/reveal/reveals.ts'
import type { Picture } from '../api/picture.ts'
import { formatNumber } from '../frame/format.ts'

const TILE_WIDTH_PX = 168
const TILE_HEIGHT_PX = 138
const GAP_PX = 8

/**
 * The pictures of a set as tiles: text until they are revealed. Only the rows in view exist in the document. The arrow
 * keys, Home and End move; `onChoose` hears which tile is chosen.
 */
export function Wall(props: {
  readonly label: string
  readonly pictures: readonly Picture[]
  readonly chosen: number | null
  readonly onChoose: (index: number) => void
}): ReactNode {
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useColumns(scroller)
  const id = useId()
  const state = useRevealState()
  const open = state.phase === 'open' ? state.open : null
  const shown = useMemo(() => mediaByPicture(open), [open])
  const rowCount = Math.ceil(props.pictures.length / columns)
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => TILE_HEIGHT_PX + GAP_PX,
    overscan: 1,
  })
  useEffect(() => {
    if (props.chosen !== null) rows.scrollToIndex(Math.floor(props.chosen / columns))
  }, [props.chosen, columns, rows])

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    }
    const last = props.pictures.length - 1
    const from = props.chosen ?? 0
    const step = steps[event.key]
    let next: number
    if (step !== undefined) next = props.chosen === null ? 0 : from + step
    else if (event.key === 'Home') next = 0
    else if (event.key === 'End') next = last
    else return
    event.preventDefault()
    event.stopPropagation()
    if (next >= 0 && next <= last) props.onChoose(next)
  }

  return (
    <div
      ref={scroller}
      className="wall"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={props.chosen === null ? undefined : `${id}-${String(props.chosen)}`}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (props.chosen === null && props.pictures.length > 0) props.onChoose(0)
      }}
    >
      <div className="wall-rows" role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <div
            className="wall-row"
            role="presentation"
            key={row.key}
            style={{
              transform: `translateY(${String(row.start)}px)`,
              gridTemplateColumns: `repeat(${String(columns)}, 1fr)`,
            }}
          >
            {props.pictures.slice(row.index * columns, (row.index + 1) * columns).map((picture, column) => {
              const index = row.index * columns + column
              return (
                <Tile
                  key={picture.picture}
                  id={`${id}-${String(index)}`}
                  picture={picture}
                  index={index}
                  total={props.pictures.length}
                  isChosen={props.chosen === index}
                  onChoose={() => props.onChoose(index)}
                  open={open}
                  media={mediaOf(picture, shown)}
                />
              )
            })}
          </div>
        ))}
      </div>
    </div>
  )
}

function Tile(props: {
  readonly id: string
  readonly picture: Picture
  readonly index: number
  readonly total: number
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly open: OpenReveal | null
  readonly media: string | null
}): ReactNode {
  const { t } = useTranslation('reveal')
  const position = formatNumber(props.index + 1)
  const files = props.picture.members.reduce((sum, member) => sum + Math.max(1, member.paths.length), 0)
  return (
    // The listbox holds the focus and hears the keys; an option is only pressed with a pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={props.id}
      className={props.isChosen ? 'tile tile-chosen' : 'tile'}
      role="option"
      aria-selected={props.isChosen}
      aria-setsize={props.total}
      aria-posinset={props.index + 1}
      onClick={props.onChoose}
    >
      <span className="tile-picture">
        {props.open !== null && props.media !== null ? (
          <RevealedPicture
            open={props.open}
            media={props.media}
            alt={t('alt', { position, clarity: t(props.open.clarity) })}
          />
        ) : (
          <span className="tile-note">{t('notRevealed')}</span>
        )}
      </span>
      <span className="tile-caption">
        <span>{position}</span>
        <span>{t('copies', { count: files })}</span>
      </span>
    </div>
  )
}

function mediaByPicture(open: OpenReveal | null): ReadonlyMap<string, readonly string[]> {
  const shown = new Map<string, string[]>()
  for (const { picture, media } of open?.media ?? []) {
    const list = shown.get(picture)
    if (list === undefined) shown.set(picture, [media])
    else list.push(media)
  }
  return shown
}

function mediaOf(picture: Picture, shown: ReadonlyMap<string, readonly string[]>): string | null {
  const media = shown.get(picture.picture) ?? []
  return media.includes(picture.representative) ? picture.representative : (media[0] ?? null)
}

function useColumns(element: { readonly current: HTMLDivElement | null }): number {
  const [columns, setColumns] = useState(4)
  useEffect(() => {
    const box = element.current
    if (box === null) return
    const observer = new ResizeObserver(() => {
      const fitting = Math.floor((box.clientWidth - GAP_PX) / (TILE_WIDTH_PX + GAP_PX))
      setColumns(Math.max(1, fitting))
    })
    observer.observe(box)
    return () => observer.disconnect()
  }, [element])
  return columns
}
