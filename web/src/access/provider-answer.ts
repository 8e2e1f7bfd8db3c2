let answer = ''

/** Takes what a provider brought out of the address before anything else reads it; it lives in memory only, once. */
export function keepProviderAnswer(): void {
  if (location.pathname !== '/sign-in/provider' || location.search.length < 2) return
  answer = location.search.slice(1)
  history.replaceState(history.state, '', location.pathname)
}

/** Gives what was kept, once; empty where there was nothing. */
export function takeProviderAnswer(): string {
  const taken = answer
  answer = ''
  return taken
}
