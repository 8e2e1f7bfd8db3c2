import type { EditionPlan } from './plan.ts'
import type { DrawingIdentity } from './stamp.ts'
import type { GroundTruth, Outcome, TruthExhibit, TruthFile, TruthPicture, TruthTotals } from './truth.ts'

type Registered = ReadonlyMap<string, readonly { imageId: number; content: string }[]>

/** Orders the files and counts what an intake of them must count. */
export function countTruth(
  identity: DrawingIdentity,
  plan: EditionPlan,
  files: readonly TruthFile[],
  registered: Registered,
): GroundTruth {
  const sorted = [...files].sort((a, b) => compare(placeOf(a), placeOf(b)))
  const pictures = picturesOf(plan, registered)
  const registry = registryOf(pictures)
  const series = plan.series.map(({ id, occasions, registry: held }) => ({
    id,
    occasions,
    units: [...new Set(sorted.filter((file) => file.series === id).map(({ unit }) => unit))].sort(compare),
    registry: held,
  }))
  return {
    ...identity,
    files: sorted,
    pictures,
    occasions: plan.occasions,
    series,
    exhibits: plan.exhibits.map(({ plan: exhibit }) => countExhibit(exhibit, sorted, registry)),
    totals: countAll(sorted, registry),
  }
}

function picturesOf(plan: EditionPlan, registered: Registered): TruthPicture[] {
  const identified = new Map(plan.series.map(({ id, registry }) => [id, registry?.identified ?? false]))
  return [...plan.pictures, ...plan.videos]
    .filter((picture) => !('knownGood' in picture && picture.knownGood))
    .map((picture) => ({
      id: picture.id,
      kind: 'frames' in picture ? 'video' : 'image',
      scene: picture.view.scene,
      occasion: picture.occasion,
      series: picture.series,
      registry: (registered.get(picture.id) ?? []).map((row) => ({
        ...row,
        identified: identified.get(picture.series ?? '') ?? false,
      })),
      negative: 'negative' in picture && picture.negative,
    }))
}

/** What the registry knows: contents exactly, and pictures of which a copy is near (videos only exactly). */
type Registry = {
  contents: ReadonlySet<string>
  pictures: ReadonlyMap<string, { identified: boolean; near: boolean }>
}

function registryOf(pictures: readonly TruthPicture[]): Registry {
  const held = pictures.filter(({ registry }) => registry.length > 0)
  return {
    contents: new Set(held.flatMap(({ registry }) => registry.map(({ content }) => content))),
    pictures: new Map(
      held.map(({ id, kind, registry }) => [
        id,
        { identified: registry.some((row) => row.identified), near: kind === 'image' },
      ]),
    ),
  }
}

function countExhibit(
  plan: { unit: string; case: string; exhibit: string },
  files: readonly TruthFile[],
  registry: Registry,
): TruthExhibit {
  const { unit, exhibit } = plan
  const own = files.filter(
    (file) => file.unit === unit && file.case === plan.case && file.exhibit === exhibit,
  )
  const outcomes: Record<Outcome, number> = {
    quarantined: 0,
    empty: 0,
    knownGood: 0,
    duplicates: 0,
    archives: 0,
    context: 0,
    media: 0,
  }
  const seen = new Set<string>()
  const registryHits = { exact: 0, near: 0 }
  for (const file of own) {
    const first = !seen.has(file.content)
    const alone = file.outcome === 'quarantined' || file.outcome === 'empty' || file.outcome === 'knownGood'
    outcomes[alone || first ? file.outcome : 'duplicates']++
    if (first && file.outcome === 'media') {
      if (registry.contents.has(file.content)) registryHits.exact++
      else if (registry.pictures.get(file.picture ?? '')?.near) registryHits.near++
    }
    if (!alone) seen.add(file.content)
  }
  const sizeBytes = own
    .filter(({ path }) => !path.includes('!/'))
    .reduce((sum, file) => sum + file.sizeBytes, 0)
  return { unit, case: plan.case, exhibit, filesSeen: own.length, outcomes, sizeBytes, registryHits }
}

function countAll(files: readonly TruthFile[], registry: Registry): TruthTotals {
  const media = new Map(
    files.filter(({ outcome }) => outcome === 'media').map((file) => [file.content, file.picture ?? '']),
  )
  const totals = {
    filesSeen: files.length,
    media: media.size,
    knownIdentified: 0,
    knownUnidentified: 0,
    unknown: 0,
  }
  for (const [content, picture] of media) {
    const held = registry.pictures.get(picture)
    if (!held || !(held.near || registry.contents.has(content))) totals.unknown++
    else if (held.identified) totals.knownIdentified++
    else totals.knownUnidentified++
  }
  return { ...totals, pictures: new Set(media.values()).size }
}

function placeOf({ unit, case: caseNumber, exhibit, path }: TruthFile): string {
  return [unit, caseNumber, exhibit, path].join('\0')
}

/** Byte order of UTF-8, which for the drawn names (ASCII) is the order of the characters. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
