import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { setPassword } from '../api/session.ts'
import { Field } from '../frame/field.tsx'
import { Problem } from '../frame/problem.tsx'
import { createPasskey, PasskeyCancelledError, passkeysWork } from './passkey.ts'
import { ProviderBinding } from './provider-part.tsx'

const LEAST_CHARACTERS = 12

interface Part {
  readonly onDone: () => void
  readonly level: 2 | 3
  /** The person has a password already, which is asked for before it is replaced. */
  readonly hasPassword: boolean
}

/** A passkey, the unit’s identity provider or a password for the person who is signed in. */
export function Enrolment(props: Part): ReactNode {
  return (
    <div className="enrolment">
      <PasskeyPart {...props} />
      <ProviderBinding level={props.level} />
      <PasswordPart {...props} />
    </div>
  )
}

function PasskeyPart(props: Part): ReactNode {
  const { t } = useTranslation('signIn')
  const creation = useMutation({ mutationFn: createPasskey, onSuccess: props.onDone })
  const works = passkeysWork()
  const Title = props.level === 2 ? 'h2' : 'h3'
  return (
    <section className="panel">
      <Title>{t('passkeyHeading')}</Title>
      <p>{t('passkeyText')}</p>
      {works ? null : <p className="hint">{t('passkeyUnavailable', { host: location.hostname })}</p>}
      <Button
        className="button button-strong"
        isDisabled={!works || creation.isPending}
        onPress={() => creation.mutate()}
      >
        {t('createPasskey')}
      </Button>
      <PasskeyProblem error={creation.error} />
    </section>
  )
}

/** A cancelled ceremony is said quietly; anything else is a problem. */
export function PasskeyProblem(props: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation('signIn')
  if (props.error === null) return null
  if (props.error instanceof PasskeyCancelledError) {
    return (
      <p className="reveal-note" role="status">
        {t('passkeyCancelled')}
      </p>
    )
  }
  return <Problem error={props.error} />
}

function PasswordPart(props: Part): ReactNode {
  const { t } = useTranslation('signIn')
  const [present, setPresent] = useState('')
  const [password, setText] = useState('')
  const [repeated, setRepeated] = useState('')
  const [isSent, setSent] = useState(false)
  const saving = useMutation({
    mutationFn: () => setPassword(password, props.hasPassword ? present : null),
    onSuccess: props.onDone,
  })
  const count = [...password].length
  const short = count < LEAST_CHARACTERS ? t('tooShort', { count }) : null
  const different = password === repeated ? null : t('different')
  const Title = props.level === 2 ? 'h2' : 'h3'
  return (
    <section className="panel">
      <Title>{t('passwordHeading')}</Title>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          setSent(true)
          if (short === null && different === null) saving.mutate()
        }}
      >
        {props.hasPassword ? (
          <Field
            label={t('presentPassword')}
            type="password"
            autoComplete="current-password"
            value={present}
            onChange={setPresent}
          />
        ) : null}
        <Field
          label={t('newPassword')}
          hint={t('passwordText')}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setText}
          error={isSent ? short : null}
        />
        <Field
          label={t('repeatPassword')}
          type="password"
          autoComplete="new-password"
          value={repeated}
          onChange={setRepeated}
          error={isSent && short === null ? different : null}
        />
        <Button className="button button-strong" type="submit" isDisabled={saving.isPending}>
          {t('setPassword')}
        </Button>
        {saving.isError ? <Problem error={saving.error} /> : null}
      </Form>
    </section>
  )
}
