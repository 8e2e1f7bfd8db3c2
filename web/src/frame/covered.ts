import { useSyncExternalStore } from 'react'

let covered = false
const listeners = new Set<() => void>()

export function isCovered(): boolean {
  return covered
}

/** Hides or shows the desk by a style rule at once, and tells everything that listens. */
export function setCovered(next: boolean): void {
  if (next) document.documentElement.dataset['covered'] = ''
  else delete document.documentElement.dataset['covered']
  covered = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useCovered(): boolean {
  return useSyncExternalStore(subscribe, isCovered)
}
