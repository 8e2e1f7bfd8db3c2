import type { Role, SessionState } from '@homeward/core'

/** The person behind a request, as loaded from the session. */
export interface Actor {
  readonly person: string
  readonly personCode: string
  readonly personName: string
  readonly unit: string
  readonly unitCode: string
  readonly roles: readonly Role[]
  readonly session: string
  readonly sessionState: SessionState
  /** Editions of the person's unit. */
  readonly editions: readonly string[]
}

/** The actor as an event names it. */
export function eventActor(actor: Actor): { person: string; unit: string } {
  return { person: actor.person, unit: actor.unit }
}
