/** One look at an object, as oversight reads it: who, when, why. */
export interface SeenLine {
  /** Hash of the event, 64 hex digits, and its index in the ledger, null while it waits for the tree. */
  readonly event: string
  readonly index: number | null
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly type: string
  readonly verb: string
  /** Code of the unit, or null for a part of the system. */
  readonly unit: string | null
  /** One person holds all roles of that unit. */
  readonly solo: boolean
  /** The person's code inside the reader's unit, a pseudonym outside it, the part of the system otherwise. */
  readonly who: string
  readonly purpose: string | null
  /** The free text, `erased` when its time has ended, or null when there was none. */
  readonly justification: string | null
  readonly justificationState: 'kept' | 'erased' | 'none'
}

const COLUMNS = [
  'at',
  'unit',
  'solo',
  'who',
  'verb',
  'type',
  'purpose',
  'justification',
  'justificationState',
  'index',
  'event',
] as const

/**
 * The lines as CSV (RFC 4180) with a header. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe.
 */
export function seenCsv(lines: readonly SeenLine[]): string {
  const rows = lines.map((line) => COLUMNS.map((column) => cell(String(line[column] ?? ''))).join(','))
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Digest of a text as 64 hex digits, from which identifiers are made that are the same each time. */
export type Digest = (text: string) => string

/**
 * The lines as a CASE 1.4.0 graph in JSON-LD: an `InvestigativeAction` a look, its performer and its object. Identifiers
 * end in a UUID, as CASE advises.
 */
export function seenCase(object: string, lines: readonly SeenLine[], digest: Digest): unknown {
  const objectId = `kb:object-${uuidOf(digest(object))}`
  const performerOf = (line: SeenLine): string => `kb:identity-${uuidOf(digest(`${line.unit} ${line.who}`))}`
  const performers = new Map(lines.map((line) => [performerOf(line), line]))
  return {
    '@context': {
      'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
      kb: 'urn:homeward:',
      'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
      'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
      'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@graph': [
      { '@id': objectId, '@type': 'uco-core:UcoObject', 'uco-core:name': object },
      ...[...performers].map(([id, { unit, who, solo }]) => ({
        '@id': id,
        '@type': 'uco-identity:Identity',
        ...(solo ? { 'uco-core:description': 'One person holds all roles of this unit.' } : {}),
        'uco-core:name': unit === null ? who : `${unit} ${who}`,
      })),
      ...lines.map((line) => ({
        '@id': `kb:action-${uuidOf(line.event)}`,
        '@type': 'case-investigation:InvestigativeAction',
        'uco-core:name': line.type,
        ...(line.purpose === null && line.justification === null
          ? {}
          : { 'uco-core:description': [line.purpose, line.justification].filter((one) => one !== null) }),
        'uco-action:startTime': { '@type': 'xsd:dateTime', '@value': line.at },
        'uco-action:performer': { '@id': performerOf(line) },
        'uco-action:object': { '@id': objectId },
      })),
    ],
  }
}

/** The first 128 bits of a digest in the form of a UUID of version 8, which is free for such use (RFC 9562). */
function uuidOf(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4] ?? '8'
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}
