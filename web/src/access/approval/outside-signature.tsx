import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { bringSignature, textToSign } from '../../api/approval.ts'
import { DeskDialog } from '../../frame/dialog.tsx'
import { FormActions } from '../../frame/form-actions.tsx'
import { Problem } from '../../frame/problem.tsx'
import { saveText } from '../../platform.ts'

/** In a unit of one: the text for the approver of another body, and the signature that they gave. */
export function OutsideSignature(props: {
  readonly approval: string
  readonly onSettled: () => void
}): ReactNode {
  const { t } = useTranslation('approval')
  const [isOpen, setOpen] = useState(false)
  const [signature, setSignature] = useState('')
  const text = useQuery({
    queryKey: ['approval', props.approval, 'text'],
    queryFn: () => textToSign(props.approval),
    enabled: isOpen,
  })
  const bringing = useMutation({
    mutationFn: () => bringSignature(props.approval, signature),
    onSuccess: () => setOpen(false),
    onSettled: props.onSettled,
  })
  const toSign = text.data?.toSign ?? null
  return (
    <>
      <Button className="button button-strong" onPress={() => setOpen(true)}>
        {t('sign')}
      </Button>
      <DeskDialog title={t('sign')} isOpen={isOpen} onClose={() => setOpen(false)} wide>
        {toSign === null ? null : (
          <>
            <p>{t('signText', { by: toSign.by })}</p>
            <pre className="sign-text">{toSign.text}</pre>
            <Button className="button" onPress={() => saveText(`${props.approval}.txt`, toSign.text)}>
              {t('signFile')}
            </Button>
            <label className="field">
              <span>{t('signature')}</span>
              <textarea rows={6} value={signature} onChange={(event) => setSignature(event.target.value)} />
              <span className="hint">{t('signatureHint', { namespace: toSign.namespace })}</span>
            </label>
            {bringing.isError ? <Problem error={bringing.error} /> : null}
            <FormActions
              action={t('bring')}
              onCancel={() => setOpen(false)}
              isDisabled={bringing.isPending || signature.trim() === ''}
              onPress={() => bringing.mutate()}
            />
          </>
        )}
      </DeskDialog>
    </>
  )
}
