import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../access/me.ts'
import { type IntakeStatus, listIntakes } from '../api/intake.ts'
import { formatDateTime, formatNumber } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { IntakeState, ProgressBar } from './progress.tsx'

const RUNNING_REFRESH_MS = 3000

/** Every intake of an edition that the person may see, newest first as the node gives them. */
export function IntakesPage(): ReactNode {
  const { t } = useTranslation('intake')
  const { code } = useParams({ from: '/shell/editions/$code/intakes' })
  const me = useMe()
  const intakes = useQuery({
    queryKey: ['intakes', code],
    queryFn: ({ signal }) => listIntakes(code, signal),
    refetchInterval: (query) =>
      query.state.data?.intakes.some((intake) => intake.state === 'running') ? RUNNING_REFRESH_MS : false,
  })
  return (
    <Page title={t('title')} wide>
      <Answer query={intakes} what={t('what')}>
        {(data) =>
          data.intakes.length === 0 ? (
            <Empty title={t('none')}>
              <p>{t('noneText')}</p>
              <p>
                <code className="command">
                  {t('command', { unit: me.data?.person.unit.code ?? 'CODE', edition: code })}
                </code>
              </p>
            </Empty>
          ) : (
            <Intakes intakes={data.intakes} />
          )
        }
      </Answer>
    </Page>
  )
}

function Intakes(props: { readonly intakes: readonly IntakeStatus[] }): ReactNode {
  const { t } = useTranslation('intake')
  return (
    <table className="table">
      <TableHead
        caption={t('title')}
        columns={[
          t('exhibit'),
          t('unit'),
          t('case'),
          t('state'),
          t('progressColumn'),
          { words: t('filesSeen'), isNumber: true },
          { words: t('mediaNew'), isNumber: true },
          { words: t('quarantined'), isNumber: true },
          t('started'),
        ]}
      />
      <tbody>
        {props.intakes.map((intake) => (
          <tr key={intake.intake}>
            <th scope="row">
              <Link to="/intakes/$id" params={{ id: intake.intake }}>
                {intake.exhibit}
              </Link>
            </th>
            <td>{intake.unit}</td>
            <td>{intake.case}</td>
            <td>
              <IntakeState state={intake.state} />
            </td>
            <td className="progress-cell">
              {intake.state === 'running' ? (
                <ProgressBar status={intake} />
              ) : (
                t(`stage.${intake.progress.stage}`)
              )}
            </td>
            <td className="number">{formatNumber(intake.report.filesSeen)}</td>
            <td className="number">{formatNumber(intake.report.mediaNew)}</td>
            <td className="number">{formatNumber(intake.report.quarantined)}</td>
            <td>{formatDateTime(intake.startedAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
