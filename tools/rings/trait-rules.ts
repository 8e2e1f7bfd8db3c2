import type { Breach, Source } from './breach.ts'
import { covers, mayReach } from './import-rules.ts'
import {
  FREE_TO_MEASURE,
  FREE_TO_REACH,
  MEDIA_PLACES,
  MEDIA_PROGRAMS,
  NONDETERMINISTIC,
  PLATFORM_FILES,
  type Privilege,
  REACHING_GLOBALS,
  SQL_PLACES,
} from './privileges.ts'
import type { ProgramText } from './program-text.ts'

/** The breaches of everything in the file that is not an import. */
export function traitBreaches(source: Source, text: ProgramText, privileges: readonly Privilege[]): Breach[] {
  return [
    ...nondeterminism(source, text),
    ...network(source, text, privileges),
    ...statements(source, text),
    ...programs(source, text),
  ]
}

function nondeterminism(source: Source, text: ProgramText): Breach[] {
  const { file } = source
  if (source.development || PLATFORM_FILES.includes(file)) return []
  if (FREE_TO_MEASURE.some((room) => file.startsWith(room))) return []
  const found: { line: number; what: string }[] = []
  for (const trait of text.traits) {
    if (trait.kind === 'date-of-now') found.push({ line: trait.line, what: 'a Date of the present' })
    if (trait.kind === 'member' && NONDETERMINISTIC[trait.object]?.includes(trait.name)) {
      found.push({ line: trait.line, what: `${trait.object}.${trait.name}` })
    }
  }
  for (const one of text.imports) {
    if (!/^(node:)?(crypto|perf_hooks|process)$/.test(one.target ?? '') || one.typeOnly) continue
    const members = Object.values(NONDETERMINISTIC).flat()
    for (const name of one.names.filter((name) => members.includes(name))) {
      found.push({ line: one.line, what: name })
    }
  }
  return found.map(({ line, what }) => ({
    code: 'rings/clock-or-randomness',
    file,
    line,
    because: `${what} belongs in the room's platform.ts; take clock and randomness as values`,
  }))
}

function network(source: Source, text: ProgramText, privileges: readonly Privilege[]): Breach[] {
  const { file } = source
  if (source.development || FREE_TO_REACH.some((room) => file.startsWith(room))) return []
  if (mayReach(file, 'network', privileges)) return []
  return text.traits.flatMap((trait) => {
    const named =
      trait.kind === 'global'
        ? trait.name
        : trait.kind === 'member' && trait.object === 'globalThis'
          ? trait.name
          : null
    if (named === null || !REACHING_GLOBALS.includes(named)) return []
    const because = `${named} reaches the network; add a row with a reason to tools/rings/privileges.ts`
    return [{ code: 'rings/reach', file, line: trait.line, because }]
  })
}

function statements(source: Source, text: ProgramText): Breach[] {
  const { file } = source
  if (source.development || FREE_TO_REACH.some((room) => file.startsWith(room))) return []
  if (SQL_PLACES.some((place) => place.test(file))) return []
  return text.traits.flatMap((trait) =>
    trait.kind !== 'sql'
      ? []
      : [
          {
            code: 'rings/sql',
            file,
            line: trait.line,
            because: `${trait.what}: SQL stands in a -store.ts file`,
          },
        ],
  )
}

function programs(source: Source, text: ProgramText): Breach[] {
  const { file } = source
  if (source.development || covers('decoder/client/', file)) return []
  if (MEDIA_PLACES.some((place) => covers(place.at, file))) return []
  return text.traits.flatMap((trait) => {
    if (trait.kind !== 'program') return []
    const program = trait.name.split('/').at(-1) ?? ''
    if (!MEDIA_PROGRAMS.includes(program)) return []
    return [
      { code: 'rings/media-program', file, line: trait.line, because: `${program} runs in the sandbox only` },
    ]
  })
}
