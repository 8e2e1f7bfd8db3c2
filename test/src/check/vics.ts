import { groupedBy, type Snapshot } from './snapshot.ts'

/**
 * Every VICS document of a finished exhibit was read whole or refused; what it names counts as many as it says; a stored
 * media is a file of the same exhibit, and its problem says that the bytes differ exactly when they do.
 */
export function checkVics(snapshot: Snapshot): string[] {
  const found: string[] = []
  const occurrences = new Map(snapshot.occurrence.map((row) => [row.id, row]))
  const files = new Map(snapshot.vicsFile.map((row) => [row.id, row]))
  const entries = groupedBy(snapshot.vicsEntry, (row) => row.file_id)
  const cases = groupedBy(snapshot.vicsCase, (row) => row.file_id)
  const places = groupedBy(snapshot.devicePlace, (row) => row.file_id)
  for (const file of files.values()) {
    const say = (what: string): void => void found.push(`vics ${file.id}: ${what}`)
    const counted: readonly [string, number, number][] = [
      ['cases', file.cases, cases.get(file.id)?.length ?? 0],
      ['entries', file.entries, entries.get(file.id)?.length ?? 0],
      ['places', file.places, places.get(file.id)?.length ?? 0],
    ]
    for (const [what, stated, held] of counted)
      if (file.state !== 'reading' && stated !== held) say(`${stated} ${what} counted, ${held} held`)
    if (occurrences.get(file.occurrence_id)?.exhibit_id !== file.exhibit_id)
      say('is a file of another exhibit')
  }
  found.push(...unread(snapshot))
  for (const entry of snapshot.vicsEntry) {
    const say = (what: string): void =>
      void found.push(`vics ${entry.file_id} entry ${entry.position}: ${what}`)
    const file = files.get(entry.file_id)
    if (entry.case_position !== null && file?.state === 'read') {
      if (cases.get(entry.file_id)?.some((row) => row.position === entry.case_position) !== true)
        say('its case is not there')
    }
    if (entry.state !== 'stored') continue
    const stored = occurrences.get(entry.occurrence_id ?? '')
    if (stored === undefined || stored.exhibit_id !== file?.exhibit_id) {
      say('its file is none of its exhibit')
      continue
    }
    if (entry.problem_code === 'vics/not-compared') continue
    const differs =
      (entry.md5 !== null && stored.md5?.equals(entry.md5) !== true) ||
      (entry.sha1 !== null && stored.sha1?.equals(entry.sha1) !== true) ||
      (entry.size_bytes !== null && stored.size_bytes !== entry.size_bytes)
    if (differs !== (entry.problem_code === 'vics/bytes-differ'))
      say('its bytes differ and nobody is told, or not')
  }
  return found
}

/** Documents that a finished intake passed over. */
function unread(snapshot: Snapshot): string[] {
  const kinds = new Map(snapshot.content.map((row) => [row.id, row.kind]))
  const settled = new Set(
    snapshot.vicsFile.filter((row) => row.state !== 'reading').map((row) => row.occurrence_id),
  )
  const finished = new Set(
    snapshot.exhibit
      .filter((one) =>
        snapshot.intake.filter((row) => row.exhibit_id === one.id).every((row) => row.state === 'finished'),
      )
      .map((one) => one.id),
  )
  return snapshot.occurrence
    .filter((row) => finished.has(row.exhibit_id) && /projectvic/.test(kinds.get(row.content_id ?? '') ?? ''))
    .filter((row) => !settled.has(row.id))
    .map((row) => `file ${row.id}: a VICS document that was not read`)
}
