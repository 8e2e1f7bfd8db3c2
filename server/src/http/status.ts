import { EnvelopeError } from '@homeward/envelope'
import { DatabaseError } from '../db/database-error.ts'
import { VaultError } from '../vault/vault.ts'

const STATUS_OF: Readonly<Record<string, number>> = {
  'access/no-session': 401,
  'access/session-ended': 401,
  'access/enrol-first': 403,
  'access/role': 403,
  'access/not-visible': 404,
  'access/own-origin': 403,
  'request/operation': 400,
  'request/purpose': 400,
  'request/not-local': 404,
  'request/no-route': 404,
  'operation/conflict': 409,
  'sign-in/failed': 401,
  'sign-in/link': 401,
  'sign-in/locked': 429,
  'sign-in/provider': 401,
  'sign-in/logout': 400,
  'sign-in/not-trial': 403,
  'reveal/over': 410,
  'witness/form': 400,
  'witness/signature': 403,
  'witness/origin': 404,
  'witness/old-size': 409,
  'witness/fork': 409,
  'witness/proof': 422,
  'person/self': 403,
  'person/left': 409,
  'credential/not-own': 403,
  'approval/self': 403,
  'approval/same-human': 403,
  'approval/role': 403,
  'approval/own-credential': 403,
  'approval/not-own': 403,
  'approval/needed': 409,
  'approval/missing': 409,
  'approval/over': 409,
  'approval/lapsed': 410,
  'approval/content': 409,
  'approval/changed': 409,
  'approval/asker': 409,
  'glass/own-review': 403,
  'glass/reviewed': 409,
  'glass/audience': 403,
  'erasure/erased': 410,
  'erasure/held': 409,
  'hold/standing': 409,
  'exposure/day-cap': 403,
  'exposure/break': 403,
  'exposure/curfew': 403,
  'exposure/own-override': 403,
  'exposure/own-review': 403,
  'exposure/reviewed': 409,
}
const REFUSED = 422
const CONFLICT = /\/(exists|set-taken|running|undo-conflict|conflict)$/
const UNKNOWN = /\/unknown$/

/** The HTTP status of a refusal. This is the only place where one is decided. */
export function statusOfRefusal(code: string): number {
  return STATUS_OF[code] ?? (CONFLICT.test(code) ? 409 : UNKNOWN.test(code) ? 404 : REFUSED)
}

/** How an error that was thrown is answered: what failed, never what was in it. */
export function answerOfError(error: unknown): { status: number; code: string; because: string } {
  if (error instanceof DatabaseError) {
    return {
      status: error.code === 'database/conflict' ? 409 : 503,
      code: error.code,
      because: error.message,
    }
  }
  if (error instanceof VaultError) return { status: 503, code: error.code, because: error.message }
  if (error instanceof EnvelopeError) {
    return { status: 503, code: 'vault/damaged', because: 'What the vault holds is not what was put there.' }
  }
  const { status, code, because } = frameworkError(error)
  return { status, code, because }
}

function frameworkError(error: unknown): { status: number; code: string; because: string } {
  const fault = {
    status: 500,
    code: 'node/fault',
    because: 'The node met an error of its own; its log says which.',
  }
  if (!(error instanceof Error) || !('statusCode' in error)) return fault
  const status = Number(error.statusCode)
  if (status === 413)
    return { status, code: 'request/too-large', because: 'The request is larger than this route takes.' }
  if (status === 429)
    return { status, code: 'request/too-many', because: 'Too many attempts; wait a minute.' }
  if (status >= 400 && status < 500) return { status, code: 'request/invalid', because: error.message }
  return fault
}
