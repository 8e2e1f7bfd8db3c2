import { canonicalJson } from '../ledger/canonical-json.ts'

/** What a certificate of erasure states: identifiers, counts and times; never a name, a hash of content or a path. */
export interface ErasureCertificate {
  readonly exhibit: string
  /** Code of the unit that had delivered the exhibit. */
  readonly unit: string
  readonly cause: 'request' | 'expiry' | 'restored'
  readonly files: number
  /** Contents that the exhibit's key opened and opens no more. */
  readonly contents: number
  /** Those of them that are readable through another open exhibit of the unit. */
  readonly contentsKept: number
  /** Pseudonyms of the ledger, or the identifier of an approver of another body; null where a rule decided. */
  readonly askedBy: string | null
  readonly approvedBy: string | null
  /** ISO 8601 in UTC. */
  readonly erasedAt: string
  readonly keyDestroyedAt: string
  /** Fingerprint of the destroyed secret, 32 hex digits; empty where there was none any more. */
  readonly keyFingerprint: string
  /** Hash in hex of the ledger's event of the erasure. */
  readonly event: string
}

const HEADER = 'homeward/erasure-certificate@v1'

/** The text that is signed: a header line and the canonical JSON of the certificate, each ending in a newline. */
export function certificateNote(certificate: ErasureCertificate): string {
  return `${HEADER}\n${canonicalJson({ ...certificate })}\n`
}

/** Reads a certificate from the verified text of a note; null when it is none. */
export function readCertificate(text: string): ErasureCertificate | null {
  const [header, json, ...rest] = text.split('\n')
  if (header !== HEADER || json === undefined || rest.join('') !== '') return null
  try {
    const certificate = JSON.parse(json) as ErasureCertificate
    return certificateNote(certificate) === text ? certificate : null
  } catch {
    return null
  }
}

const CAUSES: Readonly<Record<ErasureCertificate['cause'], string>> = {
  request: 'asked for by one person and approved by another',
  expiry: 'the review date had passed, under a rule that two persons of the unit set',
  restored: 'a backup that was put back had brought it back',
}

/** The certificate in sentences, one fact a line, as label and value. */
export function certificateLines(certificate: ErasureCertificate): [label: string, value: string][] {
  return [
    ['Exhibit', certificate.exhibit],
    ['Unit', certificate.unit],
    ['Why', CAUSES[certificate.cause]],
    ['Asked by', certificate.askedBy ?? 'nobody'],
    ['Approved by', certificate.approvedBy ?? 'nobody'],
    ['Erased at', certificate.erasedAt],
    ['Files', String(certificate.files)],
    ['Contents', String(certificate.contents)],
    ['Of these, kept in another exhibit of the unit', String(certificate.contentsKept)],
    ['Key destroyed at', certificate.keyDestroyedAt],
    ['Fingerprint of the key', certificate.keyFingerprint === '' ? 'not known' : certificate.keyFingerprint],
    ['Event in the ledger', certificate.event],
  ]
}
