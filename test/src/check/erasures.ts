import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readCertificate } from '@homeward/core'
import { verifyNote } from '@homeward/tlog'
import { verifyEd25519 } from '../../../server/src/ledger/ed25519.ts'
import { ledgerKey } from '../../../server/src/ledger/integrator.ts'
import { officerPseudonym } from '../../../server/src/ledger/pseudonym.ts'
import type { NodeContext } from '../../../server/src/node-context.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Of an erased exhibit nothing is left but what names nothing: no file, no wrap, no document, no key; what its events
 * counted is what its erasure counted, and its certificate is signed and says the same. The node must be at rest.
 */
export function checkErasures(context: NodeContext, snapshot: Snapshot): string[] {
  const found: string[] = []
  const erasures = new Map(snapshot.erasure.map((row) => [row.exhibit_id, row]))
  const exhibits = new Map(snapshot.exhibit.map((row) => [row.id, row]))
  const { exhibits: secrets } = context.keys
  for (const exhibit of snapshot.exhibit) {
    const isErased = exhibit.erased_at !== null
    if (isErased !== erasures.has(exhibit.id)) found.push(`exhibit ${exhibit.id}: erased by half`)
    if (isErased) found.push(...leftOf(snapshot, exhibit))
    else if (!secrets.has(exhibit.id)) found.push(`exhibit ${exhibit.id}: stands without its secret`)
  }
  for (const exhibit of secrets.destroyed) {
    if (exhibits.get(exhibit)?.erased_at == null)
      found.push(`exhibit ${exhibit}: its key is destroyed, it is not`)
  }
  for (const [id, row] of erasures) {
    if (secrets.has(id) || existsSync(join(context.directory.keys, 'exhibits', `${id}.secret`)))
      found.push(`exhibit ${id}: its key is there`)
    if (!secrets.destroyed.includes(id)) found.push(`exhibit ${id}: nothing says that its key was destroyed`)
    const taken = snapshot.event.filter((event) => {
      const { type, objects } = JSON.parse(event.body.toString('utf8')) as {
        type: string
        objects: Readonly<Record<string, unknown>>
      }
      return type === 'media/file-taken-in' && objects['exhibit'] === id
    })
    if (taken.length !== row.files)
      found.push(`exhibit ${id}: ${row.files} files erased, ${taken.length} taken in`)
    found.push(...certificateProblems(context, row))
  }
  if (snapshot.erasureLeft.length > 0) found.push(`erasure: ${snapshot.erasureLeft.length} blobs are left`)
  return found
}

function leftOf(snapshot: Snapshot, exhibit: Snapshot['exhibit'][number]): string[] {
  const found: string[] = []
  const say = (what: string): void => void found.push(`exhibit ${exhibit.id}: erased, and ${what}`)
  const of = (rows: readonly { exhibit_id: string }[]): number =>
    rows.filter((row) => row.exhibit_id === exhibit.id).length
  if (of(snapshot.occurrence) > 0) say('its files are there')
  if (of(snapshot.exhibitContent) > 0) say('its wraps are there')
  if (of(snapshot.vicsFile) > 0) say('its documents are there')
  if (snapshot.intake.some((row) => row.exhibit_id === exhibit.id && row.sources.length > 0))
    say('its sources are named')
  if (exhibit.name !== exhibit.id || exhibit.case_number !== '' || exhibit.purpose !== '')
    say('it has a name')
  if (exhibit.key_wrapped.length > 0) say('its wrapped key is there')
  return found
}

function certificateProblems(context: NodeContext, row: Snapshot['erasure'][number]): string[] {
  const say = (what: string): string[] => [`exhibit ${row.exhibit_id}: ${what}`]
  if (row.certificate === null) return say('its erasure never ended')
  const verified = verifyNote(row.certificate, ledgerKey(context.keys), verifyEd25519)
  if ('code' in verified) return say(`its certificate is not signed: ${verified.code}`)
  const certificate = readCertificate(verified.text)
  const named = (person: string | null): string | null =>
    person === null ? null : officerPseudonym(context.keys.laneKey, person)
  const says =
    certificate !== null &&
    certificate.exhibit === row.exhibit_id &&
    certificate.files === row.files &&
    certificate.contents === row.contents &&
    certificate.contentsKept === row.contents_kept &&
    certificate.askedBy === named(row.asked_by) &&
    certificate.event === row.event_sha256.toString('hex') &&
    certificate.keyFingerprint === context.keys.exhibits.fingerprint(row.exhibit_id)
  return says ? [] : say('its certificate says something else')
}
