import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { getWitnesses, type SeenLine, type WitnessOverview, whoSaw } from '../api/ledger.ts'
import { Field } from '../frame/field.tsx'
import { formatDateTime, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Problem } from '../frame/problem.tsx'
import { Answer, Empty, Loading } from '../frame/states.tsx'
import { GlassPart } from './glass-part.tsx'

/** For auditors and supervisors: who saw an object, and how the ledger stands with its witnesses. */
export function OversightPage(): ReactNode {
  const { t } = useTranslation('oversight')
  const witnesses = useQuery({
    queryKey: ['witnesses'],
    queryFn: ({ signal }) => getWitnesses(signal),
    refetchOnWindowFocus: false,
  })
  return (
    <Page title={t('title')} lead={<p>{t('lead')}</p>} wide>
      <WhoSaw />
      <GlassPart />
      <section>
        <h2>{t('witnessTitle')}</h2>
        <Answer query={witnesses} what={t('what')}>
          {(overview) => <Witnesses overview={overview} />}
        </Answer>
      </section>
    </Page>
  )
}

function WhoSaw(): ReactNode {
  const { t } = useTranslation('oversight')
  const [object, setObject] = useState('')
  const asking = useMutation({ mutationFn: whoSaw })
  return (
    <section>
      <h2>{t('seenTitle')}</h2>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (object.trim() !== '') asking.mutate(object.trim())
        }}
      >
        <Field label={t('object')} hint={t('objectHint')} value={object} onChange={setObject} />
        <Button type="submit" className="button">
          {t('ask')}
        </Button>
      </Form>
      {asking.isPending ? <Loading what={t('what')} lines={3} /> : null}
      {asking.isError ? <Problem error={asking.error} /> : null}
      {asking.isSuccess ? <Looks seen={asking.data.seen} /> : null}
    </section>
  )
}

function Looks(props: { readonly seen: readonly SeenLine[] }): ReactNode {
  const { t } = useTranslation('oversight')
  if (props.seen.length === 0) {
    return (
      <Empty title={t('nobody')}>
        <p>{t('nobodyText')}</p>
      </Empty>
    )
  }
  return (
    <table className="table">
      <caption className="unseen">{t('seenTitle')}</caption>
      <thead>
        <tr>
          {(['time', 'unit', 'who', 'did', 'why'] as const).map((column) => (
            <th scope="col" key={column}>
              {t(column)}
            </th>
          ))}
          <th scope="col" className="number">
            {t('index')}
          </th>
        </tr>
      </thead>
      <tbody>
        {props.seen.map((line) => (
          <tr key={line.event}>
            <td>{formatDateTime(line.at)}</td>
            <td>{line.unit}</td>
            <td>{line.who}</td>
            <td>{line.type}</td>
            <td>
              {[line.purpose, line.justification].filter((part) => part !== null).join(' – ')}
              {line.justificationState === 'erased' ? t('erased') : null}
            </td>
            <td className="number">{line.index === null ? '' : formatNumber(line.index)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Witnesses(props: { readonly overview: WitnessOverview }): ReactNode {
  const { t } = useTranslation('oversight')
  const { size, witnesses, alarms } = props.overview
  return (
    <>
      <p>{t('size', { size: formatNumber(size) })}</p>
      {alarms.length === 0 ? null : (
        <>
          <h3>{t('alarms')}</h3>
          <ul>
            {alarms.map((alarm) => (
              <li key={alarm.alarm}>
                {formatDateTime(alarm.at)}: {alarm.text}
              </li>
            ))}
          </ul>
        </>
      )}
      {witnesses.length === 0 ? (
        <Empty title={t('noWitness')}>
          <p>{t('noWitnessText')}</p>
        </Empty>
      ) : (
        <table className="table">
          <caption className="unseen">{t('witnessTitle')}</caption>
          <thead>
            <tr>
              {(['witness', 'behind', 'cosigned', 'problem'] as const).map((column) => (
                <th scope="col" key={column}>
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {witnesses.map((one) => (
              <tr key={one.witness}>
                <th scope="row">{one.witness}</th>
                <td>
                  {one.behind === 0
                    ? t('upToDate')
                    : t('entriesBehind', { entries: formatNumber(one.behind) })}
                </td>
                <td>{one.cosignedAt === null ? t('never') : formatDateTime(one.cosignedAt)}</td>
                <td>{one.failure?.because}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
