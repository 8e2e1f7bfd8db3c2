import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { ACT_RULES, type Act, hasVoice } from './act.ts'
import type { Role } from './role.ts'

/** What is asked for stays open for three days. */
export const APPROVAL_OPEN_MS: number = 72 * 3_600_000
/** What was approved can be taken for a day. */
export const APPROVAL_TAKE_MS: number = 24 * 3_600_000

/** Where a request stands in the database; whether it has lapsed follows from the clock. */
export const APPROVAL_STATES = ['open', 'approved', 'refused', 'withdrawn', 'done'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** A person as dual control sees it. `human` is the same for all accounts of one human being. */
export interface Voicer {
  readonly person: string
  readonly human: string
  readonly unit: string
  readonly roles: readonly Role[]
}

/** A request under dual control. Digests are SHA-256 in hex. */
export interface ApprovalRequest {
  readonly act: Act
  /** The unit that the act concerns. */
  readonly unit: string
  readonly asker: Voicer
  readonly contentSha256: string
  readonly askedAtMs: number
  readonly approvedAtMs: number | null
  readonly state: ApprovalState
}

/**
 * Decides whether an act may be asked for. Refuses with `approval/role`, and with `approval/own-credential` where an
 * identity provider opened the session: it can sign in as each of its persons, so whoever rules it could ask as one and
 * approve as another.
 */
export function decideAsking(
  act: Act,
  unit: string,
  asker: Voicer & { readonly byProvider: boolean },
): { readonly act: Act } | Refusal {
  if (asker.byProvider) {
    return refuse('approval/own-credential', 'Sign in with your own passkey or password to ask for this.')
  }
  return hasVoice(ACT_RULES[act].ask, asker, unit)
    ? { act }
    : refuse('approval/role', `None of your roles may ask to ${ACT_RULES[act].what}.`)
}

/**
 * Decides whether a request may be approved by a second person who stated the digest of what was shown. `currentSha256`
 * is the digest of what would be done now, null when that can no longer be done.
 *
 * Refuses with `approval/over` (decided before), `approval/lapsed` (open for too long), `approval/self`,
 * `approval/same-human` (another account of the one who asked), `approval/role`, `approval/own-credential` (the session
 * came by a one-time link, which somebody else handed out, or by an identity provider, which can open one for anybody),
 * `approval/content` (not the digest that was asked for), `approval/changed` (what it is about is no longer what it was)
 * and `approval/asker` (who asked may no longer ask).
 */
export function decideApproving(
  request: ApprovalRequest,
  approver: Voicer & { readonly byOwnCredential: boolean },
  statedSha256: string,
  currentSha256: string | null,
  nowMs: number,
): { readonly approved: true } | Refusal {
  const second = decideSecond(request, approver, nowMs)
  if (second !== null) return second
  return decideBound(request, statedSha256, currentSha256)
}

/**
 * Decides whether the signature of somebody outside the node approves a request of a unit of one; that the signature is
 * right and by whom is the caller's to check. Refuses like {@link decideApproving} about time and content.
 */
export function decideSigned(
  request: ApprovalRequest,
  statedSha256: string,
  currentSha256: string | null,
  nowMs: number,
): { readonly approved: true } | Refusal {
  return standsOpen(request, nowMs) ?? decideBound(request, statedSha256, currentSha256)
}

/**
 * Decides whether a person may refuse a request: who could approve it, and whose own it is not. Refuses like
 * {@link decideApproving}, but not because of its content.
 */
export function decideRefusing(
  request: ApprovalRequest,
  approver: Voicer & { readonly byOwnCredential: boolean },
  nowMs: number,
): { readonly refused: true } | Refusal {
  return decideSecond(request, approver, nowMs) ?? { refused: true }
}

/** Decides whether a request may be withdrawn: by who asked, while it is not over. Refuses with `approval/not-own`, `approval/over`. */
export function decideWithdrawing(
  request: ApprovalRequest,
  person: string,
): { readonly withdrawn: true } | Refusal {
  if (request.asker.person !== person) {
    return refuse('approval/not-own', 'Only the person who asked withdraws a request.')
  }
  return request.state === 'open' || request.state === 'approved' ? { withdrawn: true } : over(request)
}

/**
 * Decides whether what was approved may be taken: by who asked, while the approval is fresh and nothing has changed.
 * Refuses with `approval/not-own`, `approval/missing` (not approved yet), `approval/over`, `approval/lapsed`,
 * `approval/changed` and `approval/asker`.
 */
export function decideTaking(
  request: ApprovalRequest,
  person: string,
  currentSha256: string | null,
  nowMs: number,
): { readonly taken: true } | Refusal {
  if (request.asker.person !== person) {
    return refuse('approval/not-own', 'What was approved is taken by the person who asked for it.')
  }
  if (request.state === 'open') return refuse('approval/missing', 'A second person has to approve it first.')
  if (request.state !== 'approved' || request.approvedAtMs === null) return over(request)
  if (!isWithin(request.approvedAtMs, APPROVAL_TAKE_MS, nowMs)) return lapsed()
  const bound = decideBound(request, request.contentSha256, currentSha256)
  return isRefusal(bound) ? bound : { taken: true }
}

function decideSecond(
  request: ApprovalRequest,
  approver: Voicer & { readonly byOwnCredential: boolean },
  nowMs: number,
): Refusal | null {
  const closed = standsOpen(request, nowMs)
  if (closed !== null) return closed
  if (approver.person === request.asker.person) {
    return refuse('approval/self', 'Nobody approves the own request; a second person has to.')
  }
  if (approver.human === request.asker.human) {
    return refuse(
      'approval/same-human',
      'This account belongs to the person who asked; a second person has to.',
    )
  }
  if (!hasVoice(ACT_RULES[request.act].approve, approver, request.unit)) {
    return refuse('approval/role', `None of your roles may approve to ${ACT_RULES[request.act].what}.`)
  }
  if (!approver.byOwnCredential) {
    return refuse(
      'approval/own-credential',
      'Sign in with your own password or passkey to approve: a one-time link was in somebody else’s hands.',
    )
  }
  return null
}

function standsOpen(request: ApprovalRequest, nowMs: number): Refusal | null {
  if (request.state !== 'open') return over(request)
  return isWithin(request.askedAtMs, APPROVAL_OPEN_MS, nowMs) ? null : lapsed()
}

function decideBound(
  request: ApprovalRequest,
  statedSha256: string,
  currentSha256: string | null,
): Refusal | { readonly approved: true } {
  if (statedSha256 !== request.contentSha256) {
    return refuse(
      'approval/content',
      'The digest is not that of this request; read it again and approve that.',
    )
  }
  if (currentSha256 !== request.contentSha256) {
    return refuse('approval/changed', 'What it is about has changed since it was asked for; ask again.')
  }
  if (!hasVoice(ACT_RULES[request.act].ask, request.asker, request.unit)) {
    return refuse('approval/asker', 'The person who asked may no longer ask for this.')
  }
  return { approved: true }
}

/** A clock that jumped back makes nothing fresh: time before the beginning counts as lapsed beyond an hour. */
function isWithin(beganMs: number, lastsMs: number, nowMs: number): boolean {
  return nowMs >= beganMs - 3_600_000 && nowMs < beganMs + lastsMs
}

function over({ state }: ApprovalRequest): Refusal {
  return refuse('approval/over', `This request is ${state === 'done' ? 'carried out' : state} already.`)
}

function lapsed(): Refusal {
  return refuse('approval/lapsed', 'Its time is over; ask again.')
}
