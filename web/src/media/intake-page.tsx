import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { AudiencePart } from '../access/audience-part.tsx'
import { useMay, useMe } from '../access/me.ts'
import { getIntake, type IntakeStatus, stopIntake } from '../api/intake.ts'
import { rememberEdition } from '../frame/current-edition.ts'
import { FactsRow } from '../frame/facts.tsx'
import { formatDateTime } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Problem } from '../frame/problem.tsx'
import { Answer } from '../frame/states.tsx'
import { FileLines } from './file-lines.tsx'
import { useLiveIntake } from './live-intake.ts'
import { IntakeState, LiveProgress } from './progress.tsx'
import { ReportTable } from './report-table.tsx'
import { VicsPart } from './vics-part.tsx'

/** One intake: live while it runs, its report, and the files of each line. */
export function IntakePage(): ReactNode {
  const { t } = useTranslation('intake')
  const { id } = useParams({ from: '/shell/intakes/$id' })
  const query = useQuery({ queryKey: ['intake', id], queryFn: ({ signal }) => getIntake(id, signal) })
  const isInterrupted = useLiveIntake(id, query.data?.state === 'running')
  const status = query.data
  const edition = status?.edition
  useEffect(() => {
    if (edition !== undefined) rememberEdition(edition)
  }, [edition])
  return (
    <Page
      title={status === undefined ? t('facts') : t('detailTitle', { exhibit: status.exhibit })}
      lead={status === undefined ? undefined : <Lead status={status} />}
      actions={
        status === undefined || status.state === 'running' ? undefined : (
          <Link className="button" to="/intakes/$id/receipt" params={{ id }}>
            {t('openReceipt')}
          </Link>
        )
      }
    >
      <Answer query={query} what={t('detailWhat')}>
        {(data) => (
          <>
            {data.problem === null ? null : (
              <p className="note note-danger" role="alert">
                <strong>{t('problem')}:</strong> {data.problem.because} <code>{data.problem.code}</code>
              </p>
            )}
            {data.state === 'running' ? <Running status={data} isInterrupted={isInterrupted} /> : null}
            <section className="block">
              <h2>{t('reportHeading')}</h2>
              <p className="hint">{t('reportText')}</p>
              <ReportTable report={data.report} />
            </section>
            <Readers status={data} />
            <VicsOfUnit status={data} />
            <FilesOfUnit status={data} />
          </>
        )}
      </Answer>
    </Page>
  )
}

/** Whether the person belongs to the unit that delivered the exhibit and may see its file names. */
function useSeesFiles(status: IntakeStatus): boolean {
  const me = useMe()
  const may = useMay()
  return me.data?.person.unit.code === status.unit && may('intake.files')
}

function Readers(props: { readonly status: IntakeStatus }): ReactNode {
  const me = useMe()
  const may = useMay()
  const { status } = props
  const isOwn = me.data?.person.unit.code === status.unit
  return (
    <AudiencePart
      of={{ kind: 'exhibits', id: status.exhibitId }}
      audience={status.audience}
      mayChange={isOwn && may('exhibit.restrict')}
    />
  )
}

function VicsOfUnit(props: { readonly status: IntakeStatus }): ReactNode {
  const { status } = props
  const isOwn = useSeesFiles(status)
  return status.vics === null ? null : <VicsPart status={status} vics={status.vics} isOwn={isOwn} />
}

function FilesOfUnit(props: { readonly status: IntakeStatus }): ReactNode {
  const { t } = useTranslation('intake')
  const isOwn = useSeesFiles(props.status)
  return (
    <section className="block">
      <h2>{t('filesHeading')}</h2>
      {isOwn ? <FileLines status={props.status} /> : <p className="quiet">{t('notYourUnit')}</p>}
    </section>
  )
}

function Lead(props: { readonly status: IntakeStatus }): ReactNode {
  const { t } = useTranslation('intake')
  const { status } = props
  const { finishedAt } = status
  return (
    <FactsRow
      facts={[
        { label: t('state'), value: <IntakeState state={status.state} />, isLabelUnseen: true },
        { label: t('unit'), value: status.unit },
        { label: t('case'), value: status.case },
        { label: t('started'), value: formatDateTime(status.startedAt) },
        ...(finishedAt === null ? [] : [{ label: t('finished'), value: formatDateTime(finishedAt) }]),
      ]}
    />
  )
}

function Running(props: { readonly status: IntakeStatus; readonly isInterrupted: boolean }): ReactNode {
  const { t } = useTranslation('intake')
  const may = useMay()
  const queries = useQueryClient()
  const stopping = useMutation({
    mutationFn: () => stopIntake(props.status.intake),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['intake', props.status.intake] }),
  })
  return (
    <section className="panel">
      <h2>{t('live')}</h2>
      <LiveProgress status={props.status} />
      {props.isInterrupted ? <p className="reveal-note">{t('lostLive')}</p> : null}
      {may('intake.stop') ? (
        <p className="live-stop">
          <Button className="button" isDisabled={stopping.isPending} onPress={() => stopping.mutate()}>
            {t('stop')}
          </Button>
          <span className="hint">{t('stopHint')}</span>
        </p>
      ) : null}
      {stopping.isError ? <Problem error={stopping.error} /> : null}
    </section>
  )
}
