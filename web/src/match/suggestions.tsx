import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Suggestion } from '../api/match.ts'
import { shortId } from '../frame/format.ts'
import { useEvidence } from './evidence.ts'

const SHOWN = 2

/** The name of a series, or the beginning of its identifier while it has none. */
export function useSeriesName(): (series: {
  readonly series: string
  readonly name: string | null
}) => string {
  const { t } = useTranslation('match')
  return (series) =>
    series.name === null || series.name === '' ? t('seriesName', { id: shortId(series.series) }) : series.name
}

/** Existing series that a set may belong to, side by side, each with the sentences that speak for it. */
export function Suggestions(props: {
  readonly suggestions: readonly Suggestion[]
  readonly chosen: number
  readonly onChoose: (index: number) => void
}): ReactNode {
  const { t } = useTranslation('match')
  if (props.suggestions.length === 0) return <p className="quiet">{t('noSuggestions')}</p>
  return (
    <ul className="suggestions">
      {props.suggestions.map((suggestion, index) => (
        <SuggestionCard
          key={suggestion.series}
          suggestion={suggestion}
          isChosen={index === props.chosen}
          onChoose={() => props.onChoose(index)}
        />
      ))}
    </ul>
  )
}

function SuggestionCard(props: {
  readonly suggestion: Suggestion
  readonly isChosen: boolean
  readonly onChoose: () => void
}): ReactNode {
  const { t } = useTranslation('match')
  const seriesName = useSeriesName()
  const evidence = useEvidence()
  const { suggestion } = props
  const sentences = counted(suggestion.evidence.map(evidence))
  const shown = sentences.slice(0, SHOWN)
  const hidden = suggestion.evidence.length - shown.reduce((sum, one) => sum + one.count, 0)
  return (
    <li className={props.isChosen ? 'suggestion suggestion-chosen' : 'suggestion'}>
      <div className="suggestion-head">
        <h4>
          <Link to="/series/$id" params={{ id: suggestion.series }}>
            {seriesName(suggestion)}
          </Link>
        </h4>
        {props.isChosen ? (
          <span className="tag tag-chosen">{t('chosen')}</span>
        ) : (
          <Button className="button button-small" onPress={props.onChoose}>
            {t('choose')}
            <span className="unseen"> {seriesName(suggestion)}</span>
          </Button>
        )}
      </div>
      <p className="tags">
        <span className="tag">{t(`origin.${suggestion.origin}`)}</span>
        <span className="tag">{suggestion.identified ? t('identified') : t('unidentified')}</span>
      </p>
      <p>{suggestion.because}</p>
      {suggestion.evidence.length === 0 ? null : (
        <ul className="evidence">
          {shown.map(({ sentence, count }) => (
            <li key={sentence}>{count === 1 ? sentence : t('times', { sentence, count })}</li>
          ))}
          {hidden > 0 ? <li>{t('moreEvidence', { count: hidden })}</li> : null}
        </ul>
      )}
    </li>
  )
}

/** Equal sentences said once, with how often. */
function counted(sentences: readonly string[]): { readonly sentence: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const sentence of sentences) counts.set(sentence, (counts.get(sentence) ?? 0) + 1)
  return [...counts].map(([sentence, count]) => ({ sentence, count }))
}
