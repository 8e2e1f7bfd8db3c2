import { builtinModules } from 'node:module'
import path from 'node:path'
import type { Breach, Source } from './breach.ts'
import {
  COMPUTED_IMPORTS,
  DEVELOPMENT_FOLDERS,
  FREE_TO_REACH,
  MEDIA_PACKAGES,
  MEDIA_PLACES,
  type Privilege,
  REACHING_MODULES,
} from './privileges.ts'
import type { Import } from './program-text.ts'
import { CLOSING_FILES, FEATURES, MAY_IMPORT, type Room, roomOf, TESTS_MAY_ALSO_IMPORT } from './rooms.ts'

const BUILTIN = new Set(builtinModules)
const TOOLS_OF_BUILDING = /(^|\/)[^/]+\.config\.ts$|\/bench\//

/** The breaches of one import. `rootOthers` are the root's development packages, which tests may use. */
export function importBreaches(
  source: Source,
  one: Import,
  rooms: readonly Room[],
  rootOthers: readonly string[],
  privileges: readonly Privilege[],
): Breach[] {
  const breach = (code: string, because: string): Breach[] => [
    { code, file: source.file, line: one.line, because },
  ]
  if (one.target === null) {
    return source.free || COMPUTED_IMPORTS.some((row) => covers(row.at, source.file))
      ? []
      : breach('rings/computed-import', 'a computed import cannot be checked; name the file')
  }
  if (one.target.startsWith('.') || one.target.startsWith('/'))
    return relativeBreaches(source, one, rooms, breach)

  const builtin = one.target.replace(/^node:/, '')
  if (one.target.startsWith('node:') || BUILTIN.has(builtin)) {
    return builtinBreaches(source, builtin, one, privileges, breach)
  }

  const name = packageName(one.target)
  const target = rooms.find((room) => room.package.name === name)
  if (target !== undefined) {
    if (target.folder === source.room.folder) return breach('rings/self', `${name} is the room itself`)
    if (one.target !== name)
      return breach('rings/reach-in', `import '${name}', the surface, not '${one.target}'`)
    return directionBreaches(source, target, breach)
  }
  if (MEDIA_PACKAGES.includes(name) && !MEDIA_PLACES.some((place) => covers(place.at, source.file))) {
    return breach(
      'rings/media-package',
      `'${name}' opens media and belongs in decoder/worker and scenes only`,
    )
  }
  const declared = [...Object.keys(source.room.package.dependencies)]
  if (source.development) declared.push(...Object.keys(source.room.package.others), ...rootOthers)
  if (declared.includes(name)) return []
  return breach('rings/undeclared', `'${name}' is not declared in ${source.room.folder}'s package.json`)
}

type Breaching = (code: string, because: string) => Breach[]

function relativeBreaches(source: Source, one: Import, rooms: readonly Room[], breach: Breaching): Breach[] {
  const file = path.posix.normalize(path.posix.join(path.posix.dirname(source.file), one.target ?? ''))
  const target = roomOf(rooms, file)
  if (target?.folder === source.room.folder) return featureBreaches(source, file, breach)
  if (source.room.ring === 'tools' || source.room.ring === 'test') return []
  if (target === undefined) return breach('rings/outside', `'${one.target}' lies in no room`)
  const direction = directionBreaches(source, target, breach)
  if (direction.length > 0) return direction
  return breach(
    'rings/reach-in',
    `'${one.target}' reaches into ${target.folder}; import '${target.package.name}'`,
  )
}

function directionBreaches(source: Source, target: Room, breach: Breaching): Breach[] {
  const may = MAY_IMPORT[source.room.ring]
  if (may.includes(target.ring)) {
    const declared = target.package.name in source.room.package.dependencies
    if (declared || source.development) return []
    return breach(
      'rings/undeclared',
      `'${target.package.name}' is not declared in ${source.room.folder}'s package.json`,
    )
  }
  if (source.test && TESTS_MAY_ALSO_IMPORT.includes(target.ring)) return []
  const allowed = may.length === 0 ? 'no other room' : may.join(', ')
  return breach('rings/direction', `${source.room.folder} may import ${allowed}, not ${target.folder}`)
}

function featureBreaches(source: Source, file: string, breach: Breaching): Breach[] {
  if (source.room.ring !== 'core' || source.test) return []
  const from = featureOf(source.file)
  const to = featureOf(file)
  if (from === null) {
    if (to === null || CLOSING_FILES.includes(source.file)) return []
    return breach('rings/feature-order', `only ${CLOSING_FILES.join(' and ')} may import the feature ${to}`)
  }
  if (!FEATURES.includes(from))
    return breach('rings/feature-order', `'${from}' is not a feature: ${FEATURES.join(', ')}`)
  if (to === null) {
    if (!CLOSING_FILES.includes(file)) return []
    return breach(
      'rings/feature-order',
      `${file} closes the lists over all features; a feature cannot import it`,
    )
  }
  if (FEATURES.indexOf(to) <= FEATURES.indexOf(from)) return []
  return breach('rings/feature-order', `${from} imports only features to its left, not ${to}`)
}

function featureOf(file: string): string | null {
  return /^core\/src\/([^/]+)\//.exec(file)?.[1] ?? null
}

function builtinBreaches(
  source: Source,
  module: string,
  one: Import,
  privileges: readonly Privilege[],
  breach: Breaching,
): Breach[] {
  if (source.development || one.typeOnly) return []
  if (source.room.ring === 'kernel' || source.room.ring === 'core') {
    return breach(
      'rings/platform',
      `${source.room.folder} runs on no platform; pass what node:${module} gives as a value`,
    )
  }
  const reach = REACHING_MODULES[module]
  if (reach === undefined || FREE_TO_REACH.some((room) => source.file.startsWith(room))) return []
  if (mayReach(source.file, reach, privileges)) return []
  return breach(
    'rings/reach',
    `node:${module} reaches ${reach}; use the room's own file for it, or add a row with a reason to tools/rings/privileges.ts`,
  )
}

/** Whether a row lets the file reach that part of the world. */
export function mayReach(file: string, reach: string, privileges: readonly Privilege[]): boolean {
  return privileges.some((row) => covers(row.at, file) && row.may.some((one) => one === reach))
}

/** Whether a path of a table, a file or a folder ending in '/', stands for the file. */
export function covers(at: string, file: string): boolean {
  return at.endsWith('/') ? file.startsWith(at) : at === file
}

/** Whether the file is of development: a test, a benchmark or a build's configuration. */
export function isDevelopment(file: string): boolean {
  return TOOLS_OF_BUILDING.test(file) || DEVELOPMENT_FOLDERS.some((folder) => file.startsWith(folder))
}

function packageName(target: string): string {
  const parts = target.split('/')
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? target)
}
