import { get, post } from './request.ts'

/** An identity provider by which persons of a unit sign in. */
export interface Provider {
  readonly provider: string
  readonly name: string
}

export function listProviders(signal?: AbortSignal): Promise<{ providers: readonly Provider[] }> {
  return get('/api/sign-in/providers', signal)
}

/** Begins a sign-in; the browser goes to the address that is returned. */
export function signInAtProvider(provider: string): Promise<{ address: string }> {
  return post('/api/sign-in/provider', { provider })
}

/** Begins the binding of the person who is signed in. */
export function bindAtProvider(provider: string): Promise<{ address: string }> {
  return post('/api/me/provider', { provider })
}

/** Ends what was begun, with the query with which the provider sent the browser back. */
export function finishAtProvider(query: string): Promise<{ bound?: true }> {
  return post('/api/sign-in/provider/finish', { query })
}
