import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Toolbar } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { RevealBar } from '../access/reveal/reveal-bar.tsx'
import type { Picture } from '../api/picture.ts'
import type { PictureSetWithMembers, TriageItem } from '../api/picture-set.ts'
import { formatNumber } from '../frame/format.ts'
import { KindMark } from '../frame/kind-mark.tsx'
import { Answer } from '../frame/states.tsx'
import { UnitTags } from '../frame/unit-tags.tsx'
import { Suggestions, useSeriesName } from '../match/suggestions.tsx'
import { ChosenPicture } from './chosen-picture.tsx'
import type { Taken } from './decisions.ts'
import { kindOfNext } from './triage-desk.tsx'
import { Wall } from './wall.tsx'

const REASONS_SHOWN = 3

interface PanelProps {
  readonly item: TriageItem | null
  readonly next: TriageItem | null
  readonly position: number
  readonly total: number
  readonly members: readonly Picture[]
  readonly membersQuery: UseQueryResult<PictureSetWithMembers>
  readonly suggestion: number
  readonly onSuggestion: (index: number) => void
  readonly pictureIndex: number | null
  readonly onPicture: (index: number) => void
  readonly last: Taken | null
  readonly isBusy: boolean
  readonly onCreate: () => void
  readonly onAdd: () => void
  readonly onSetAside: () => void
  readonly onUndo: () => void
  readonly onCut: () => void
  readonly onKeys: () => void
}

/** The current set: what it is, what may be decided, what is suggested, and its pictures once revealed. */
export function TriageItemPanel(props: PanelProps): ReactNode {
  const { t } = useTranslation('triage')
  const { t: reveal } = useTranslation('reveal')
  const { item } = props
  return (
    <>
      {item === null ? null : <ItemHead {...props} item={item} />}
      <DecisionBar {...props} />
      {item === null ? null : (
        <div className="triage-body">
          <section className="triage-suggestions">
            <SuggestionHeading />
            <Suggestions
              suggestions={item.suggestedSeries}
              chosen={props.suggestion}
              onChoose={props.onSuggestion}
            />
          </section>
          <section className="triage-pictures">
            <h3>{reveal('wall')}</h3>
            <RevealBar subject={{ set: item.set }} showKeys />
            {props.members.length > 0 ? (
              <>
                <Wall
                  label={reveal('wall')}
                  pictures={props.members}
                  chosen={props.pictureIndex}
                  onChoose={props.onPicture}
                />
                <ChosenPicture
                  picture={props.pictureIndex === null ? null : (props.members[props.pictureIndex] ?? null)}
                  position={(props.pictureIndex ?? 0) + 1}
                  total={props.members.length}
                  onCut={props.onCut}
                  showKeys
                />
              </>
            ) : (
              <Answer query={props.membersQuery} what={t('setWhat')}>
                {() => null}
              </Answer>
            )}
            {item.kind === 'video' ? <p className="hint">{reveal('soundOff')}</p> : null}
          </section>
        </div>
      )}
    </>
  )
}

function SuggestionHeading(): ReactNode {
  const { t } = useTranslation('match')
  return (
    <h3>
      {t('suggestions')} <kbd aria-hidden="true">←</kbd> <kbd aria-hidden="true">→</kbd>
    </h3>
  )
}

function ItemHead(props: PanelProps & { readonly item: TriageItem }): ReactNode {
  const { t } = useTranslation('triage')
  const { item } = props
  return (
    <section className="item-head">
      <div className="item-line">
        <KindMark kind={item.kind} />
        <h2>
          {t(item.kind === 'video' ? 'titleVideo' : 'titleStill', {
            pictures: t('pictures', { count: item.pictures, formatted: formatNumber(item.pictures) }),
          })}
        </h2>
        <p className="item-counts">
          <span>{t('copies', { count: item.copies, formatted: formatNumber(item.copies) })}</span>
          <span>{t('files', { count: item.files, formatted: formatNumber(item.files) })}</span>
          <span title={t('gainTitle')}>{t('gain', { gain: formatNumber(item.gain) })}</span>
          <UnitTags units={item.units} />
        </p>
        <p className="item-next">
          <span>
            {t('position', { position: formatNumber(props.position), total: formatNumber(props.total) })}
          </span>
          <span>{t('next', { kind: kindOfNext(props.next, t) })}</span>
        </p>
      </div>
      <h3 className="unseen">{t('reasons')}</h3>
      <Reasons key={item.set} reasons={item.reasons} />
    </section>
  )
}

/** Why the pictures belong together: the strongest reasons, and the others on request. */
function Reasons(props: { readonly reasons: readonly string[] }): ReactNode {
  const { t } = useTranslation('triage')
  const [showsAll, setShowsAll] = useState(false)
  const shown = showsAll ? props.reasons : props.reasons.slice(0, REASONS_SHOWN)
  const hidden = props.reasons.length - shown.length
  return (
    <ul className="reasons">
      {props.reasons.length === 0 ? <li>{t('noReasons')}</li> : null}
      {shown.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
      {hidden === 0 ? null : (
        <li>
          <Button className="button button-small" onPress={() => setShowsAll(true)}>
            {t('moreReasons', { count: hidden })}
          </Button>
        </li>
      )}
    </ul>
  )
}

function DecisionBar(props: PanelProps): ReactNode {
  const { t } = useTranslation('triage')
  const seriesName = useSeriesName()
  const target = props.item?.suggestedSeries[props.suggestion]
  const hasItem = props.item !== null
  return (
    <Toolbar className="decisions" aria-label={t('decisions')}>
      <Button className="button button-strong" isDisabled={!hasItem || props.isBusy} onPress={props.onCreate}>
        {t('newSeries')} <kbd aria-hidden="true">n</kbd>
      </Button>
      <Button className="button" isDisabled={target === undefined || props.isBusy} onPress={props.onAdd}>
        {target === undefined ? t('addNone') : t('addTo', { series: seriesName(target) })}{' '}
        <kbd aria-hidden="true">a</kbd>
      </Button>
      <Button className="button" isDisabled={!hasItem || props.isBusy} onPress={props.onSetAside}>
        {t('setAside')} <kbd aria-hidden="true">s</kbd>
      </Button>
      <Button className="button" isDisabled={props.last === null || props.isBusy} onPress={props.onUndo}>
        {props.last === null ? t('undo') : t('undoWhat', { what: props.last.words })}{' '}
        <kbd aria-hidden="true">u</kbd>
      </Button>
      <span className="decisions-space" />
      <Button className="button" onPress={props.onKeys}>
        {t('keys')} <kbd aria-hidden="true">?</kbd>
      </Button>
    </Toolbar>
  )
}
