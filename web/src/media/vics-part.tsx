import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { getVics, type IntakeStatus, type VicsAnswer, type VicsFigures } from '../api/intake.ts'
import { formatNumber } from '../frame/format.ts'
import { PathText } from '../frame/path-text.tsx'
import { Answer } from '../frame/states.tsx'

const PROBLEMS_SHOWN = 200

/** The VICS cases of an exhibit: figures for everybody, what exporters state and what is wrong for its own unit. */
export function VicsPart(props: {
  readonly status: IntakeStatus
  readonly vics: VicsFigures
  readonly isOwn: boolean
}): ReactNode {
  const { t } = useTranslation('intake')
  const { status, vics } = props
  return (
    <section className="block">
      <h2>{t('vics.heading')}</h2>
      <p className="hint">{t('vics.text')}</p>
      <dl className="facts facts-row">
        {(['cases', 'named', 'stored', 'withoutFile', 'differing', 'places', 'refused'] as const).map(
          (key) => (
            <Figure key={key} name={t(`vics.${key}`)} value={vics[key]} />
          ),
        )}
      </dl>
      {props.isOwn ? (
        <Details status={status} vics={vics} />
      ) : (
        <p className="quiet">{t('vics.notYourUnit')}</p>
      )}
    </section>
  )
}

function Figure(props: { readonly name: string; readonly value: number }): ReactNode {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{formatNumber(props.value)}</dd>
    </>
  )
}

function Details(props: { readonly status: IntakeStatus; readonly vics: VicsFigures }): ReactNode {
  const { t } = useTranslation('intake')
  const { intake, state } = props.status
  const answer = useQuery({
    queryKey: ['intake-vics', intake, state, props.vics.problems],
    queryFn: ({ signal }) => getVics(intake, signal),
  })
  return (
    <Answer query={answer} what={t('vics.what')}>
      {(data) => (
        <>
          <Documents documents={data.documents} />
          <Statements statements={data.statements} />
          <Problems problems={data.problems} />
        </>
      )}
    </Answer>
  )
}

function Documents(props: { readonly documents: VicsAnswer['documents'] }): ReactNode {
  const { t } = useTranslation('intake')
  return (
    <ul className="plain-list">
      {props.documents.map(({ path, version, cases }) => (
        <li key={path}>
          <PathText path={path} /> {version === null ? null : t('vics.version', { version })}
          {cases.map(({ caseId, caseNumber, organisation, application }) => (
            <p key={caseId ?? caseNumber} className="quiet">
              {[caseNumber ?? caseId, organisation, application].filter((one) => one !== null).join(' · ')}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

function Statements(props: { readonly statements: VicsAnswer['statements'] }): ReactNode {
  const { t } = useTranslation('intake')
  const { categories, series, victimIdentified, offenderIdentified, distributed } = props.statements
  return (
    <>
      <h3>{t('vics.statements')}</h3>
      <p className="hint">{t('vics.statementsText')}</p>
      <dl className="facts facts-row">
        {categories.map(({ scheme, code, media }) => (
          <Figure
            key={`${scheme} ${code}`}
            name={t('vics.category', { scheme: scheme ?? t('vics.noScheme'), code })}
            value={media}
          />
        ))}
        <Figure name={t('vics.series')} value={series} />
        <Figure name={t('vics.victimIdentified')} value={victimIdentified} />
        <Figure name={t('vics.offenderIdentified')} value={offenderIdentified} />
        <Figure name={t('vics.distributed')} value={distributed} />
      </dl>
    </>
  )
}

function Problems(props: { readonly problems: VicsAnswer['problems'] }): ReactNode {
  const { t } = useTranslation('intake')
  const { problems } = props
  if (problems.length === 0) return <p className="quiet">{t('vics.noProblems')}</p>
  return (
    <>
      <h3>{t('vics.problems')}</h3>
      <div className="table-frame">
        <table className="table table-dense">
          <thead>
            <tr>
              <th scope="col">{t('vics.namedPath')}</th>
              <th scope="col">{t('reason')}</th>
              <th scope="col">{t('code')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, PROBLEMS_SHOWN).map(({ document, named, number, code, because }, index) => (
              <tr key={`${document} ${index.toString()}`}>
                <td>
                  <PathText path={named ?? document} /> {named === null ? (number ?? '') : ''}
                </td>
                <td>{because}</td>
                <td>
                  <code>{code}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problems.length > PROBLEMS_SHOWN ? (
        <p className="hint">
          {t('vics.moreProblems', { more: formatNumber(problems.length - PROBLEMS_SHOWN) })}
        </p>
      ) : null}
    </>
  )
}
