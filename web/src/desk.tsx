import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyComfort } from './access/exposure/comfort.tsx'
import { takeLinkToken } from './access/link-token.ts'
import { keepProviderAnswer } from './access/provider-answer.ts'
import { reveals } from './access/reveal/reveals.ts'
import { ApiError } from './api/api-error.ts'
import { applyTheme, storedTheme } from './frame/theme.ts'
import { router } from './router.tsx'
import { openCatalogue } from './strings/catalogue.ts'

/** Without a session every page leads to sign-in, which leads back to the address it came from. */
function onError(thrown: unknown): void {
  if (!(thrown instanceof ApiError) || thrown.status !== 401) return
  reveals.end('gone')
  const { pathname, href } = router.state.location
  if (pathname.startsWith('/sign-in')) return
  void router.navigate({ to: '/sign-in', search: href === '/' ? {} : { next: href }, replace: true })
}

function shouldRetry(failures: number, thrown: Error): boolean {
  return thrown instanceof ApiError && (thrown.status === 0 || thrown.status === 503) && failures < 2
}

/**
 * Opens the desk in an element of the page. A one-time token is taken out of the address first, before anything that
 * reads or keeps addresses runs.
 */
export async function openDesk(element: HTMLElement): Promise<void> {
  takeLinkToken()
  keepProviderAnswer()
  window.addEventListener('hashchange', takeLinkToken)
  applyTheme(storedTheme())
  applyComfort()
  await openCatalogue()
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Reads are recorded, so nothing is read again only because a window came to the front.
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: shouldRetry,
      },
      mutations: { retry: false },
    },
  })
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
