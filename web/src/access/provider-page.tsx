import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { finishAtProvider } from '../api/provider.ts'
import { getMe } from '../api/session.ts'
import { Page } from '../frame/page.tsx'
import { Problem } from '../frame/problem.tsx'
import { Loading } from '../frame/states.tsx'
import { Wordmark } from '../frame/wordmark.tsx'
import { takeProviderAnswer } from './provider-answer.ts'

/** Where an identity provider sends the browser back to: hands over what it brought, and goes on into the desk. */
export function ProviderPage(): ReactNode {
  const { t } = useTranslation('signIn')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const isSent = useRef(false)
  const finishing = useMutation({
    mutationFn: () => finishAtProvider(takeProviderAnswer()),
    onSuccess: async ({ bound }) => {
      queries.clear()
      await queries.fetchQuery({ queryKey: ['me'], queryFn: () => getMe() })
      await navigate({ to: bound === true ? '/session' : '/', replace: true })
    },
  })
  const finish = finishing.mutate
  useEffect(() => {
    if (isSent.current) return
    isSent.current = true
    finish()
  }, [finish])
  return (
    <div className="gate">
      <header>
        <Wordmark />
      </header>
      <Page title={t('providerTitle')}>
        {finishing.isError ? (
          <>
            <Problem error={finishing.error} />
            <p>
              <Link to="/sign-in" className="button">
                {t('otherWays')}
              </Link>
            </p>
          </>
        ) : (
          <Loading what={t('openingProvider')} lines={2} />
        )}
      </Page>
    </div>
  )
}
