import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { getMe, signInByLink, signInByPassword } from '../api/session.ts'
import { Field } from '../frame/field.tsx'
import { Page } from '../frame/page.tsx'
import { Problem } from '../frame/problem.tsx'
import { Loading } from '../frame/states.tsx'
import { Wordmark } from '../frame/wordmark.tsx'
import { Enrolment, PasskeyProblem } from './enrolment.tsx'
import { dropLinkToken, useLinkToken } from './link-token.ts'
import { passkeysWork, signInWithPasskey } from './passkey.ts'
import { ProviderSignIn } from './provider-part.tsx'

/** Sign-in by one-time link, passkey or password, and the first credential after a link. */
export function SignInPage(): ReactNode {
  const { t } = useTranslation('signIn')
  const token = useLinkToken()
  const { next, enrol } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [isEnrolling, setEnrolling] = useState(enrol === true)
  const triedToken = useRef<string | null>(null)

  async function goOn(): Promise<void> {
    queries.clear()
    await queries.fetchQuery({ queryKey: ['me'], queryFn: () => getMe() })
    await navigate({ to: next ?? '/', replace: true })
  }

  const link = useMutation({
    mutationFn: signInByLink,
    onSuccess: async (answer) => {
      dropLinkToken()
      if (answer.needsCredential) setEnrolling(true)
      else await goOn()
    },
    onError: dropLinkToken,
  })
  const openLink = link.mutate
  useEffect(() => {
    if (token === null || triedToken.current === token) return
    triedToken.current = token
    openLink(token)
  }, [token, openLink])

  return (
    <div className="gate">
      <header>
        <Wordmark />
      </header>
      {isEnrolling ? (
        <Page title={t('enrolTitle')} lead={t('enrolLead')}>
          <Enrolment onDone={() => void goOn()} level={2} hasPassword={false} />
        </Page>
      ) : link.isPending || link.isSuccess ? (
        <Page title={t('linkTitle')}>
          <Loading what={t('openingLink')} lines={2} />
        </Page>
      ) : (
        <Page title={t('title')} lead={t('lead')}>
          {link.isError ? <Problem error={link.error} /> : null}
          {next === undefined || link.isError ? null : <p className="note">{t('ended')}</p>}
          <ProviderSignIn />
          <SignInForm onDone={goOn} />
          <p className="hint">{t('firstTime')}</p>
        </Page>
      )}
    </div>
  )
}

function SignInForm(props: { readonly onDone: () => Promise<void> }): ReactNode {
  const { t } = useTranslation('signIn')
  const [person, setPerson] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState<'password' | 'passkey' | null>(null)
  const byPassword = useMutation({
    mutationFn: () => signInByPassword(person.trim(), password),
    onSuccess: props.onDone,
  })
  const byPasskey = useMutation({
    mutationFn: () => signInWithPasskey(person.trim()),
    onSuccess: props.onDone,
  })
  const works = passkeysWork()
  const isBusy = byPassword.isPending || byPasskey.isPending
  return (
    <Form
      className="form panel"
      onSubmit={(event) => {
        event.preventDefault()
        setTried('password')
        byPasskey.reset()
        if (person.trim() !== '' && password !== '') byPassword.mutate()
      }}
    >
      <Field
        label={t('person')}
        value={person}
        onChange={setPerson}
        autoComplete="username webauthn"
        name="person"
        autoFocus
        error={tried !== null && person.trim() === '' ? t('missingPerson') : null}
      />
      <Button
        className="button button-strong"
        isDisabled={!works || isBusy}
        onPress={() => {
          setTried('passkey')
          byPassword.reset()
          if (person.trim() !== '') byPasskey.mutate()
        }}
      >
        {t('withPasskey')}
      </Button>
      {works ? null : <p className="hint">{t('passkeyUnavailable', { host: location.hostname })}</p>}
      <PasskeyProblem error={byPasskey.error} />
      <p className="form-or">
        <span>{t('or')}</span>
      </p>
      <Field
        label={t('password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        name="password"
        error={tried === 'password' && password === '' ? t('missingPassword') : null}
      />
      <Button className="button" type="submit" isDisabled={isBusy}>
        {t('withPassword')}
      </Button>
      {byPassword.isError ? <Problem error={byPassword.error} /> : null}
    </Form>
  )
}
