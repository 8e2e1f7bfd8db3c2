import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import {
  type Figures,
  type Lift,
  overrideCaps,
  recordUnitExposure,
  reviewDanger,
  type UnitExposure,
  withdrawBasis,
} from '../../api/exposure.ts'
import { DeskDialog } from '../../frame/dialog.tsx'
import { Field } from '../../frame/field.tsx'
import { FormActions } from '../../frame/form-actions.tsx'
import { Problem } from '../../frame/problem.tsx'
import { FigureFields, figuresOf, textsOf } from './figures-fields.tsx'

const USUAL_OVERRIDE_MINUTES = '60'

/** A dialog that asks for a text, and for what else `children` ask, before it does something to the unit's exposure. */
function TextDialog(props: {
  readonly title: string
  readonly lead: string
  readonly label: string
  readonly action: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onSend: (text: string) => Promise<unknown>
  readonly children?: ReactNode
}): ReactNode {
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const sending = useMutation({
    mutationFn: () => props.onSend(text.trim()),
    onSuccess: async () => {
      setText('')
      props.onClose()
      await queries.invalidateQueries({ queryKey: ['unit-exposure'] })
    },
  })
  return (
    <DeskDialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') sending.mutate()
        }}
      >
        <p>{props.lead}</p>
        {props.children}
        <Field label={props.label} value={text} onChange={setText} isRequired autoFocus />
        {sending.isError ? <Problem error={sending.error} /> : null}
        <FormActions
          action={props.action}
          onCancel={props.onClose}
          isDisabled={text.trim() === '' || sending.isPending}
        />
      </Form>
    </DeskDialog>
  )
}

/** Lifts the caps of a person for some minutes, with a reason. */
export function OverrideDialog(props: {
  readonly person: string | null
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslation('exposure')
  const [minutes, setMinutes] = useState(USUAL_OVERRIDE_MINUTES)
  return (
    <TextDialog
      title={t('overrideOf', { person: props.person ?? '' })}
      lead={t('overrideText')}
      label={t('reason')}
      action={t('override')}
      isOpen={props.person !== null}
      onClose={props.onClose}
      onSend={(because) => overrideCaps(props.person ?? '', Number(minutes), because)}
    >
      <Field label={t('minutes')} value={minutes} onChange={setMinutes} isRequired />
    </TextDialog>
  )
}

/** Reviews what a person did who lifted the own caps for danger. */
export function ReviewDialog(props: { readonly lift: Lift | null; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('exposure')
  return (
    <TextDialog
      title={t('reviewOf', { person: props.lift?.person ?? '' })}
      lead={t('reviewText')}
      label={t('finding')}
      action={t('review')}
      isOpen={props.lift !== null}
      onClose={props.onClose}
      onSend={(finding) => reviewDanger(props.lift?.lift ?? '', finding)}
    />
  )
}

/** Ends metering in the unit. */
export function WithdrawDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('exposure')
  return (
    <TextDialog
      title={t('withdraw')}
      lead={t('withdrawText')}
      label={t('reason')}
      action={t('withdraw')}
      isOpen={props.isOpen}
      onClose={props.onClose}
      onSend={withdrawBasis}
    />
  )
}

/** The legal basis, the time zone and the figures of the unit. */
export function RulesForm(props: {
  readonly unit: UnitExposure['unit']
  readonly defaults: Figures
}): ReactNode {
  const { t } = useTranslation('exposure')
  const queries = useQueryClient()
  const { unit, defaults } = props
  const [legalBasis, setLegalBasis] = useState(unit?.legalBasis ?? '')
  const [timeZone, setTimeZone] = useState(unit?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [texts, setTexts] = useState(textsOf(unit?.figures ?? defaults))
  const recording = useMutation({
    mutationFn: () => recordUnitExposure(legalBasis.trim(), timeZone, figuresOf(texts)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['unit-exposure'] }),
  })
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (legalBasis.trim() !== '') recording.mutate()
      }}
    >
      <h3>{unit === null ? t('record') : t('change')}</h3>
      <Field
        label={t('legalBasis')}
        hint={t('legalBasisHint')}
        value={legalBasis}
        onChange={setLegalBasis}
        isRequired
      />
      <Field
        label={t('timeZone')}
        hint={t('timeZoneHint')}
        value={timeZone}
        onChange={setTimeZone}
        isRequired
      />
      <FigureFields texts={texts} onChange={setTexts} />
      <p className="hint">{t('floorHint')}</p>
      {recording.isError ? <Problem error={recording.error} /> : null}
      <div className="form-actions">
        <Button
          className="button button-strong"
          type="submit"
          isDisabled={legalBasis.trim() === '' || recording.isPending}
        >
          {unit === null ? t('record') : t('change')}
        </Button>
      </div>
    </Form>
  )
}
