import type { Refusal } from '../refusal.ts'
import { isEmptyFileHash } from './empty-file.ts'
import type { ReferenceEntry } from './reference-list.ts'
import { vicsMedia } from './vics.ts'
import type { VicsFields, VicsPair } from './vics-fields.ts'

const PDQ = /^[0-9a-f]{64}$/

/**
 * One media of a VICS document as a line of a reference set; null for the hash of the empty file. Refuses with
 * `vics/entry` what has no usable hash. A PDQ that is not 64 hex digits, or hashes of other kinds, are passed over.
 */
export function vicsReference(
  fields: VicsFields,
  hashes: readonly VicsPair[],
): ReferenceEntry | Refusal | null {
  // A size that cannot be read does not matter to a hash list.
  const media = vicsMedia(new Map([...fields].filter(([name]) => name !== 'MediaSize')), [])
  if (media.problem !== null) return media.problem
  if (isEmptyFileHash(media.md5) || isEmptyFileHash(media.sha1)) return null
  const pdq = new Map(
    hashes
      .map(([name, value]) => [name.trim().toLowerCase(), value.trim().toLowerCase()] as const)
      .filter(([, value]) => PDQ.test(value)),
  )
  const both = pdq.get('pdq') ?? null
  return {
    md5: media.md5,
    sha1: media.sha1,
    sha256: null,
    pdq: { nn512: pdq.get('pdq nn512') ?? both, full: pdq.get('pdq full') ?? both },
    series: media.series,
    victimIdentified: media.victimIdentified === true,
    distributed: media.distributed === true,
  }
}
