import type { Role, SessionState } from '@homeward/core'

/** The person behind a request, as loaded from the session. */
export interface Actor {
  readonly person: string
  readonly personCode: string
  readonly personName: string
  readonly unit: string
  readonly unitCode: string
  readonly roles: readonly Role[]
  /** The mark of all accounts of this human being. */
  readonly human: string
  readonly session: string
  /** False in a session that a link or a provider opened: who hands out links or rules the provider can open one. */
  readonly byOwnCredential: boolean
  /** True in a session that an identity provider opened. */
  readonly byProvider: boolean
  /** Exhibits and series that the person has broken the glass of, while it stays open. */
  readonly opened: readonly string[]
  readonly sessionState: SessionState
  /** Editions of the person's unit. */
  readonly editions: readonly string[]
}

/** The actor as an event names it. */
export function eventActor(actor: Actor): { person: string; unit: string } {
  return { person: actor.person, unit: actor.unit }
}
