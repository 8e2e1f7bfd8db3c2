import type { TileFiles } from '../ledger/tile-files.ts'
import { approvalRoutes } from './approval-routes.ts'
import { audienceRoutes } from './audience-routes.ts'
import { breakGlassRoutes } from './break-glass-routes.ts'
import { credentialRoutes } from './credential-routes.ts'
import { directoryRoutes } from './directory-routes.ts'
import { editionRoutes } from './edition-routes.ts'
import { exhibitRoutes } from './exhibit-routes.ts'
import { exposureRoutes } from './exposure-routes.ts'
import { intakeRoutes } from './intake-routes.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import { providerRoutes } from './provider-routes.ts'
import { referenceRoutes } from './reference-routes.ts'
import { revealRoutes } from './reveal-routes.ts'
import type { Route } from './route.ts'
import type { Runners } from './runners.ts'
import { searchRoutes } from './search-routes.ts'
import { seriesRoutes } from './series-routes.ts'

/** Every route that needs a session. What is not here (or among the doors of `sign-in-routes.ts`) is not served. */
export function allRoutes(runners: Runners, tiles: TileFiles): Route[] {
  return [
    ...credentialRoutes(),
    ...directoryRoutes(),
    ...providerRoutes(runners),
    ...approvalRoutes(),
    ...breakGlassRoutes(),
    ...editionRoutes(),
    ...referenceRoutes(runners),
    ...intakeRoutes(runners),
    ...seriesRoutes(),
    ...audienceRoutes(),
    ...exhibitRoutes(),
    ...searchRoutes(),
    ...revealRoutes(),
    ...exposureRoutes(),
    ...ledgerRoutes(runners, tiles),
  ]
}
