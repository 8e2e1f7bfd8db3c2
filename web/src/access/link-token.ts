import { useSyncExternalStore } from 'react'

let token: string | null = null
const listeners = new Set<() => void>()

/** Takes a one-time link's token out of the address before anything else reads it; it lives in memory only. */
export function takeLinkToken(): void {
  if (location.pathname !== '/sign-in' || location.hash.length < 2) return
  token = decodeURIComponent(location.hash.slice(1))
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  for (const listener of listeners) listener()
}

/** Forgets the token, which works only once. */
export function dropLinkToken(): void {
  token = null
}

export function useLinkToken(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => token,
  )
}
