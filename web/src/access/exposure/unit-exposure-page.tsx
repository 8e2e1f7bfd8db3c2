import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { getUnitExposure, type Lift, type UnitExposure } from '../../api/exposure.ts'
import { formatAtZone, formatDateTime, formatDuration } from '../../frame/format.ts'
import { Page } from '../../frame/page.tsx'
import { Answer, Empty } from '../../frame/states.tsx'
import { TableHead } from '../../frame/table-head.tsx'
import { daysBefore, secondsBetween } from './day-table.tsx'
import { useFigureWords } from './own-exposure-page.tsx'
import { OverrideDialog, ReviewDialog, RulesForm, WithdrawDialog } from './unit-exposure-forms.tsx'

/** For the supervisor of a unit: how long each person looked, who lifted caps, and the figures of the unit. */
export function UnitExposurePage(): ReactNode {
  const { t } = useTranslation('exposure')
  const supervision = useQuery({
    queryKey: ['unit-exposure'],
    queryFn: ({ signal }) => getUnitExposure(signal),
  })
  return (
    <Page title={t('unitTitle')} lead={<p>{t('unitLead')}</p>}>
      <Answer query={supervision} what={t('unitTitle')} lines={6}>
        {(data) => (
          <>
            {data.unit === null ? null : <LoadPart data={data} />}
            {data.lifts.length === 0 ? null : (
              <LiftsPart lifts={data.lifts} zone={data.unit?.timeZone ?? 'UTC'} />
            )}
            <RulesPart data={data} />
          </>
        )}
      </Answer>
    </Page>
  )
}

function LoadPart(props: { readonly data: UnitExposure }): ReactNode {
  const { t } = useTranslation('exposure')
  const { persons, day } = props.data
  const [person, setPerson] = useState<string | null>(null)
  if (persons.length === 0) return <Empty title={t('noPersons')} />
  return (
    <section>
      <h2>{t('load')}</h2>
      <table className="table">
        <TableHead
          caption={t('load')}
          columns={[
            t('person'),
            { words: t('today'), isNumber: true },
            { words: t('week'), isNumber: true },
            { words: t('weekBefore'), isNumber: true },
            { words: t('mostInADay'), isNumber: true },
            { words: t('override'), isWordsUnseen: true },
          ]}
        />
        <tbody>
          {persons.map((one) => (
            <tr key={one.person}>
              <th scope="row">{one.person}</th>
              <td className="number">{formatDuration(secondsBetween(one.days, day, day))}</td>
              <td className="number">{formatDuration(secondsBetween(one.days, daysBefore(day, 6), day))}</td>
              <td className="number">
                {formatDuration(secondsBetween(one.days, daysBefore(day, 13), daysBefore(day, 7)))}
              </td>
              <td className="number">
                {formatDuration(Math.max(0, ...one.days.map((load) => load.seconds)))}
              </td>
              <td>
                <Button
                  className="button button-small"
                  aria-label={t('overrideOf', { person: one.person })}
                  onPress={() => setPerson(one.person)}
                >
                  {t('override')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <OverrideDialog person={person} onClose={() => setPerson(null)} />
    </section>
  )
}

function LiftsPart(props: { readonly lifts: readonly Lift[]; readonly zone: string }): ReactNode {
  const { t } = useTranslation('exposure')
  const [reviewed, setReviewed] = useState<Lift | null>(null)
  return (
    <section className="block">
      <h2>{t('lifts')}</h2>
      <table className="table">
        <TableHead
          caption={t('lifts')}
          columns={[t('person'), t('why'), t('from'), t('until'), t('review')]}
        />
        <tbody>
          {props.lifts.map((lift) => (
            <tr key={lift.lift}>
              <th scope="row">{lift.person}</th>
              <td>
                {lift.kind === 'danger' ? t('dangerKind') : t('overrideKind', { by: lift.by })}
                {lift.because === null ? null : <span className="definition">{lift.because}</span>}
              </td>
              <td>{formatAtZone(lift.startsAt, props.zone)}</td>
              <td>{formatAtZone(lift.endsAt, props.zone)}</td>
              <td>
                {lift.kind === 'override' ? (
                  '–'
                ) : lift.reviewedBy === null ? (
                  <Button
                    className="button button-small"
                    aria-label={t('reviewOf', { person: lift.person })}
                    onPress={() => setReviewed(lift)}
                  >
                    {t('review')}
                  </Button>
                ) : (
                  <>
                    {t('reviewedBy', { by: lift.reviewedBy })}
                    <span className="definition">{lift.finding}</span>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ReviewDialog lift={reviewed} onClose={() => setReviewed(null)} />
    </section>
  )
}

function RulesPart(props: { readonly data: UnitExposure }): ReactNode {
  const { t } = useTranslation('exposure')
  const figureWords = useFigureWords()
  const [isWithdrawing, setWithdrawing] = useState(false)
  const { unit, defaults } = props.data
  return (
    <section className="block">
      <h2>{t('rules')}</h2>
      {unit === null ? (
        <Empty title={t('notMetered')}>
          <p>{t('recordText')}</p>
        </Empty>
      ) : (
        <>
          <p>{figureWords(unit.figures)}</p>
          <p className="hint">
            {t('basis', { basis: unit.legalBasis })}{' '}
            {t('setBy', { by: unit.setBy ?? '–', at: formatDateTime(unit.setAt) })}
          </p>
          <div>
            <Button className="button" onPress={() => setWithdrawing(true)}>
              {t('withdraw')}
            </Button>
          </div>
          <WithdrawDialog isOpen={isWithdrawing} onClose={() => setWithdrawing(false)} />
        </>
      )}
      <RulesForm key={unit?.setAt ?? ''} unit={unit} defaults={defaults} />
    </section>
  )
}
