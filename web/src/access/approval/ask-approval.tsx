import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { askApproval } from '../../api/approval.ts'
import { announce } from '../../frame/announcer.tsx'
import { ReasonDialog } from '../../frame/reason-dialog.tsx'

/** Asks a second person for an act, with the reason that they will read. */
export function AskApproval(props: {
  readonly title: string
  readonly act: string
  readonly subject: object
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children?: ReactNode
}): ReactNode {
  const { t } = useTranslation('approval')
  const queries = useQueryClient()
  const asking = useMutation({
    mutationFn: (because: string) => askApproval({ act: props.act, subject: props.subject, because }),
    onSuccess: () => {
      announce(t('askedNow'))
      props.onClose()
      void queries.invalidateQueries({ queryKey: ['approvals'] })
    },
  })
  return (
    <ReasonDialog
      title={props.title}
      label={t('because')}
      hint={t('becauseHint')}
      action={t('send')}
      isOpen={props.isOpen}
      isPending={asking.isPending}
      error={asking.error}
      onClose={props.onClose}
      onSubmit={(because) => asking.mutate(because)}
    >
      {props.children}
    </ReasonDialog>
  )
}
