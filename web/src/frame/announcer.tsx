import { type ReactNode, useSyncExternalStore } from 'react'

let message = { text: '', turn: 0 }
const listeners = new Set<() => void>()

/** Says a sentence to a screen reader without moving the focus. */
export function announce(text: string): void {
  message = { text, turn: message.turn + 1 }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The one polite live region of the desk. Two lines take turns, so that a repeated sentence is spoken again. */
export function Announcer(): ReactNode {
  const current = useSyncExternalStore(subscribe, () => message)
  return (
    <div className="unseen" role="status" aria-live="polite" data-testid="announcer">
      <span>{current.turn % 2 === 0 ? current.text : ''}</span>
      <span>{current.turn % 2 === 1 ? current.text : ''}</span>
    </div>
  )
}
