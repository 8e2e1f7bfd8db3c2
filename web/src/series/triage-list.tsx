import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TriageItem } from '../api/picture-set.ts'
import { formatNumber } from '../frame/format.ts'
import { KindMark } from '../frame/kind-mark.tsx'
import { UnitTags } from '../frame/unit-tags.tsx'

const ITEM_HEIGHT_PX = 76

/** The sets to decide as a list in which one is current; the page moves through it by keys. */
export function TriageList(props: {
  readonly items: readonly TriageItem[]
  readonly index: number
  readonly marked: ReadonlySet<string>
  readonly onChoose: (index: number) => void
  readonly onMark: (set: string) => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: props.items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ITEM_HEIGHT_PX,
    overscan: 4,
  })
  useEffect(() => {
    rows.scrollToIndex(props.index)
  }, [props.index, rows])
  return (
    <div
      ref={scroller}
      id="triage-list"
      className="triage-list"
      role="listbox"
      aria-label={t('list')}
      tabIndex={0}
      aria-activedescendant={`triage-${String(props.index)}`}
    >
      <div className="triage-rows" role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const item = props.items[row.index]
          if (item === undefined) return null
          return (
            <Row
              key={item.set}
              item={item}
              index={row.index}
              total={props.items.length}
              startPx={row.start}
              isCurrent={row.index === props.index}
              isMarked={props.marked.has(item.set)}
              onChoose={() => props.onChoose(row.index)}
              onMark={() => props.onMark(item.set)}
            />
          )
        })}
      </div>
    </div>
  )
}

function Row(props: {
  readonly item: TriageItem
  readonly index: number
  readonly total: number
  readonly startPx: number
  readonly isCurrent: boolean
  readonly isMarked: boolean
  readonly onChoose: () => void
  readonly onMark: () => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const { item } = props
  return (
    // The list holds the focus and the page hears the keys; an option is only pressed with a pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={`triage-${String(props.index)}`}
      className={`triage-item${props.isCurrent ? ' triage-current' : ''}${props.isMarked ? ' triage-marked' : ''}`}
      role="option"
      aria-selected={props.isCurrent}
      aria-setsize={props.total}
      aria-posinset={props.index + 1}
      style={{ transform: `translateY(${String(props.startPx)}px)` }}
      onClick={(event) => (event.shiftKey ? props.onMark() : props.onChoose())}
    >
      <KindMark kind={item.kind} />
      <span className="triage-words">
        <span className="triage-title">
          {t(item.kind === 'video' ? 'titleVideo' : 'titleStill', {
            pictures: t('pictures', { count: item.pictures, formatted: formatNumber(item.pictures) }),
          })}
          <span className="quiet">
            {' '}
            {t('files', { count: item.files, formatted: formatNumber(item.files) })}
          </span>
        </span>
        <span className="triage-reason">{item.reasons[0] ?? t('noReasons')}</span>
        <span className="triage-tags">
          <UnitTags units={item.units} />
          {item.suggestedSeries.length > 0 ? (
            <span className="tag tag-attention">{t('suggested')}</span>
          ) : null}
          {props.isMarked ? <span className="tag tag-chosen">{t('marked')}</span> : null}
        </span>
      </span>
      <span className="triage-gain" title={t('gainTitle')}>
        <span className="unseen">{t('gainHeading')} </span>
        {formatNumber(item.gain)}
      </span>
    </div>
  )
}
