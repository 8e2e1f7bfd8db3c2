import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Edition, EditionReport, ExhibitReport, UnitReport } from '../api/edition.ts'
import { OUTCOMES } from '../api/intake.ts'
import { countryName, formatNumber, formatSize } from '../frame/format.ts'
import { Empty } from '../frame/states.tsx'

/** What each unit brought: one line a unit, opened to one line an exhibit. */
export function Deliveries(props: { readonly edition: Edition; readonly report: EditionReport }): ReactNode {
  const { t } = useTranslation('edition')
  const delivering = props.report.units.filter((unit) => unit.exhibits.length > 0)
  const without = props.edition.units.filter((unit) => !delivering.some((other) => other.unit === unit.code))
  if (delivering.length === 0) {
    return (
      <Empty title={t('noDeliveries')}>
        <p>{t('noDeliveriesText')}</p>
      </Empty>
    )
  }
  return (
    <>
      <div className="table-frame">
        <table className="table table-dense deliveries">
          <caption className="unseen">{t('unitCaption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('unitColumn')}</th>
              <th scope="col">{t('caseColumn')}</th>
              <th scope="col" className="number">
                {t('filesColumn')}
              </th>
              {OUTCOMES.map((outcome) => (
                <th scope="col" className="number" key={outcome}>
                  {t(outcome)}
                </th>
              ))}
              <th scope="col" className="number">
                {t('hits')}
              </th>
              <th scope="col" className="number">
                {t('size')}
              </th>
            </tr>
          </thead>
          {delivering.map((unit) => (
            <UnitRows key={unit.unit} unit={unit} />
          ))}
          <tfoot>
            <FigureRow
              heading={t('total')}
              exhibits={delivering.flatMap((unit) => unit.exhibits)}
              caseNumber=""
            />
          </tfoot>
        </table>
      </div>
      {without.length === 0 ? null : (
        <p className="quiet">
          {t('withoutDelivery', { units: without.map((unit) => unit.code).join(', ') })}
        </p>
      )}
    </>
  )
}

function UnitRows(props: { readonly unit: UnitReport }): ReactNode {
  const { unit } = props
  const [isOpen, setOpen] = useState(false)
  const country = unit.country === null ? '' : countryName(unit.country)
  const name = country === '' || unit.name.includes(country) ? unit.name : `${unit.name}, ${country}`
  return (
    <tbody>
      <FigureRow
        heading={
          <Button className="unfold" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            <span className="unfold-sign" aria-hidden="true">
              {isOpen ? '▾' : '▸'}
            </span>
            <strong>{unit.unit}</strong> <span className="quiet">{name}</span>
          </Button>
        }
        caseNumber={String(unit.exhibits.length)}
        exhibits={unit.exhibits}
        isUnit
      />
      {isOpen
        ? unit.exhibits.map((exhibit) => (
            <FigureRow
              key={`${exhibit.case} ${exhibit.exhibit}`}
              heading={<span className="exhibit-name">{exhibit.exhibit}</span>}
              caseNumber={exhibit.case}
              exhibits={[exhibit]}
            />
          ))
        : null}
    </tbody>
  )
}

function FigureRow(props: {
  readonly heading: ReactNode
  readonly caseNumber: string
  readonly exhibits: readonly ExhibitReport[]
  readonly isUnit?: boolean
}): ReactNode {
  const sum = (of: (exhibit: ExhibitReport) => number): number =>
    props.exhibits.reduce((total, exhibit) => total + of(exhibit), 0)
  return (
    <tr className={props.isUnit === true ? 'unit-row' : undefined}>
      <th scope="row">{props.heading}</th>
      <td>{props.isUnit === true ? null : props.caseNumber}</td>
      <td className="number">{formatNumber(sum((exhibit) => exhibit.filesSeen))}</td>
      {OUTCOMES.map((outcome) => {
        const count = sum((exhibit) => exhibit[outcome])
        return (
          <td key={outcome} className={count === 0 ? 'number number-zero' : 'number'}>
            {formatNumber(count)}
          </td>
        )
      })}
      <td className="number">
        {formatNumber(sum((exhibit) => exhibit.hits.exact))} /{' '}
        {formatNumber(sum((exhibit) => exhibit.hits.near))}
      </td>
      <td className="number">{formatSize(sum((exhibit) => exhibit.sizeBytes))}</td>
    </tr>
  )
}
