import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reveals } from '../access/reveal/reveals.ts'
import { getTriage } from '../api/picture-set.ts'
import { Choice } from '../frame/choice.tsx'
import { Page } from '../frame/page.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { BulkSuggestions } from './bulk-suggestions.tsx'
import { useDecisions } from './decisions.ts'
import { SetsAside } from './sets-aside.tsx'
import { TriageDesk } from './triage-desk.tsx'

type View = 'open' | 'suggested' | 'aside'

/** Triage of an edition: the open sets one by one, by suggested series, or those set aside. */
export function TriagePage(): ReactNode {
  const { t } = useTranslation('triage')
  const { code } = useParams({ from: '/shell/editions/$code/triage' })
  const [view, setView] = useState<View>('open')
  const { set } = useSearch({ from: '/shell/editions/$code/triage' })
  const [start, setStart] = useState<string | null>(set ?? null)
  const triage = useQuery({ queryKey: ['triage', code], queryFn: ({ signal }) => getTriage(code, signal) })
  const decisions = useDecisions(code)

  function show(next: View): void {
    reveals.end('closed')
    setView(next)
  }

  return (
    <Page
      title={t('title')}
      wide
      actions={
        <Choice
          label={t('view')}
          hideLabel
          value={view}
          onChange={show}
          options={[
            { value: 'open', label: t('viewOpen') },
            { value: 'suggested', label: t('viewSuggested') },
            { value: 'aside', label: t('viewAside') },
          ]}
        />
      }
    >
      {view === 'aside' ? (
        <SetsAside code={code} />
      ) : (
        <Answer query={triage} what={t('what')} lines={8}>
          {(data) =>
            data.items.length === 0 && decisions.last === null ? (
              <Empty title={t('nothing')}>
                <p>{t('nothingText')}</p>
              </Empty>
            ) : view === 'open' ? (
              <TriageDesk key={start ?? ''} items={data.items} decisions={decisions} start={start} />
            ) : (
              <BulkSuggestions
                items={data.items}
                decisions={decisions}
                onShow={(set) => {
                  setStart(set)
                  show('open')
                }}
              />
            )
          }
        </Answer>
      )}
    </Page>
  )
}
