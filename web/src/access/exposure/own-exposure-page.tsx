import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { chooseFigures, type Exposure, type Figures } from '../../api/exposure.ts'
import { FactsRow } from '../../frame/facts.tsx'
import { formatDuration, formatNumber } from '../../frame/format.ts'
import { Page } from '../../frame/page.tsx'
import { Problem } from '../../frame/problem.tsx'
import { Answer, Empty } from '../../frame/states.tsx'
import { CapStatus } from './cap-status.tsx'
import { ComfortSettings } from './comfort.tsx'
import { DayTable, daysBefore, secondsBetween } from './day-table.tsx'
import { FigureFields, figuresOf, textsOf } from './figures-fields.tsx'
import { useExposure } from './own-exposure.ts'

/** The own load with its trend, the caps that hold, stricter ones of one's own, and comfort settings. */
export function OwnExposurePage(): ReactNode {
  const { t } = useTranslation('exposure')
  const exposure = useExposure()
  return (
    <Page title={t('ownTitle')} lead={<p>{t('ownLead')}</p>}>
      <Answer query={exposure} what={t('ownTitle')} lines={4}>
        {(data) => (
          <>
            {data.unit === null ? (
              <Empty title={t('notMetered')}>
                <p>{t('notMeteredText')}</p>
              </Empty>
            ) : (
              <Load exposure={data} unit={data.unit} />
            )}
            <section className="block">
              <h2>{t('comfort')}</h2>
              <ComfortSettings />
            </section>
          </>
        )}
      </Answer>
    </Page>
  )
}

function Load(props: {
  readonly exposure: Exposure
  readonly unit: NonNullable<Exposure['unit']>
}): ReactNode {
  const { t } = useTranslation('exposure')
  const { exposure, unit } = props
  const { day, days } = exposure
  return (
    <>
      <section>
        <h2>{t('now')}</h2>
        <CapStatus />
        <FactsRow
          facts={[
            { label: t('today'), value: formatDuration(exposure.todaySeconds) },
            { label: t('reveals'), value: formatNumber(exposure.reveals) },
            { label: t('week'), value: formatDuration(secondsBetween(days, daysBefore(day, 6), day)) },
            {
              label: t('weekBefore'),
              value: formatDuration(secondsBetween(days, daysBefore(day, 13), daysBefore(day, 7))),
            },
          ]}
        />
      </section>
      <section className="block">
        <h2>{t('trend')}</h2>
        {days.length === 0 ? <Empty title={t('noDays')} /> : <DayTable days={days} />}
      </section>
      <section className="block">
        <h2>{t('caps')}</h2>
        <p>{useFigureWords()(unit.figures)}</p>
        <p className="hint">{t('basis', { basis: unit.legalBasis })}</p>
        <OwnFiguresForm own={exposure.own} />
      </section>
    </>
  )
}

/** Figures in one sentence. */
export function useFigureWords(): (figures: Figures) => string {
  const { t } = useTranslation('exposure')
  return ({ dailyMinutes, stretchMinutes, breakMinutes, curfew }) =>
    [
      t('unitFigures', { daily: dailyMinutes, stretch: stretchMinutes, pause: breakMinutes }),
      curfew === null ? t('noCurfew') : t('unitCurfew', { from: curfew.from, to: curfew.to }),
    ].join(' ')
}

function OwnFiguresForm(props: { readonly own: Figures | null }): ReactNode {
  const { t } = useTranslation('exposure')
  const queries = useQueryClient()
  const [texts, setTexts] = useState(textsOf(props.own))
  const choosing = useMutation({
    mutationFn: () => chooseFigures(figuresOf(texts)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['exposure'] }),
  })
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        choosing.mutate()
      }}
    >
      <h3>{t('stricter')}</h3>
      <p className="hint">{t('stricterHint')}</p>
      <FigureFields texts={texts} onChange={setTexts} />
      {choosing.isError ? <Problem error={choosing.error} /> : null}
      {choosing.isSuccess ? (
        <p className="note" role="status">
          {t('saved')}
        </p>
      ) : null}
      <div className="form-actions">
        <Button className="button button-strong" type="submit" isDisabled={choosing.isPending}>
          {t('setOwn')}
        </Button>
      </div>
    </Form>
  )
}
