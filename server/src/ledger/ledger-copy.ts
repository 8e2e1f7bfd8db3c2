import { type Refusal, refuse } from '@homeward/core'
import { encodeNoteKey, formatProof, inclusionProof, parseCheckpoint, tileReader } from '@homeward/tlog'
import type { NodeContext } from '../node-context.ts'
import { cosignedCheckpoint } from './cosigning.ts'
import { formatExport } from './export-form.ts'
import { ledgerKey, sha256, textOf } from './integrator.ts'
import { eventRowBy, integratedEvents } from './ledger-store.ts'
import type { TileFiles } from './tile-files.ts'
import { proofExtra } from './verify-proof.ts'
import type { Witness } from './witness-config.ts'

const PAGE = 5000

/** Which events' texts a copy holds: those of one unit and of the system. The others are hashes. */
interface Reader {
  readonly unit: string
}

/**
 * The ledger as another country is handed it: entries, tiles and the checkpoint that most witnesses have cosigned. Texts
 * stand in it for events of the reader's own unit only; officers are pseudonyms there, justifications commitments.
 */
export async function exportLedger(
  context: NodeContext,
  tiles: TileFiles,
  witnesses: readonly Witness[],
  reader: Reader,
): Promise<string | Refusal> {
  const note = (await cosignedCheckpoint(context.database, witnesses)) ?? tiles.checkpoint()
  if (note === null) return refuse('ledger/empty', 'There is no signed checkpoint yet.')
  const { size } = parseCheckpoint(textOf(note))
  const entries: { hash: Uint8Array; text: string | null }[] = []
  while (entries.length < size) {
    const page = await integratedEvents(
      context.database.read,
      entries.length - 1,
      Math.min(PAGE, size - entries.length),
    )
    if (page.length === 0)
      return refuse('ledger/missing', 'The database holds fewer events than were signed.')
    for (const row of page) entries.push({ hash: row.hash, text: textFor(row.body, reader) })
  }
  const signers = new Set(note.split('\n').map((line) => line.split(' ')[1]))
  const listed = witnesses.filter(({ key }) => signers.has(key.name)).map(({ key }) => encodeNoteKey(key))
  return formatExport({ key: encodeNoteKey(ledgerKey(context.keys)), witnesses: listed, entries, note })
}

/**
 * The proof of one event (C2SP tlog-proof), named by its index or the hash of its text in hex. Its extra data is the
 * entry and, for an event of the reader's own unit, the text.
 */
export async function proveEvent(
  context: NodeContext,
  tiles: TileFiles,
  witnesses: readonly Witness[],
  event: string,
  reader: Reader,
): Promise<{ readonly index: number; readonly proof: string } | Refusal> {
  const row = await eventRowBy(context.database.read, event)
  if (row === null) return refuse('ledger/unknown', 'There is no such event in the tree.')
  const cosigned = await cosignedCheckpoint(context.database, witnesses)
  const fits = cosigned !== null && parseCheckpoint(textOf(cosigned)).size > row.leafIndex
  // An event that no witness has seen yet is proved by the ledger's own word.
  const note = fits ? cosigned : tiles.checkpoint()
  if (note === null) return refuse('ledger/empty', 'There is no signed checkpoint yet.')
  const { size } = parseCheckpoint(textOf(note))
  if (row.leafIndex >= size)
    return refuse('ledger/not-signed', 'The event is not under a signed checkpoint yet; ask again.')
  const read = tileReader(sha256, size, (path) => tiles.read(path))
  const proof = inclusionProof(sha256, row.leafIndex, size, read)
  const extra = proofExtra(row.hash, textFor(row.body, reader))
  return { index: row.leafIndex, proof: formatProof({ index: row.leafIndex, proof, note, extra }) }
}

/** The text of an event for a reader: not of other units', and none that names a person otherwise than by pseudonym. */
function textFor(body: Buffer, { unit }: Reader): string | null {
  const text = body.toString('utf8')
  const { actor } = JSON.parse(text) as { actor: { unit?: string; system?: string } }
  return actor.unit === unit || actor.system !== undefined ? text : null
}
