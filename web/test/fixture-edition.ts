import type { Edition, EditionReport, ExhibitReport } from '../src/api/edition.ts'
import type { IntakeStatus } from '../src/api/intake.ts'
import type { Suggestion } from '../src/api/match.ts'
import type { Picture } from '../src/api/picture.ts'
import type { PictureSetWithMembers, TriageItem } from '../src/api/picture-set.ts'
import type { Series, SeriesSummary } from '../src/api/series.ts'

/** Recorded answers of one small edition: benign, and shaped as the node's interface says. */

export const CODE = 'VIDTF-DEMO'
const UNITS = ['AU', 'AT', 'CA', 'DE', 'FR', 'NL', 'SE', 'US']
const AT = '2026-03-02T09:14:00.000Z'

export const edition: Edition = {
  code: CODE,
  name: 'VIDTF demonstration',
  purpose: 'Demonstration of the whole way with drawn scenes',
  units: UNITS.map((code) => ({ code, name: `National unit ${code}`, country: code })),
  startsOn: '2026-03-02',
  endsOn: '2026-03-13',
}

function exhibit(name: string, caseNumber: string, files: number): ExhibitReport {
  const part = (share: number): number => Math.round(files * share)
  const counts = {
    mediaKnown: part(0.18),
    duplicates: part(0.14),
    knownGood: part(0.08),
    quarantined: part(0.01),
    empty: 2,
    context: part(0.06),
    archives: 3,
  }
  const rest = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return {
    exhibit: name,
    case: caseNumber,
    filesSeen: files,
    mediaNew: files - rest,
    ...counts,
    sizeBytes: files * 1_840_000,
    hits: { exact: part(0.12), near: part(0.05) },
  }
}

const exhibits = {
  DE: [exhibit('Laptop 1', 'K-2026-118', 1840), exhibit('Phone 3', 'K-2026-118', 412)],
  NL: [exhibit('NAS', '26-0417', 960)],
  SE: [exhibit('USB stick 2', '5000-K88', 233)],
}

export const report: EditionReport = {
  edition: { code: CODE, name: edition.name },
  generatedAt: AT,
  funnel: {
    filesSeen: 3445,
    unique: 2712,
    knownIdentified: 214,
    knownUnidentified: 402,
    unknown: 2096,
    pictures: 1388,
    picturesInSets: 1102,
    sets: 61,
    picturesInSeries: 318,
    series: 14,
  },
  definitions: {
    filesSeen: 'Every regular file and every archive member, counted once.',
    unique: 'Distinct contents among them.',
    knownIdentified: 'An exact or near hit in a series whose victim is identified.',
    knownUnidentified: 'An exact or near hit in a series whose victim is not identified.',
    unknown: 'No hit in any reference that you may see.',
    pictures: 'All copies of one image or video together.',
    picturesInSets: 'Pictures that belong to a proposed set.',
    sets: 'Pictures of one occasion.',
    picturesInSeries: 'Pictures that belong to a series.',
    series: 'Sets of the same victim or victims, made by a person.',
    seriesAddedTo: 'Distinct existing series that received at least one picture.',
  },
  units: UNITS.map((unit) => {
    const own = exhibits[unit as keyof typeof exhibits] ?? []
    const sum = (of: (entry: ExhibitReport) => number): number =>
      own.reduce((total, entry) => total + of(entry), 0)
    return {
      unit,
      name: `National unit ${unit}`,
      country: unit,
      exhibits: own,
      filesSeen: sum((entry) => entry.filesSeen),
      mediaNew: sum((entry) => entry.mediaNew),
      mediaKnown: sum((entry) => entry.mediaKnown),
      unknown: sum((entry) => entry.mediaNew),
    }
  }),
  series: { seriesAddedTo: 5, open: 9, registry: 5 },
}

export function intake(state: IntakeStatus['state'], filesDone: number): IntakeStatus {
  const whole = exhibit('Laptop 1', 'K-2026-118', state === 'running' ? filesDone : 1840)
  const { case: caseNumber, ...counts } = whole
  return {
    intake: state === 'running' ? 'intake-running' : 'intake-finished',
    exhibit: state === 'running' ? 'Phone 3' : 'Laptop 1',
    unit: 'DE',
    case: caseNumber,
    edition: CODE,
    state,
    startedAt: AT,
    finishedAt: state === 'finished' ? '2026-03-02T09:17:41.000Z' : null,
    problem: null,
    progress: {
      filesDone,
      filesPlanned: 1840,
      bytesDone: filesDone * 1_840_000,
      bytesPlanned: 1840 * 1_840_000,
      filesPerSecond: 41.3,
      secondsLeft: state === 'running' ? Math.round((1840 - filesDone) / 41.3) : null,
      stage: state === 'running' ? 'reading' : 'done',
    },
    report: { ...counts, wallSeconds: 221 },
  }
}

export const quarantined: readonly { path: string; code: string; because: string }[] = [
  {
    path: 'DCIM/100/IMG_0007.jpg',
    code: 'media/unreadable',
    because: 'The file ends in the middle of the picture.',
  },
  {
    path: 'old/bomb.png',
    code: 'media/limits',
    because: 'One side is 2,097,184 pixels; the limit is 30,000.',
  },
  { path: 'x/photo\u202egpj.exe', code: 'media/unsupported', because: 'No supported kind of media.' },
  {
    path: 'locked/notes.doc',
    code: 'intake/unreadable',
    because: 'The file could not be opened for reading.',
  },
]

const suggestion = (index: number): Suggestion => ({
  series: `series-${String(index)}-7f3a`,
  name: ['Blue kitchen', 'Garden wall', 'Striped curtain'][index % 3] ?? null,
  origin: index % 2 === 0 ? 'registry' : 'edition',
  identified: index % 3 === 1,
  because: `${String(3 + index)} of 12 pictures match pictures of this series, the closest by ${String(8 + index)} bits.`,
  evidence: [
    { verdict: 'near', distanceBits: 8 + index, variant: 'nn512', transform: 'flipX' },
    { verdict: 'exact', distanceBits: 0, variant: null, transform: 'identity' },
    { verdict: 'near', distanceBits: 21, variant: 'full', transform: 'rotate90' },
    { verdict: 'near', distanceBits: 27, variant: 'full', transform: 'identity' },
  ].map((hit, hitIndex) => ({
    media: `media-${String(index)}-${String(hitIndex)}`,
    picture: `picture-${String(index)}-${String(hitIndex)}`,
    series: `series-${String(index)}-7f3a`,
    referenceSet: 'registry-2026-02',
    verdict: hit.verdict as 'exact' | 'near',
    distanceBits: hit.distanceBits,
    variant: hit.variant as 'nn512' | 'full' | null,
    transform: hit.transform,
  })),
})

export const triageItems: TriageItem[] = Array.from({ length: 61 }, (_, index) => ({
  set: `set-${String(index)}`,
  pictures: index === 2 ? 5000 : index % 7 === 3 ? 1 : 24 - (index % 20),
  copies: 80 - (index % 60),
  files: 96 - (index % 60),
  units: index % 3 === 0 ? ['DE', 'NL'] : ['SE'],
  kind: index % 7 === 3 ? 'video' : 'still',
  reasons: [
    'One folder: DCIM/100_0412',
    'Names run from name_001 to name_024',
    'One camera within 40 minutes',
  ].slice(0, 1 + (index % 3)),
  suggestedSeries: index % 4 === 1 ? [] : [suggestion(index % 3), suggestion((index + 1) % 3)],
  gain: 412 - index * 6,
}))

export function picture(set: string, index: number): Picture {
  const id = `${set}-picture-${String(index)}`
  return {
    picture: id,
    representative: `${id}-media-0`,
    members: Array.from({ length: 1 + (index % 4) }, (_, member) => ({
      media: `${id}-media-${String(member)}`,
      unit: member % 2 === 0 ? 'DE' : 'NL',
      exhibit: member % 2 === 0 ? 'Laptop 1' : 'NAS',
      paths: [`DCIM/100_0412/name_${String(index + 1).padStart(3, '0')}.jpg`],
      distanceBits: member === 0 ? 0 : 6 * member,
      transform: member === 2 ? 'flipX' : 'identity',
    })),
    set,
    series: null,
    suggestedSeries: [],
    hits: [],
  }
}

export function pictureSet(set: string): PictureSetWithMembers {
  const item = triageItems.find((candidate) => candidate.set === set)
  const members = Array.from({ length: item?.pictures ?? 9 }, (_, index) => picture(set, index))
  return {
    set,
    pictures: members.map((member) => member.picture),
    reasons: item?.reasons ?? ['One folder: DCIM/100_0412'],
    series: null,
    units: item?.units ?? ['DE'],
    representative: members[0]?.representative ?? '',
    files: item?.files ?? 20,
    suggestedSeries: item?.suggestedSeries ?? [],
    setAside: set === 'set-aside' ? { because: 'Holiday pictures of landscapes', by: 'DE-01' } : null,
    members,
  }
}

export const seriesSummaries: SeriesSummary[] = Array.from({ length: 14 }, (_, index) => ({
  series: `series-${String(index)}-7f3a`,
  name:
    index % 5 === 4
      ? null
      : `${['Blue kitchen', 'Garden wall', 'Striped curtain'][index % 3] ?? ''} ${String(index)}`,
  origin: index % 3 === 0 ? 'registry' : 'edition',
  identified: index % 4 === 1,
  pictures: 12 + index * 7,
  media: 30 + index * 11,
  units: index % 2 === 0 ? ['DE', 'NL'] : ['SE'],
  sets: 1 + (index % 4),
  redirectTo: null,
  createdAt: AT,
  revision: 2,
}))

export function series(id: string): Series {
  const summary = seriesSummaries.find((candidate) => candidate.series === id) ?? seriesSummaries[0]
  if (summary === undefined) throw new Error('The fixture has no series.')
  const sets = ['set-a', 'set-b', 'set-c'].map(pictureSet)
  const members = sets.flatMap((set) => set.members)
  return {
    ...summary,
    series: id,
    sets,
    subjects: [
      { subject: 'subject-41c0', kind: 'victim' },
      { subject: 'subject-9d27', kind: 'offender' },
    ],
    revisions: [
      {
        revision: 1,
        operation: 'create',
        by: 'DE-01',
        at: AT,
        because: 'Same room in all three sets',
        undone: false,
        summary: 'Made from 2 sets',
      },
      {
        revision: 2,
        operation: 'add',
        by: 'NL-02',
        at: '2026-03-03T11:02:00.000Z',
        because: null,
        undone: false,
        summary: 'Added 1 set',
      },
    ],
    links: members
      .filter((member) => member.members.length > 1)
      .slice(0, 8)
      .map((member, index) => ({
        link: `link-${String(index)}`,
        mediaA: member.members[0]?.media ?? '',
        mediaB: member.members[1]?.media ?? '',
        verdict: 'near',
        distanceBits: 6 + index,
        variant: index % 2 === 0 ? 'nn512' : 'full',
        transform: index % 3 === 0 ? 'identity' : 'rotate180',
        cut: index === 3,
      })),
    registry: null,
  }
}
