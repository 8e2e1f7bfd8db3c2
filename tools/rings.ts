/**
 * The dependency rule: which room may import which, which files may touch the world, and where SQL may
 * stand. The tables are in rings/rooms.ts and rings/privileges.ts.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { filesUnder, isProgramText, isTest } from './file-tree.ts'
import { holds, readPackages } from './packages.ts'
import type { Breach, Source } from './rings/breach.ts'
import { importBreaches, isDevelopment } from './rings/import-rules.ts'
import { PRIVILEGES, type Privilege } from './rings/privileges.ts'
import { readProgramText } from './rings/program-text.ts'
import { type Room, roomOf, roomsOf } from './rings/rooms.ts'
import { traitBreaches } from './rings/trait-rules.ts'

export type { Breach } from './rings/breach.ts'

/** What was checked and what was found. Nothing checked is itself a breach. */
export type RingReport = { filesChecked: number; importsChecked: number; breaches: Breach[] }

/** Checks every program file of every room of the repository at `root` against the rule. */
export async function checkRings(
  root: string,
  privileges: readonly Privilege[] = PRIVILEGES,
): Promise<RingReport> {
  const packages = await readPackages(root)
  const { rooms, strangers } = roomsOf(packages)
  const rootPackage = packages.find((one) => one.folder === '')
  const rootOthers = Object.keys({ ...rootPackage?.dependencies, ...rootPackage?.others })
  const breaches: Breach[] = strangers.map((folder) => ({
    code: 'rings/unknown-room',
    file: `${folder}/package.json`,
    line: 1,
    because: `${folder} is no room that tools/rings/rooms.ts knows`,
  }))
  let importsChecked = 0
  const files = await filesUnder(root, isProgramText)
  const checked = new Map<Room, number>()

  for (const file of files) {
    const room = roomOf(rooms, file)
    if (room === undefined) {
      breaches.push({ code: 'rings/outside', file, line: 1, because: 'program text outside every room' })
      continue
    }
    checked.set(room, (checked.get(room) ?? 0) + 1)
    const free = room.ring === 'test' || room.ring === 'tools'
    const development = free || isTest(file) || isDevelopment(file)
    const source: Source = { file, room, test: isTest(file), development, free }
    const text = readProgramText(file, await readFile(path.join(root, file), 'utf8'))
    for (const because of text.errors) breaches.push({ code: 'rings/unreadable', file, line: 1, because })
    for (const one of text.imports) {
      breaches.push(...importBreaches(source, one, rooms, rootOthers, privileges))
    }
    breaches.push(...traitBreaches(source, text, privileges))
    importsChecked += text.imports.length
  }

  breaches.push(...emptyRooms(rooms, checked), ...staleRows(root, privileges))
  if (files.length === 0 || importsChecked === 0) {
    const because = `${files.length} files and ${importsChecked} imports were found to check`
    breaches.push({ code: 'rings/nothing-checked', file: '.', line: 1, because })
  }
  return { filesChecked: files.length, importsChecked, breaches }
}

function emptyRooms(rooms: readonly Room[], checked: ReadonlyMap<Room, number>): Breach[] {
  return rooms
    .filter((room) => !checked.has(room))
    .map((room) => {
      const because = `${room.folder} holds no program text, so nothing was checked there`
      return { code: 'rings/nothing-checked', file: room.folder, line: 1, because }
    })
}

function staleRows(root: string, privileges: readonly Privilege[]): Breach[] {
  return privileges
    .filter((row) => !holds(root, row.at))
    .map((row) => ({
      code: 'rings/stale-row',
      file: 'tools/rings/privileges.ts',
      line: 1,
      because: `${row.at} has a row and is not there; remove the row`,
    }))
}

if (import.meta.main) {
  const { filesChecked, importsChecked, breaches } = await checkRings(path.dirname(import.meta.dirname))
  for (const { code, file, line, because } of breaches) console.log(`${file}:${line} ${code}: ${because}`)
  console.log(`rings: ${filesChecked} files, ${importsChecked} imports, ${breaches.length} breaches`)
  process.exitCode = breaches.length === 0 ? 0 : 1
}
