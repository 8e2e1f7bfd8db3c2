import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Approval } from '../../api/approval.ts'
import { type Fact, Facts } from '../../frame/facts.tsx'
import { formatDateTime } from '../../frame/format.ts'

/** One request: who asks for what and why, what would be done, and how it stands. */
export function ApprovalCard(props: {
  readonly approval: Approval
  readonly children?: ReactNode
}): ReactNode {
  const { t } = useTranslation('approval')
  const id = useId()
  const { approval } = props
  return (
    <section className="panel" aria-labelledby={id}>
      <h3 id={id}>
        {t('asks', { by: approval.by, unit: approval.byUnit, what: approval.what })}{' '}
        <span className="tag">{t(`state.${approval.state}`)}</span>
      </h3>
      <p>{approval.summary ?? t('changed')}</p>
      <Facts facts={factsOf(approval, t)} />
      {props.children === undefined ? null : <div className="actions">{props.children}</div>}
    </section>
  )
}

function factsOf(approval: Approval, t: ReturnType<typeof useTranslation<'approval'>>['t']): Fact[] {
  const { decidedBy, decidedAt, decidedBecause, endsAt } = approval
  return [
    { label: t('why'), value: approval.because ?? t('whyErased') },
    { label: t('asked'), value: formatDateTime(approval.at) },
    ...(endsAt === null ? [] : [{ label: t('until'), value: formatDateTime(endsAt) }]),
    ...(decidedBy === null
      ? []
      : [
          {
            label: t('decided'),
            value: [
              t('decidedBy', { by: decidedBy, at: formatDateTime(decidedAt ?? '') }),
              ...(decidedBecause === null ? [] : [decidedBecause]),
            ].join('. '),
          },
        ]),
    { label: t('digest'), value: <code className="digest">{approval.contentSha256}</code> },
  ]
}
