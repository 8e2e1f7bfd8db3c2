import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type Audience, type AudienceOf, setAudience } from '../api/audience.ts'
import { DeskDialog } from '../frame/dialog.tsx'
import { Field } from '../frame/field.tsx'
import { FormActions } from '../frame/form-actions.tsx'
import { Problem } from '../frame/problem.tsx'
import { useMe } from './me.ts'

/** Who may learn of an exhibit or a series, and where the person may, the way to change it. */
export function AudiencePart(props: {
  readonly of: AudienceOf
  readonly audience: Audience
  readonly mayChange: boolean
}): ReactNode {
  const { t } = useTranslation('audience')
  const { audience } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <section className="panel">
      <h2>{t('heading')}</h2>
      {audience === null ? (
        <p>{t('open')}</p>
      ) : (
        <>
          <p>{t('only')}</p>
          <ul className="plain-list">
            {audience.map((person) => (
              <li key={person}>
                <span className="tag">{person}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {props.mayChange ? (
        <p className="actions">
          <Button className="button button-small" onPress={() => setOpen(true)}>
            {audience === null ? t('restrict') : t('change')}
          </Button>
        </p>
      ) : null}
      <DeskDialog title={t('title')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <AudienceForm of={props.of} audience={audience} onDone={() => setOpen(false)} />
      </DeskDialog>
    </section>
  )
}

function AudienceForm(props: {
  readonly of: AudienceOf
  readonly audience: Audience
  readonly onDone: () => void
}): ReactNode {
  const { t } = useTranslation('audience')
  const me = useMe()
  const queries = useQueryClient()
  const [text, setText] = useState((props.audience ?? [me.data?.person.code ?? '']).join(', '))
  const persons = text.split(/[\s,;]+/).filter((code) => code !== '')
  const change = useMutation({
    mutationFn: (audience: Audience) => setAudience(props.of, audience),
    onSuccess: () => {
      void queries.invalidateQueries()
      props.onDone()
    },
  })
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (persons.length > 0) change.mutate(persons)
      }}
    >
      <p>{t('text')}</p>
      <Field
        label={t('persons')}
        hint={t('personsHint')}
        value={text}
        onChange={setText}
        isRequired
        autoFocus
      />
      {change.isError ? <Problem error={change.error} /> : null}
      {props.audience === null ? null : (
        <p>
          <Button className="button" isDisabled={change.isPending} onPress={() => change.mutate(null)}>
            {t('openAgain')}
          </Button>
        </p>
      )}
      <FormActions
        action={t('save')}
        onCancel={props.onDone}
        isDisabled={persons.length === 0 || change.isPending}
      />
    </Form>
  )
}
