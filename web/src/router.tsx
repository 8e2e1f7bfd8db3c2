import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AdministrationPage } from './access/administration-page.tsx'
import { ApprovalsPage } from './access/approval/approvals-page.tsx'
import { Cover } from './access/cover.tsx'
import { OwnExposurePage } from './access/exposure/own-exposure-page.tsx'
import { UnitExposurePage } from './access/exposure/unit-exposure-page.tsx'
import { OversightPage } from './access/oversight-page.tsx'
import { ProviderPage } from './access/provider-page.tsx'
import { SessionPage } from './access/session-page.tsx'
import { SignInPage } from './access/sign-in-page.tsx'
import { EditionPage } from './edition/edition-page.tsx'
import { EditionsPage } from './edition/editions-page.tsx'
import { Announcer } from './frame/announcer.tsx'
import { Page } from './frame/page.tsx'
import { Problem } from './frame/problem.tsx'
import { Shell } from './frame/shell.tsx'
import { SearchPage } from './match/search-page.tsx'
import { IntakePage } from './media/intake-page.tsx'
import { IntakesPage } from './media/intakes-page.tsx'
import { ReceiptPage } from './media/receipt-page.tsx'
import { SeriesListPage } from './series/series-list-page.tsx'
import { SeriesPage } from './series/series-page.tsx'
import { TriagePage } from './series/triage-page.tsx'

function Root(): ReactNode {
  return (
    <>
      <div className="desk">
        <Outlet />
      </div>
      <Announcer />
      <Cover />
    </>
  )
}

function UnknownPage(): ReactNode {
  const { t } = useTranslation('frame')
  return (
    <Page title={t('unknownPage')}>
      <p>{t('unknownPageText')}</p>
      <p>
        <Link to="/" className="button">
          {t('toEditions')}
        </Link>
      </p>
    </Page>
  )
}

function BrokenPage(props: ErrorComponentProps): ReactNode {
  return (
    <main id="page" className="page">
      <Problem error={props.error} onRetry={props.reset} />
    </main>
  )
}

/** Only an address of this desk may be returned to after signing in. */
function returnAddress(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?!\/|\\|sign-in)/.test(next) ? next : undefined
}

const root = createRootRoute({ component: Root, notFoundComponent: UnknownPage, errorComponent: BrokenPage })
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // A key that is left out is taken from the address as it stands there; what is not allowed has to be said.
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined; enrol?: true } => ({
    next: returnAddress(search['next']),
    ...(search['enrol'] === true ? { enrol: true } : {}),
  }),
  component: SignInPage,
})
const provider = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/provider',
  component: ProviderPage,
})
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })
const editions = createRoute({ getParentRoute: () => shell, path: '/', component: EditionsPage })
const edition = createRoute({ getParentRoute: () => shell, path: '/editions/$code', component: EditionPage })
const intakes = createRoute({
  getParentRoute: () => shell,
  path: '/editions/$code/intakes',
  component: IntakesPage,
})
const triage = createRoute({
  getParentRoute: () => shell,
  path: '/editions/$code/triage',
  // The current set stands in the address, so that whoever signs in again after an idle end is back at it.
  validateSearch: (search: Record<string, unknown>): { set?: string } =>
    typeof search['set'] === 'string' ? { set: search['set'] } : {},
  component: TriagePage,
})
const seriesList = createRoute({
  getParentRoute: () => shell,
  path: '/editions/$code/series',
  component: SeriesListPage,
})
const intake = createRoute({ getParentRoute: () => shell, path: '/intakes/$id', component: IntakePage })
const receipt = createRoute({
  getParentRoute: () => shell,
  path: '/intakes/$id/receipt',
  component: ReceiptPage,
})
const series = createRoute({ getParentRoute: () => shell, path: '/series/$id', component: SeriesPage })
const search = createRoute({ getParentRoute: () => shell, path: '/search', component: SearchPage })
const administration = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  component: AdministrationPage,
})
const oversight = createRoute({ getParentRoute: () => shell, path: '/oversight', component: OversightPage })
const session = createRoute({ getParentRoute: () => shell, path: '/session', component: SessionPage })

const approvals = createRoute({ getParentRoute: () => shell, path: '/approvals', component: ApprovalsPage })
const exposure = createRoute({ getParentRoute: () => shell, path: '/exposure', component: OwnExposurePage })
const unitExposure = createRoute({
  getParentRoute: () => shell,
  path: '/unit/exposure',
  component: UnitExposurePage,
})

const routeTree = root.addChildren([
  signIn,
  provider,
  shell.addChildren([
    editions,
    edition,
    intakes,
    triage,
    seriesList,
    intake,
    receipt,
    series,
    search,
    administration,
    oversight,
    session,
    exposure,
    unitExposure,
    approvals,
  ]),
])

/** The addresses of the desk. */
export const router = createRouter({ routeTree, defaultPreload: false, defaultErrorComponent: BrokenPage })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
