import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Form, Label, Radio, RadioGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { getPicture } from '../api/picture.ts'
import { DeskDialog } from '../frame/dialog.tsx'
import { Field } from '../frame/field.tsx'
import { FormActions } from '../frame/form-actions.tsx'
import { Answer } from '../frame/states.tsx'
import { useEvidence } from '../match/evidence.ts'
import type { Decision } from './decisions.ts'
import { ReasonForm } from './reason-form.tsx'

/** Which dialog of a decision is open, and for what. */
export type AskedDecision =
  | { readonly kind: 'create'; readonly sets: readonly string[] }
  | { readonly kind: 'set-aside'; readonly sets: readonly string[] }
  | { readonly kind: 'cut'; readonly picture: string }

/** The dialogs that a decision needs before it is taken. */
export function DecisionDialogs(props: {
  readonly asked: AskedDecision | null
  readonly onClose: () => void
  readonly onDecide: (decision: Decision) => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const { asked, onClose } = props
  function decide(decision: Decision): void {
    onClose()
    props.onDecide(decision)
  }
  if (asked === null) return null
  if (asked.kind === 'create') {
    return (
      <DeskDialog title={t('newSeriesTitle', { count: asked.sets.length })} isOpen onClose={onClose}>
        <CreateForm
          onCancel={onClose}
          onSubmit={(name, because) => decide({ kind: 'create', sets: asked.sets, name, because })}
        />
      </DeskDialog>
    )
  }
  if (asked.kind === 'set-aside') {
    return (
      <DeskDialog title={t('setAsideTitle', { count: asked.sets.length })} isOpen onClose={onClose}>
        <ReasonForm
          hint={t('setAsideHint')}
          action={t('setAsideDo')}
          onCancel={onClose}
          onSubmit={(because) => decide({ kind: 'set-aside', sets: asked.sets, because })}
        />
      </DeskDialog>
    )
  }
  return (
    <DeskDialog title={t('cutTitle')} isOpen onClose={onClose}>
      <CutForm
        picture={asked.picture}
        onCancel={onClose}
        onSubmit={(link, because) => decide({ kind: 'cut', picture: asked.picture, link, because })}
      />
    </DeskDialog>
  )
}

function CreateForm(props: {
  readonly onCancel: () => void
  readonly onSubmit: (name: string, because: string) => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const [name, setName] = useState('')
  const [because, setBecause] = useState('')
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit(name.trim(), because.trim())
      }}
    >
      <Field label={t('name')} hint={t('nameHint')} value={name} onChange={setName} autoFocus />
      <Field label={t('because')} hint={t('becauseOptional')} value={because} onChange={setBecause} />
      <FormActions action={t('create')} onCancel={props.onCancel} />
    </Form>
  )
}

function CutForm(props: {
  readonly picture: string
  readonly onCancel: () => void
  readonly onSubmit: (link: string, because: string) => void
}): ReactNode {
  const { t } = useTranslation('triage')
  const evidence = useEvidence()
  const [chosen, setChosen] = useState<string | null>(null)
  const picture = useQuery({
    queryKey: ['picture', props.picture],
    queryFn: ({ signal }) => getPicture(props.picture, signal),
  })
  return (
    <Answer query={picture} what={t('cutWhat')} lines={3}>
      {(data) => {
        const links = data.links.filter((link) => !link.cut)
        const link = chosen ?? links[0]?.link ?? null
        if (link === null) return <p className="quiet">{t('cutNone')}</p>
        const nameOf = (media: string): string =>
          data.members
            .find((member) => member.media === media)
            ?.paths[0]?.split('/')
            .at(-1) ?? media.slice(0, 8)
        return (
          <>
            <p>{t('cutText')}</p>
            <RadioGroup className="links-choice" value={link} onChange={setChosen}>
              <Label>{t('cutWhich')}</Label>
              {links.map((candidate) => (
                <Radio className="link-option" key={candidate.link} value={candidate.link}>
                  <span>
                    <bdi>{nameOf(candidate.mediaA)}</bdi> — <bdi>{nameOf(candidate.mediaB)}</bdi>
                  </span>
                  <span className="quiet">
                    {evidence({ ...candidate, variant: asVariant(candidate.variant) })}
                  </span>
                </Radio>
              ))}
            </RadioGroup>
            <ReasonForm
              action={t('cutDo')}
              onCancel={props.onCancel}
              onSubmit={(because) => props.onSubmit(link, because)}
            />
          </>
        )
      }}
    </Answer>
  )
}

/** The variant of a link as the evidence sentence knows it. */
export function asVariant(variant: string | null): 'nn512' | 'full' | null {
  return variant === 'nn512' || variant === 'full' ? variant : null
}
