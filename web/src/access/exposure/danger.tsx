import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declareDanger } from '../../api/exposure.ts'
import { announce } from '../../frame/announcer.tsx'
import { DeskDialog } from '../../frame/dialog.tsx'
import { FormActions } from '../../frame/form-actions.tsx'
import { formatAtZone } from '../../frame/format.ts'
import { useKeys } from '../../frame/keys.ts'
import { Problem } from '../../frame/problem.tsx'
import { useExposure } from './own-exposure.ts'

/** The one key for immediate danger to a child, on every page, with what it does before it is done. */
export function Danger(): ReactNode {
  const { t } = useTranslation('exposure')
  const queries = useQueryClient()
  const exposure = useExposure().data
  const [isAsked, setAsked] = useState(false)
  const unit = exposure?.unit ?? null
  const declaring = useMutation({
    mutationFn: declareDanger,
    onSuccess: async ({ endsAt }) => {
      setAsked(false)
      announce(t('liftedDanger', { at: formatAtZone(endsAt, unit?.timeZone ?? 'UTC') }))
      await queries.invalidateQueries({ queryKey: ['exposure'] })
    },
  })
  useKeys({ '!': () => setAsked(true) }, unit !== null)
  if (unit === null) return null
  return (
    <>
      <button type="button" className="cover-hint" onClick={() => setAsked(true)}>
        <kbd>!</kbd> {t('danger')}
      </button>
      <DeskDialog title={t('dangerTitle')} isOpen={isAsked} onClose={() => setAsked(false)}>
        <p>{t('dangerDoes')}</p>
        <ul>
          <li>{t('dangerCaps')}</li>
          <li>{t('dangerTold')}</li>
          <li>{t('dangerCounted')}</li>
        </ul>
        {declaring.isError ? <Problem error={declaring.error} /> : null}
        <FormActions
          action={t('dangerAction')}
          onCancel={() => setAsked(false)}
          isDisabled={declaring.isPending}
          onPress={() => declaring.mutate()}
        />
      </DeskDialog>
    </>
  )
}
