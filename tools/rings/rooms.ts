import type { Package } from '../packages.ts'

/** The kinds of room; every room of one kind has the same rights. */
export type Ring =
  | 'kernel'
  | 'core'
  | 'decoder-client'
  | 'decoder-worker'
  | 'server'
  | 'cli'
  | 'web'
  | 'scenes'
  | 'test'
  | 'tools'

/** One folder with its own package (tools/ uses the root's). */
export type Room = { folder: string; ring: Ring; package: Package }

/** Which rings a ring may import: the one place where the direction of dependencies stands. */
export const MAY_IMPORT: Record<Ring, readonly Ring[]> = {
  kernel: [],
  core: ['kernel'],
  'decoder-client': ['kernel'],
  'decoder-worker': ['kernel', 'decoder-client'],
  server: ['kernel', 'core', 'decoder-client'],
  cli: ['kernel', 'core', 'decoder-client'],
  web: ['kernel', 'core'],
  scenes: ['kernel'],
  test: ['kernel', 'core', 'decoder-client', 'decoder-worker', 'server', 'cli', 'web', 'scenes'],
  tools: ['kernel', 'core', 'decoder-client', 'decoder-worker', 'server', 'cli', 'web', 'scenes', 'test'],
}

/** What a test file may import over and above its room: pictures to test with. */
export const TESTS_MAY_ALSO_IMPORT: readonly Ring[] = ['scenes']

/** The features of core from left to right; a feature imports only features to its left. */
export const FEATURES: readonly string[] = [
  'ledger',
  'access',
  'media',
  'match',
  'series',
  'clue',
  'claim',
  'exchange',
  'outcome',
]

/** The files of core that close the lists over all features, and which therefore no feature imports. */
export const CLOSING_FILES: readonly string[] = ['core/src/index.ts', 'core/src/events.ts']

const RING_OF_FOLDER: readonly (readonly [RegExp, Ring])[] = [
  [/^kernels\/[^/]+$/, 'kernel'],
  [/^core$/, 'core'],
  [/^decoder\/client$/, 'decoder-client'],
  [/^decoder\/worker$/, 'decoder-worker'],
  [/^server$/, 'server'],
  [/^cli$/, 'cli'],
  [/^web$/, 'web'],
  [/^scenes$/, 'scenes'],
  [/^test$/, 'test'],
]

/** The rooms among the packages, and tools/. A package whose folder is no known room is returned by name. */
export function roomsOf(packages: readonly Package[]): { rooms: Room[]; strangers: string[] } {
  const rooms: Room[] = []
  const strangers: string[] = []
  for (const found of packages) {
    const folder = found.folder === '' ? 'tools' : found.folder
    const ring = found.folder === '' ? 'tools' : RING_OF_FOLDER.find(([form]) => form.test(folder))?.[1]
    if (ring === undefined) strangers.push(folder)
    else rooms.push({ folder, ring, package: found })
  }
  return { rooms, strangers }
}

/** The room in which the file lies. */
export function roomOf(rooms: readonly Room[], file: string): Room | undefined {
  return rooms.find((room) => file.startsWith(`${room.folder}/`))
}
