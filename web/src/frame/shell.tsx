import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../access/me.ts'
import { reveals } from '../access/reveal/reveals.ts'
import { Header } from './header.tsx'
import { Problem } from './problem.tsx'
import { Loading } from './states.tsx'

/** Everything behind sign-in: header and page. Leaving a page ends its reveal. */
export function Shell(): ReactNode {
  const { t } = useTranslation('frame')
  const { t: approval } = useTranslation('approval')
  const me = useMe()
  const router = useRouter()
  const isEnrolling = me.data?.session.enrolling === true
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is not read; its change is what ends a reveal.
  useEffect(() => () => reveals.end('closed'), [path])
  useEffect(() => {
    if (!isEnrolling) return
    // Read once: the address that is on its way to sign-in is not the one to come back to.
    const next = router.state.location.href
    void router.navigate({ to: '/sign-in', search: { next, enrol: true }, replace: true })
  }, [isEnrolling, router])
  if (me.data === undefined || isEnrolling) {
    return (
      <main className="page">
        {me.isError ? (
          <Problem error={me.error} onRetry={() => void me.refetch()} />
        ) : (
          <Loading what={t('product')} />
        )}
      </main>
    )
  }
  return (
    <>
      <a className="skip" href="#page">
        {t('skip')}
      </a>
      <Header me={me.data} />
      {me.data.person.unit.solo ? (
        <p className="note solo">{approval('solo', { unit: me.data.person.unit.code })}</p>
      ) : null}
      <Outlet />
    </>
  )
}
