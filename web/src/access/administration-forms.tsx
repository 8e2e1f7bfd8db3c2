import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { createEdition, createPerson, createUnit, listUnits, ROLES } from '../api/administration.ts'
import { Field } from '../frame/field.tsx'
import { Problem } from '../frame/problem.tsx'
import type { IssuedLink } from './persons-part.tsx'

const UNIT_KINDS = [
  { value: 'national', words: 'kindNational' },
  { value: 'international', words: 'kindInternational' },
  { value: 'hotline', words: 'kindHotline' },
  { value: 'industry', words: 'kindIndustry' },
] as const

/** A new unit. */
export function UnitForm(): ReactNode {
  const { t } = useTranslation('administration')
  const queries = useQueryClient()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [country, setCountry] = useState('')
  const [kind, setKind] = useState<string>('national')
  const [contact, setContact] = useState('')
  const [isSent, setSent] = useState(false)
  const isCountryWrong = country !== '' && !/^[A-Z]{2}$/.test(country)
  const creating = useMutation({
    mutationFn: () =>
      createUnit({
        code: code.trim(),
        name: name.trim(),
        kind,
        ...(country === '' ? {} : { country }),
        ...(contact.trim() === '' ? {} : { contact: contact.trim() }),
      }),
    onSuccess: () => {
      setCode('')
      setName('')
      setCountry('')
      setContact('')
      setSent(false)
      void queries.invalidateQueries({ queryKey: ['units'] })
    },
  })
  return (
    <CreateForm
      title={t('addUnit')}
      error={creating.error}
      isPending={creating.isPending}
      onSubmit={() => {
        setSent(true)
        if (code.trim() !== '' && name.trim() !== '' && !isCountryWrong) creating.mutate()
      }}
    >
      <Field
        label={t('code')}
        hint={t('codeHint')}
        value={code}
        onChange={setCode}
        error={missing(isSent, code, t('required'))}
      />
      <Field label={t('name')} value={name} onChange={setName} error={missing(isSent, name, t('required'))} />
      <Field
        label={t('country')}
        hint={t('countryHint')}
        value={country}
        onChange={(text) => setCountry(text.trim().toUpperCase())}
        error={isSent && isCountryWrong ? t('countryWrong') : null}
      />
      <label className="select">
        <span>{t('kind')}</span>
        <select value={kind} onChange={(event) => setKind(event.target.value)}>
          {UNIT_KINDS.map((option) => (
            <option key={option.value} value={option.value}>
              {t(option.words)}
            </option>
          ))}
        </select>
      </label>
      <Field label={t('contact')} value={contact} onChange={setContact} />
    </CreateForm>
  )
}

/** A new person; the answer is the one-time link. */
export function PersonForm(props: { readonly onIssued: (issued: IssuedLink) => void }): ReactNode {
  const { t } = useTranslation('administration')
  const { t: frame } = useTranslation('frame')
  const queries = useQueryClient()
  const units = useQuery({ queryKey: ['units'], queryFn: ({ signal }) => listUnits(signal) })
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [unit, setUnit] = useState('')
  const [roles, setRoles] = useState<readonly string[]>([])
  const [isSent, setSent] = useState(false)
  const creating = useMutation({
    mutationFn: () =>
      createPerson({ code: code.trim(), unit, roles, ...(name.trim() === '' ? {} : { name: name.trim() }) }),
    onSuccess: ({ code: person, link, approval }) => {
      props.onIssued({ person, link, isAsked: approval !== null })
      setCode('')
      setName('')
      setRoles([])
      setSent(false)
      void queries.invalidateQueries({ queryKey: ['persons'] })
    },
  })
  return (
    <CreateForm
      title={t('addPerson')}
      error={creating.error}
      isPending={creating.isPending}
      onSubmit={() => {
        setSent(true)
        if (code.trim() !== '' && unit !== '' && roles.length > 0) creating.mutate()
      }}
    >
      <Field
        label={t('code')}
        hint={t('codeHint')}
        value={code}
        onChange={setCode}
        error={missing(isSent, code, t('required'))}
      />
      <Field label={t('name')} value={name} onChange={setName} />
      <label className="select">
        <span>{t('unit')}</span>
        <select
          value={unit}
          onChange={(event) => setUnit(event.target.value)}
          aria-invalid={isSent && unit === ''}
        >
          <option value="">{t('chooseUnit')}</option>
          {(units.data?.units ?? []).map((option) => (
            <option key={option.code} value={option.code}>
              {option.code} {option.name}
            </option>
          ))}
        </select>
      </label>
      <Boxes
        label={t('roles')}
        options={ROLES.map((role) => ({ value: role, label: frame(`role.${role as 'specialist'}`) }))}
        chosen={roles}
        onChange={setRoles}
        error={isSent && roles.length === 0 ? t('chooseRoles') : null}
      />
    </CreateForm>
  )
}

/** A new edition. */
export function EditionForm(): ReactNode {
  const { t } = useTranslation('administration')
  const queries = useQueryClient()
  const units = useQuery({ queryKey: ['units'], queryFn: ({ signal }) => listUnits(signal) })
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [purpose, setPurpose] = useState('')
  const [members, setMembers] = useState<readonly string[]>([])
  const [isSent, setSent] = useState(false)
  const creating = useMutation({
    mutationFn: () =>
      createEdition({
        code: code.trim(),
        units: members,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(purpose.trim() === '' ? {} : { purpose: purpose.trim() }),
      }),
    onSuccess: () => {
      setCode('')
      setName('')
      setPurpose('')
      setMembers([])
      setSent(false)
      void queries.invalidateQueries({ queryKey: ['editions'] })
      void queries.invalidateQueries({ queryKey: ['me'] })
    },
  })
  return (
    <CreateForm
      title={t('addEdition')}
      error={creating.error}
      isPending={creating.isPending}
      onSubmit={() => {
        setSent(true)
        if (code.trim() !== '' && members.length > 0) creating.mutate()
      }}
    >
      <Field
        label={t('code')}
        hint={t('codeHint')}
        value={code}
        onChange={setCode}
        error={missing(isSent, code, t('required'))}
      />
      <Field label={t('name')} value={name} onChange={setName} />
      <Field label={t('purpose')} value={purpose} onChange={setPurpose} />
      <Boxes
        label={t('units')}
        options={(units.data?.units ?? []).map((unit) => ({ value: unit.code, label: unit.code }))}
        chosen={members}
        onChange={setMembers}
        error={isSent && members.length === 0 ? t('chooseUnits') : null}
      />
    </CreateForm>
  )
}

function missing(isSent: boolean, text: string, words: string): string | null {
  return isSent && text.trim() === '' ? words : null
}

function CreateForm(props: {
  readonly title: string
  readonly error: Error | null
  readonly isPending: boolean
  readonly onSubmit: () => void
  readonly children: ReactNode
}): ReactNode {
  const { t } = useTranslation('administration')
  return (
    <section className="panel">
      <h2>{props.title}</h2>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          props.onSubmit()
        }}
      >
        {props.children}
        <div>
          <Button className="button button-strong" type="submit" isDisabled={props.isPending}>
            {t('create')}
          </Button>
        </div>
        {props.error === null ? null : <Problem error={props.error} />}
      </Form>
    </section>
  )
}

function Boxes(props: {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  readonly error: string | null
}): ReactNode {
  const id = useId()
  return (
    <fieldset className="boxes" aria-describedby={props.error === null ? undefined : id}>
      <legend>{props.label}</legend>
      <div className="boxes-list">
        {props.options.map((option) => (
          <label key={option.value}>
            <input
              type="checkbox"
              checked={props.chosen.includes(option.value)}
              onChange={(event) =>
                props.onChange(
                  event.target.checked
                    ? [...props.chosen, option.value]
                    : props.chosen.filter((value) => value !== option.value),
                )
              }
            />
            {option.label}
          </label>
        ))}
      </div>
      {props.error === null ? null : (
        <p className="field-error" id={id}>
          {props.error}
        </p>
      )}
    </fieldset>
  )
}
