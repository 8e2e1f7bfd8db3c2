import { FedProcess } from './fed-process.ts'
import { TAG } from './frames.ts'
import { failed } from './job.ts'
import type { Pool } from './pool.ts'
import { isCount, isRecord, malformed, parseReply, plainText, refusalIn } from './reply.ts'
import { SizeMismatch, SourceReader } from './source.ts'
import type {
  DecodeLimits,
  Refusal,
  Source,
  VicsFields,
  VicsPair,
  VicsPart,
  VicsRow,
  VicsScalar,
} from './types.ts'

const ROWS_A_FRAME = 500
const FIELDS_MAX = 40
const PAIRS_MAX = 256
const NAME = /^[A-Za-z0-9]{1,40}$/
const TEXT_CHARACTERS_MAX = 8_192

/** Streams the rows of a VICS document out of a process of its own, as fast as they are read. */
export async function* readVics(
  pool: Pool,
  scope: string,
  limits: DecodeLimits,
  source: Source,
  sizeBytes: number,
): AsyncGenerator<VicsPart> {
  let reader: SourceReader
  try {
    reader = await SourceReader.open(source, sizeBytes)
  } catch (error) {
    if (!(error instanceof SizeMismatch)) throw error
    yield { code: 'vics/unreadable', because: error.message }
    return
  }
  const lease = await pool.alone(scope, 'tables')
  try {
    await lease.process.request({ op: 'vics', limits, sizeBytes }, reader.head, limits.archiveTimeMs)
    const fed = new FedProcess(lease.process, reader, limits.archiveTimeMs)
    for (let ended = false; !ended; ) {
      let part: VicsPart
      try {
        part = await nextPart(fed)
      } catch (error) {
        part = failed(lease.process, error)
      }
      ended = !('rows' in part)
      yield part
    }
  } finally {
    lease.end()
    await reader.close()
  }
}

async function nextPart(fed: FedProcess): Promise<VicsPart> {
  const frame = await fed.next()
  if (frame === null) return unreadable(await fed.lost())
  const { body, parts } = parseReply(frame.payload)
  if (frame.tag === TAG.rows) return { rows: parseRows(parts.get('rows')) }
  if (frame.tag !== TAG.reply) throw malformed('rows')
  const refusal = refusalIn(body)
  if (refusal !== null) return refusal
  const { cases, media, files } = body
  const model = plainText(body['model'], 2_000)
  if (model === null || !isCount(cases) || !isCount(media) || !isCount(files))
    throw malformed('the end of a case')
  return { model, cases, media, files }
}

function unreadable(refusal: Refusal): Refusal {
  return refusal.code === 'media/unreadable' ? { ...refusal, code: 'vics/unreadable' } : refusal
}

function parseRows(part: Buffer | undefined): VicsRow[] {
  let rows: unknown
  try {
    rows = JSON.parse(part?.toString('utf8') ?? '')
  } catch {
    throw malformed('rows of JSON')
  }
  if (!Array.isArray(rows) || rows.length > ROWS_A_FRAME) throw malformed('a bounded list of rows')
  return rows.map(parseRow)
}

function parseRow(row: unknown): VicsRow {
  if (!Array.isArray(row)) throw malformed('a row')
  const [kind, ...rest] = row as unknown[]
  switch (kind) {
    case 'case':
      if (!isCount(rest[0])) throw malformed('a number of the case')
      return { row: 'case', index: rest[0], fields: parseFields(rest[1]) }
    case 'media': {
      const [index, fields, hashes, exifs] = rest
      if (index !== null && !isCount(index)) throw malformed('a number of the case')
      return {
        row: 'media',
        caseIndex: index,
        fields: parseFields(fields),
        hashes: parsePairs(hashes),
        exifs: parsePairs(exifs),
      }
    }
    case 'file':
      return { row: 'file', fields: parseFields(rest[0]) }
    default:
      throw malformed('a known kind of row')
  }
}

function parseFields(value: unknown): VicsFields {
  if (!isRecord(value)) throw malformed('fields')
  const entries = Object.entries(value)
  if (entries.length > FIELDS_MAX) throw malformed('few fields')
  return new Map(
    entries.map(([name, field]) => {
      if (!NAME.test(name)) throw malformed('plain names of fields')
      return [name, parseScalar(field)] as const
    }),
  )
}

function parseScalar(value: unknown): VicsScalar {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'string' || value.length > TEXT_CHARACTERS_MAX) throw malformed('bounded values')
  return cleanText(value)
}

function parsePairs(value: unknown): VicsPair[] {
  if (!Array.isArray(value) || value.length > PAIRS_MAX) throw malformed('a bounded list of pairs')
  return value.map((pair: unknown) => {
    const [name, text] = Array.isArray(pair) ? (pair as unknown[]) : []
    if (typeof name !== 'string' || typeof text !== 'string') throw malformed('pairs')
    return [cleanText(name), cleanText(text)] as const
  })
}

/** Text that a database takes: whole characters, no NUL. Nothing else is altered: a path is what it is. */
function cleanText(text: string): string {
  return text.replaceAll(/\p{Cs}|\0/gu, '\uFFFD')
}
