import { spawnSync } from 'node:child_process'
import { OUTCOMES } from '@homeward/core'
import { groupedBy, newestIntakeOf, type Snapshot } from './snapshot.ts'

/**
 * Every regular file below the sources of a finished intake is counted once under one of the eight outcomes, and the
 * counting rule holds between the files of an exhibit.
 */
export function checkFiles(snapshot: Snapshot): string[] {
  const found: string[] = []
  const byExhibit = groupedBy(snapshot.occurrence, (row) => row.exhibit_id)
  for (const exhibit of snapshot.exhibit) {
    const rows = byExhibit.get(exhibit.id) ?? []
    found.push(...rule(exhibit.name, rows))
    // What is left of an erased exhibit is checked by itself.
    if (exhibit.erased_at !== null) continue
    // What an intake that was cut short has counted is part of what its resumption finds.
    if (newestIntakeOf(snapshot, exhibit.id)?.state !== 'finished') continue
    if (rows.some((row) => !row.members_done)) {
      found.push(`exhibit ${exhibit.name}: an archive of a finished exhibit was left half opened`)
    }
    const intakes = snapshot.intake.filter((one) => one.exhibit_id === exhibit.id)
    const finished = intakes.filter((one) => one.state === 'finished').flatMap((one) => one.sources)
    const onDisk = regularFiles(finished)
    // What vanished before it could be read is counted and not there.
    const counted = rows.filter(
      (row) => row.parent_id === null && row.revision === 0 && row.code !== 'file/vanished',
    )
    if (counted.length !== onDisk) {
      found.push(`exhibit ${exhibit.name}: ${counted.length} files counted, ${onDisk} on the disk`)
    }
  }
  return found
}

type Occurrence = Snapshot['occurrence'][number]

function rule(name: string, rows: readonly Occurrence[]): string[] {
  const found: string[] = []
  const say = (what: string): void => void found.push(`exhibit ${name}: ${what}`)
  for (const row of rows) {
    if (!OUTCOMES.includes(row.outcome)) say(`outcome ${row.outcome} is none of the eight`)
    if ((row.outcome === 'quarantined') !== (row.code !== null && row.because !== null)) {
      say(`a file with outcome ${row.outcome} has the reason ${row.code}`)
    }
    if ((row.outcome === 'empty') !== (row.size_bytes === 0 && row.outcome !== 'quarantined')) {
      say(`a file of ${row.size_bytes} bytes counts as ${row.outcome}`)
    }
    if (row.parent_id !== null) {
      const parent = rows.find((one) => one.id === row.parent_id)
      // An archive that turned out broken behind its first members is quarantined; they stay counted.
      if (parent === undefined || !['archives', 'quarantined'].includes(parent.outcome)) {
        say('a member lies in something that is no archive of the exhibit')
      }
    }
  }
  const seen = rows.filter((row) => !['quarantined', 'empty', 'knownGood'].includes(row.outcome))
  for (const [sha256, group] of groupedBy(seen, (row) => row.sha256?.toString('hex') ?? 'none')) {
    if (sha256 === 'none') say('a file was counted as read without a digest')
    const first = group.filter((row) => row.outcome !== 'duplicates')
    const cutOff = rows.some((row) => row.outcome === 'quarantined' && row.sha256?.toString('hex') === sha256)
    if (first.length !== 1 && !cutOff)
      say(`content ${sha256.slice(0, 12)} was counted ${first.length} times as new`)
  }
  return found
}

/**
 * Regular files below some paths, each once, counted without the node's own walk: by `find`, which also reaches paths
 * that are too long to be named in one piece.
 */
function regularFiles(sources: readonly Buffer[]): number {
  const paths = [...new Set(sources.map((source) => source.toString('utf8')))]
  const inner = paths.filter((path) => paths.some((other) => path.startsWith(`${other}/`)))
  const roots = paths.filter((path) => !inner.includes(path))
  const { stdout } = spawnSync('find', [...roots, '-type', 'f', '-printf', '.'], { encoding: 'utf8' })
  return stdout.length
}
