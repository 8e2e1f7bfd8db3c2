import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Suggestion } from '../api/match.ts'
import type { TriageItem } from '../api/picture-set.ts'
import { formatNumber, shortId } from '../frame/format.ts'
import { Problem } from '../frame/problem.tsx'
import { Empty } from '../frame/states.tsx'
import { useEvidence } from '../match/evidence.ts'
import { useSeriesName } from '../match/suggestions.tsx'
import type { Decisions } from './decisions.ts'

interface Group {
  readonly suggestion: Suggestion
  readonly entries: readonly { readonly item: TriageItem; readonly suggestion: Suggestion }[]
}

/** Open sets grouped by the series suggested first for them, with the evidence side by side, to add many at once. */
export function BulkSuggestions(props: {
  readonly items: readonly TriageItem[]
  readonly decisions: Decisions
  readonly onShow: (set: string) => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const groups = useMemo(() => groupBySeries(props.items), [props.items])
  const { decide, undo, last } = props.decisions
  return (
    <>
      {decide.isError ? <Problem error={decide.error} /> : null}
      {undo.isError ? <Problem error={undo.error} /> : null}
      {last === null ? null : (
        <p className="note">
          {last.words}{' '}
          <Button className="button button-small" isDisabled={undo.isPending} onPress={() => undo.mutate()}>
            {t('undo')}
          </Button>
        </p>
      )}
      {groups.length === 0 ? (
        <Empty title={t('bulkNone')}>
          <p>{t('bulkNoneText')}</p>
        </Empty>
      ) : (
        <div className="bulk">
          {groups.map((group) => (
            <GroupCard
              key={group.suggestion.series}
              group={group}
              decisions={props.decisions}
              onShow={props.onShow}
            />
          ))}
        </div>
      )}
    </>
  )
}

function GroupCard(props: {
  readonly group: Group
  readonly decisions: Decisions
  readonly onShow: (set: string) => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const { t: match } = useTranslation('match')
  const seriesName = useSeriesName()
  const evidence = useEvidence()
  const { suggestion, entries } = props.group
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const taken = entries.map((entry) => entry.item.set).filter((set) => !left.has(set))
  return (
    <section className="panel bulk-group">
      <div className="suggestion-head">
        <h2>
          <Link to="/series/$id" params={{ id: suggestion.series }}>
            {seriesName(suggestion)}
          </Link>
        </h2>
        <Button
          className="button button-strong"
          isDisabled={taken.length === 0 || props.decisions.decide.isPending}
          onPress={() =>
            props.decisions.decide.mutate({
              kind: 'add',
              sets: taken,
              series: suggestion.series,
              name: seriesName(suggestion),
            })
          }
        >
          {t('bulkAdd', { count: taken.length })}
        </Button>
      </div>
      <p className="tags">
        <span className="tag">{match(`origin.${suggestion.origin}`)}</span>
        <span className="tag">{suggestion.identified ? match('identified') : match('unidentified')}</span>
        <span className="quiet">{t('bulkSets', { count: entries.length })}</span>
      </p>
      <table className="table table-dense">
        <thead>
          <tr>
            <th scope="col">{t('bulkTake')}</th>
            <th scope="col">{t('bulkSet')}</th>
            <th scope="col">{t('bulkBecause')}</th>
            <th scope="col">{t('bulkEvidence')}</th>
            <th scope="col" className="number">
              {t('gainHeading')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ item, suggestion: own }) => (
            <tr key={item.set}>
              <td>
                <input
                  type="checkbox"
                  aria-label={t('bulkTakeSet', { set: shortId(item.set) })}
                  checked={!left.has(item.set)}
                  onChange={() => {
                    const next = new Set(left)
                    if (!next.delete(item.set)) next.add(item.set)
                    setLeft(next)
                  }}
                />
              </td>
              <th scope="row">
                <Button className="link-button" onPress={() => props.onShow(item.set)}>
                  <span className="unseen">{t('bulkShow')}: </span>
                  {t('pictures', { count: item.pictures, formatted: formatNumber(item.pictures) })}
                </Button>{' '}
                <span className="quiet">{item.units.join(', ')}</span>
              </th>
              <td>{own.because}</td>
              <td>
                <ul className="evidence">
                  {own.evidence.slice(0, 2).map((hit) => (
                    <li key={`${hit.media ?? ''}${hit.picture ?? ''}${String(hit.distanceBits)}`}>
                      {evidence(hit)}
                    </li>
                  ))}
                </ul>
              </td>
              <td className="number">{formatNumber(item.gain)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function groupBySeries(items: readonly TriageItem[]): readonly Group[] {
  const groups = new Map<
    string,
    { suggestion: Suggestion; entries: { item: TriageItem; suggestion: Suggestion }[] }
  >()
  for (const item of items) {
    const suggestion = item.suggestedSeries[0]
    if (suggestion === undefined) continue
    const group = groups.get(suggestion.series) ?? { suggestion, entries: [] }
    group.entries.push({ item, suggestion })
    groups.set(suggestion.series, group)
  }
  return [...groups.values()].toSorted((a, b) => b.entries.length - a.entries.length)
}
