import { useParams } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'

const KEY = 'homeward-edition'
const listeners = new Set<() => void>()

/** Keeps the edition that the person works in, for pages whose address names none. */
export function rememberEdition(code: string): void {
  if (sessionStorage.getItem(KEY) === code) return
  sessionStorage.setItem(KEY, code)
  for (const listener of listeners) listener()
}

/** The edition of the address, else the one worked in last, else the first that the person has. */
export function useCurrentEdition(editions: readonly { readonly code: string }[]): string | null {
  const { code } = useParams({ strict: false })
  const remembered = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => sessionStorage.getItem(KEY),
  )
  useEffect(() => {
    if (code !== undefined) rememberEdition(code)
  }, [code])
  if (code !== undefined) return code
  if (editions.some((edition) => edition.code === remembered)) return remembered
  return editions[0]?.code ?? null
}
