import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { renewLink } from '../../api/administration.ts'
import {
  type Approval,
  giveApproval,
  listApprovals,
  refuseApproval,
  withdrawApproval,
} from '../../api/approval.ts'
import { exportLedger } from '../../api/ledger.ts'
import { announce } from '../../frame/announcer.tsx'
import { Page } from '../../frame/page.tsx'
import { Problem } from '../../frame/problem.tsx'
import { ReasonDialog } from '../../frame/reason-dialog.tsx'
import { Answer, Empty } from '../../frame/states.tsx'
import { saveText } from '../../platform.ts'
import { useMe } from '../me.ts'
import { type IssuedLink, LinkDialog } from '../persons-part.tsx'
import { ApprovalCard } from './approval-card.tsx'
import { AskApproval } from './ask-approval.tsx'
import { OutsideSignature } from './outside-signature.tsx'

/** What waits for this person's decision, and what became of everything else that the person may see. */
export function ApprovalsPage(): ReactNode {
  const { t } = useTranslation('approval')
  const query = useQuery({ queryKey: ['approvals'], queryFn: ({ signal }) => listApprovals(signal) })
  const [isAsking, setAsking] = useState(false)
  const mayExport = query.data?.acts.includes('audit.export') === true
  return (
    <Page
      title={t('title')}
      lead={<p>{t('lead')}</p>}
      actions={
        mayExport ? (
          <Button className="button" onPress={() => setAsking(true)}>
            {t('askExport')}
          </Button>
        ) : undefined
      }
    >
      {isAsking ? (
        <AskApproval
          title={t('askExport')}
          act="audit.export"
          subject={{}}
          isOpen
          onClose={() => setAsking(false)}
        />
      ) : null}
      <Answer query={query} what={t('what')}>
        {({ approvals }) => (
          <>
            <Requests
              title={t('waiting')}
              none={t('waitingNone')}
              approvals={approvals.filter((one) => one.hindrance === null)}
            />
            <Requests
              title={t('others')}
              none={t('othersNone')}
              approvals={approvals.filter((one) => one.hindrance !== null)}
            />
          </>
        )}
      </Answer>
    </Page>
  )
}

function Requests(props: {
  readonly title: string
  readonly none: string
  readonly approvals: readonly Approval[]
}): ReactNode {
  return (
    <section>
      <h2>{props.title}</h2>
      {props.approvals.length === 0 ? <Empty title={props.none} /> : null}
      {props.approvals.map((approval) => (
        <ApprovalCard key={approval.approval} approval={approval}>
          {approval.hindrance === null ? <Decide approval={approval} /> : null}
          {approval.mine ? <Own approval={approval} /> : null}
        </ApprovalCard>
      ))}
    </section>
  )
}

/** Approve exactly what is shown, or refuse with a reason. */
function Decide(props: { readonly approval: Approval }): ReactNode {
  const { t } = useTranslation('approval')
  const settled = useSettled()
  const [isRefusing, setRefusing] = useState(false)
  const giving = useMutation({
    mutationFn: giveApproval,
    onSuccess: ({ state }) => announce(state === 'done' ? t('carriedOut') : t('approved')),
    onSettled: settled,
  })
  const refusing = useMutation({
    mutationFn: (because: string) => refuseApproval(props.approval.approval, because),
    onSuccess: () => setRefusing(false),
    onSettled: settled,
  })
  return (
    <>
      {giving.isError ? <Problem error={giving.error} /> : null}
      <Button className="button" onPress={() => setRefusing(true)}>
        {t('refuse')}
      </Button>
      <Button
        className="button button-strong"
        isDisabled={giving.isPending || props.approval.summary === null}
        onPress={() => giving.mutate(props.approval)}
      >
        {t('approve')}
      </Button>
      {isRefusing ? (
        <ReasonDialog
          title={t('refuseTitle')}
          label={t('because')}
          action={t('refuse')}
          isOpen
          isPending={refusing.isPending}
          error={refusing.error}
          onClose={() => setRefusing(false)}
          onSubmit={(because) => refusing.mutate(because)}
        />
      ) : null}
    </>
  )
}

/** What the person who asked can do: withdraw, take what was approved, have it signed in a unit of one. */
function Own(props: { readonly approval: Approval }): ReactNode {
  const { t } = useTranslation('approval')
  const me = useMe()
  const settled = useSettled()
  const [issued, setIssued] = useState<IssuedLink | null>(null)
  const { approval, act, state } = props.approval
  const withdrawing = useMutation({ mutationFn: () => withdrawApproval(approval), onSettled: settled })
  const taking = useMutation({
    mutationFn: async () => {
      if (act === 'audit.export') saveText('ledger.export', (await exportLedger(approval)).text)
      else setIssued(await linkOf(props.approval))
    },
    onSettled: settled,
  })
  const isStanding = state === 'open' || state === 'approved'
  const isTakeable = state === 'approved' && (act === 'audit.export' || act === 'credential.reset')
  return (
    <>
      {withdrawing.isError ? <Problem error={withdrawing.error} /> : null}
      {taking.isError ? <Problem error={taking.error} /> : null}
      {isStanding ? (
        <Button className="button" onPress={() => withdrawing.mutate()}>
          {t('withdraw')}
        </Button>
      ) : null}
      {isTakeable ? (
        <Button
          className="button button-strong"
          isDisabled={taking.isPending}
          onPress={() => taking.mutate()}
        >
          {act === 'audit.export' ? t('download') : t('makeLink')}
        </Button>
      ) : null}
      {state === 'open' && me.data?.person.unit.solo === true ? (
        <OutsideSignature approval={approval} onSettled={settled} />
      ) : null}
      <LinkDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  )
}

async function linkOf({ approval, subject }: Approval): Promise<IssuedLink> {
  const person = subject.person ?? ''
  const { link } = await renewLink(person, approval)
  return { person, link }
}

function useSettled(): () => void {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: ['approvals'] })
    void queries.invalidateQueries({ queryKey: ['me'] })
  }
}
