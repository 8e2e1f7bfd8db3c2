import { NEAR_DISTANCE_BITS, PDQ_QUALITY_MIN } from '@homeward/core'
import { groupedBy, type Snapshot } from './snapshot.ts'

const HASH_BYTES = 32
const TURNS = 8

interface Hashes {
  /** 8 x 32 bytes a variant, of sufficient quality only. */
  readonly nn512?: Buffer
  readonly full?: Buffer
}

/** Hits and links are exactly what comparing everything with everything finds, at the right distance. */
export function checkMatches(snapshot: Snapshot): string[] {
  const found: string[] = []
  const hashes = new Map<string, Hashes>()
  for (const [media, rows] of groupedBy(snapshot.mediaHash, (row) => row.media_id)) {
    const good = rows.filter((row) => row.algorithm === 'pdq' && row.quality >= PDQ_QUALITY_MIN)
    hashes.set(media, Object.fromEntries(good.map((row) => [row.variant, row.dihedral])))
    for (const row of rows) {
      if (
        !row.bits.equals(row.dihedral.subarray(0, HASH_BYTES)) ||
        row.dihedral.length !== TURNS * HASH_BYTES
      ) {
        found.push(`media ${media}: its ${row.variant} hash is not the first of its dihedral hashes`)
      }
    }
  }
  for (const row of snapshot.media) if (!row.matched) found.push(`media ${row.id}: was not matched`)
  return [...found, ...checkHits(snapshot, hashes), ...checkLinks(snapshot, hashes)]
}

function checkHits(snapshot: Snapshot, hashes: ReadonlyMap<string, Hashes>): string[] {
  const found: string[] = []
  const kinds = new Map(snapshot.referenceSet.map((set) => [set.id, set.kind]))
  const expected = new Map<string, string>()
  const contents = new Map(snapshot.content.map((row) => [row.id, row]))
  for (const { id } of snapshot.media) {
    const content = contents.get(id)
    if (content === undefined) {
      found.push(`media ${id}: has no content`)
      continue
    }
    for (const entry of snapshot.referenceEntry) {
      if (kinds.get(entry.set_id) === 'known-good') continue
      const key = `${id} ${entry.id}`
      if (sameContent(content, entry)) {
        expected.set(key, 'exact 0')
        continue
      }
      const target = { nn512: entry.pdq_nn512, full: entry.pdq_full }
      const distance = nearest(hashes.get(id) ?? {}, target)
      if (distance <= NEAR_DISTANCE_BITS) expected.set(key, `near ${distance}`)
    }
  }
  for (const hit of snapshot.hit) {
    const key = `${hit.media_id} ${hit.entry_id}`
    const wanted = expected.get(key)
    if (wanted !== `${hit.verdict} ${hit.distance_bits}`) {
      found.push(`hit ${key}: ${hit.verdict} ${hit.distance_bits}, expected ${wanted ?? 'none'}`)
    }
    expected.delete(key)
  }
  for (const [key, wanted] of expected) found.push(`hit ${key}: missed, expected ${wanted}`)
  return found
}

/** The strongest digest that an entry names decides. */
function sameContent(
  content: Snapshot['content'][number],
  entry: Snapshot['referenceEntry'][number],
): boolean {
  if (entry.sha256 !== null) return entry.sha256.equals(content.sha256)
  if (entry.sha1 !== null) return entry.sha1.equals(content.sha1)
  return entry.md5?.equals(content.md5) ?? false
}

function checkLinks(snapshot: Snapshot, hashes: ReadonlyMap<string, Hashes>): string[] {
  const found: string[] = []
  const links = new Map(snapshot.link.map((row) => [`${row.media_a} ${row.media_b}`, row.distance_bits]))
  const media = snapshot.media.map((row) => row.id).sort()
  media.forEach((a, index) => {
    for (const b of media.slice(index + 1)) {
      // Which of the two was searched for depends on which came first; either way is right, and both mostly agree.
      const ways = [
        nearest(hashes.get(a) ?? {}, plain(hashes.get(b))),
        nearest(hashes.get(b) ?? {}, plain(hashes.get(a))),
      ]
      const key = `${a} ${b}`
      const distance = links.get(key)
      links.delete(key)
      if (distance === undefined && Math.max(...ways) <= NEAR_DISTANCE_BITS) {
        found.push(`link ${key}: missed at ${Math.min(...ways)} bits`)
      }
      if (distance !== undefined && !ways.includes(distance)) {
        found.push(`link ${key}: ${distance} bits, expected ${ways.join(' or ')}`)
      }
    }
  })
  for (const key of links.keys())
    found.push(`link ${key}: between media that are not there or in the wrong order`)
  return found
}

function plain(hashes: Hashes | undefined): { nn512: Buffer | null; full: Buffer | null } {
  return {
    nn512: hashes?.nn512?.subarray(0, HASH_BYTES) ?? null,
    full: hashes?.full?.subarray(0, HASH_BYTES) ?? null,
  }
}

/** The least distance over variants and the query's eight turns; more than 256 where nothing can be compared. */
function nearest(query: Hashes, target: { nn512: Buffer | null; full: Buffer | null }): number {
  let least = 257
  for (const variant of ['nn512', 'full'] as const) {
    const turned = query[variant]
    const bits = target[variant]
    if (turned === undefined || bits === null) continue
    for (let turn = 0; turn < TURNS; turn += 1) {
      least = Math.min(least, difference(turned, turn * HASH_BYTES, bits))
    }
  }
  return least
}

/** Counted bit by bit from a table of its own: the node's kernels are what is being checked. */
function difference(a: Buffer, offset: number, b: Buffer): number {
  let bits = 0
  for (let i = 0; i < HASH_BYTES; i += 1) bits += ONES[(a[offset + i] ?? 0) ^ (b[i] ?? 0)] ?? 0
  return bits
}

const ONES: Uint8Array = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte.toString(2).replaceAll('0', '').length,
)
