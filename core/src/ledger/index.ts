export { CanonicalJsonError, type CanonicalValue, canonicalJson } from './canonical-json.ts'
export {
  type EventDraft,
  type EventPlace,
  eventText,
  LANE_START,
  readEventPlace,
  type Verb,
  type VerbsOf,
} from './event.ts'
export { LedgerAudit, type LedgerFinding, type StoredEvent } from './ledger-audit.ts'
export { type Digest, type SeenLine, seenCase, seenCsv } from './seen.ts'
