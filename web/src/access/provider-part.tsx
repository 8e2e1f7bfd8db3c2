import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { bindAtProvider, listProviders, type Provider, signInAtProvider } from '../api/provider.ts'
import { Problem } from '../frame/problem.tsx'
import { useMe } from './me.ts'

/** A button for each identity provider of the node; nothing where there is none. */
export function ProviderSignIn(): ReactNode {
  const { t } = useTranslation('signIn')
  const found = useQuery({ queryKey: ['providers'], queryFn: ({ signal }) => listProviders(signal) })
  const providers = found.data?.providers ?? []
  if (providers.length === 0) return null
  return (
    <section className="panel form" aria-label={t('providersHeading')}>
      {providers.map((one) => (
        <GoToProvider
          key={one.provider}
          provider={one}
          text={t('withProvider', { name: one.name })}
          begin={signInAtProvider}
        />
      ))}
    </section>
  )
}

/** Binds the person to the account at each provider of the own unit. */
export function ProviderBinding(props: { readonly level: 2 | 3 }): ReactNode {
  const { t } = useTranslation('signIn')
  const me = useMe()
  const providers = me.data?.credentials.providers ?? []
  const Title = props.level === 2 ? 'h2' : 'h3'
  return providers.map((one) => (
    <section className="panel" key={one.provider}>
      <Title>{one.name}</Title>
      <p>{one.bound ? t('providerBound') : t('providerText')}</p>
      <GoToProvider
        provider={one}
        text={one.bound ? t('bindAgain', { name: one.name }) : t('bindProvider', { name: one.name })}
        begin={bindAtProvider}
      />
    </section>
  ))
}

function GoToProvider(props: {
  readonly provider: Provider
  readonly text: string
  readonly begin: (provider: string) => Promise<{ address: string }>
}): ReactNode {
  const going = useMutation({
    mutationFn: () => props.begin(props.provider.provider),
    onSuccess: ({ address }) => location.assign(address),
  })
  return (
    <>
      <Button
        className="button button-strong"
        isDisabled={going.isPending || going.isSuccess}
        onPress={() => going.mutate()}
      >
        {props.text}
      </Button>
      {going.isError ? <Problem error={going.error} /> : null}
    </>
  )
}
