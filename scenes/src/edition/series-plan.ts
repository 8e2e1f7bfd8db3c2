import type { Prng } from '../picture/prng.ts'
import type { Mood, SceneKind } from '../picture/scene.ts'
import { addCopy, anotherCopy, cameraCopy, lay, named } from './copies.ts'
import { PLAIN_COPY } from './copy-plan.ts'
import type { Camera, ExhibitFolder } from './exhibit.ts'
import type { Draft, PlannedCopy, PlannedOccasion, PlannedPicture, PlannedSeries } from './plan.ts'

/** Fresh: one owner's camera files. Traded: numbered files on many disks. Both: an owner, and traders elsewhere. */
type Spread = 'fresh' | 'traded' | 'both'

type Holder = { exhibit: ExhibitFolder; stem: string; same: boolean }

const NAMES = [
  [
    'Amber',
    'Quiet',
    'North',
    'Copper',
    'Velvet',
    'Silver',
    'Paper',
    'Winter',
    'Linen',
    'Maple',
    'Cobalt',
    'Ivory',
    'Harbour',
    'Saffron',
  ],
  [
    'Lantern',
    'Mill',
    'Orchard',
    'Clock',
    'Harp',
    'Anchor',
    'Meadow',
    'Compass',
    'Chimney',
    'Teapot',
    'Gable',
    'Ferry',
    'Arch',
    'Kite',
  ],
] as const

const OCCASION_SIZES = [4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 12, 14, 20]

/** Plans the series: their occasions, pictures, copies, videos and what the registry holds of them. */
export function planSeries(draft: Draft): void {
  const { choices } = draft
  const names = choices.shuffle(NAMES[0]).map((first, i) => `${first} ${NAMES[1][(i * 5) % NAMES[1].length]}`)
  const spreads: readonly Spread[] = ['traded', 'fresh', 'both', 'traded']
  const total = draft.count(40, 4)
  let registered = 0
  for (let i = 0; i < total; i++) {
    const spread = spreads[i % spreads.length] as Spread
    const known = spread !== 'fresh' && registered < draft.count(12, 2) && i % 5 !== 4
    const name = names[registered % names.length] as string
    if (known) registered++
    const series: PlannedSeries = {
      id: `S-${`${i + 1}`.padStart(2, '0')}`,
      occasions: [],
      registry: known ? { name, identified: registered % 3 === 1 } : null,
    }
    draft.series.push(series)
    planOneSeries(draft, series, spread, i)
  }
}

function planOneSeries(draft: Draft, series: PlannedSeries, spread: Spread, number: number): void {
  const { choices } = draft
  const exhibits = choices.shuffle(draft.exhibits)
  const home = exhibits[0] as ExhibitFolder
  const camera = choices.pick(home.cameras)
  const holders =
    spread === 'fresh' ? [] : traders(choices, exhibits.slice(spread === 'both' ? 1 : 0), number)
  const places = [place(choices, number, 0), place(choices, number, 1)] as const
  const occasions = choices.pick([1, 1, 2, 2, 2, 3])
  for (let i = 0; i < occasions; i++) {
    const owned = spread !== 'traded'
    const occasion = draft.occasion(series, owned ? camera.tags.serial : null)
    const mood = choices.pick<Mood>(['day', 'day', 'evening', 'grey'])
    const here = choices.chance(0.75) ? [places[i % 2 === 0 ? 0 : 1]] : places
    occasion.scenes.push(...here.map(([, scene]) => scene))
    camera.clockS += choices.whole(2, 40) * 86_400 + choices.whole(0, 20_000)
    const size = Math.min(choices.pick(OCCASION_SIZES), draft.scale < 0.1 ? 5 : 20)
    for (let view = 0; view < size; view++) {
      const [kind, scene] = here[view < size * 0.7 ? 0 : here.length - 1] as readonly [SceneKind, string]
      camera.clockS += choices.whole(15, 240)
      const upright = owned && choices.chance(0.15)
      const [w, h] = owned ? [camera.widthPx, camera.heightPx] : [576, 448]
      const plan = draft.view(
        kind,
        scene,
        mood,
        `${occasion.id}/${i}`,
        view,
        upright ? h : w,
        upright ? w : h,
      )
      const picture = draft.picture(plan, occasion, camera.clockS)
      spreadPicture(draft, picture, {
        home: owned ? home : null,
        camera,
        upright,
        holders,
        occasion: i,
        view,
      })
      register(draft, series, picture)
    }
    if (draft.occasions.length % 4 === 1)
      planVideo(draft, occasion, here[0] as readonly [SceneKind, string], mood, home, holders, series)
  }
}

function place(choices: Prng, number: number, index: number): readonly [SceneKind, string] {
  const kind = choices.pick<SceneKind>(
    index === 0 ? ['room', 'room', 'room', 'outdoors'] : ['room', 'table', 'outdoors'],
  )
  return [kind, `series/${number}/${index}`]
}

function traders(choices: Prng, exhibits: readonly ExhibitFolder[], number: number): Holder[] {
  const folders = [
    'Pictures/collection',
    'Downloads',
    'Documents/New folder (3)',
    'Pictures/misc',
    'D/archive',
  ]
  const name = choices.pick(['set', 'img', 'pic', 'scan', 'foto', 'bild'])
  return exhibits.slice(0, choices.whole(2, 4)).map((exhibit, i) => ({
    exhibit,
    stem: `${choices.pick(folders)}/${name}${number}/${name}${number}`,
    same: i === 0 || choices.chance(0.6),
  }))
}

type Spreading = {
  home: ExhibitFolder | null
  camera: Camera
  upright: boolean
  holders: readonly Holder[]
  occasion: number
  view: number
}

function spreadPicture(draft: Draft, picture: PlannedPicture, spreading: Spreading): void {
  const { choices } = draft
  const { home, camera, upright, holders, occasion, view } = spreading
  if (home) {
    const gps =
      picture.view.kind === 'outdoors' && camera.tags.make === 'samsung' ? ([52.1, 5.3] as const) : null
    const original = addCopy(picture, cameraCopy(camera, picture.takenAtS, upright, gps))
    const path = home.cameraPath(camera)
    original.places.push({ exhibit: home, path, archive: null })
    if (choices.chance(0.7)) lay(original, home, home.backupPath(path))
    if (choices.chance(0.3)) {
      const edited = addCopy(picture, anotherCopy(picture, choices))
      lay(edited, home, named(`Pictures/edited/${path.slice(path.lastIndexOf('/') + 1, -4)}_e`, edited.copy))
    }
  }
  if (holders.length === 0) return
  const plain = addCopy(picture, PLAIN_COPY)
  const number = `${occasion * 40 + view + 1}`.padStart(3, '0')
  for (const holder of holders) {
    if (choices.chance(0.12)) continue
    const content =
      holder.same || choices.chance(0.4) ? plain : addCopy(picture, anotherCopy(picture, choices))
    const path = lay(content, holder.exhibit, named(`${holder.stem}_${number}`, content.copy))
    if (choices.chance(0.3)) lay(content, holder.exhibit, holder.exhibit.backupPath(path))
    if (choices.chance(0.14)) lay(content, holder.exhibit, holder.exhibit.downloadPath('jpg'))
    if (choices.chance(0.07)) {
      const sent = addCopy(picture, anotherCopy(picture, choices))
      lay(sent, holder.exhibit, named(holder.exhibit.downloadPath('x').slice(0, -2), sent.copy))
    }
  }
}

/** The registry holds most pictures of a known series: the traded file itself, or another encoding of it. */
function register(draft: Draft, series: PlannedSeries, picture: PlannedPicture): void {
  const { choices } = draft
  if (!series.registry || choices.chance(0.25)) return
  const plain = picture.copies.find(({ copy }) => copy === PLAIN_COPY)
  const held: PlannedCopy =
    plain && choices.chance(0.5)
      ? plain
      : addCopy(picture, { ...PLAIN_COPY, operation: 'reencoded', quality: choices.whole(82, 95) })
  held.imageId = draft.nextImageId()
}

function planVideo(
  draft: Draft,
  occasion: PlannedOccasion,
  [kind, scene]: readonly [SceneKind, string],
  mood: Mood,
  home: ExhibitFolder,
  holders: readonly Holder[],
  series: PlannedSeries,
): void {
  const { choices } = draft
  const number = draft.videos.length + 1
  const takenAtS = Date.UTC(2024, 2, number) / 1000
  const places = [{ exhibit: home, path: home.claim(`DCIM/Video/MOV_${1000 + number}.mp4`), archive: null }]
  for (const holder of holders.slice(0, 2)) {
    places.push({
      exhibit: holder.exhibit,
      path: holder.exhibit.claim(`${holder.stem}_clip${number}.mp4`),
      archive: null,
    })
  }
  draft.videos.push({
    id: `V-${`${number}`.padStart(3, '0')}`,
    view: draft.view(kind, scene, mood, `${occasion.id}/0`, number, 320, 240),
    frames: choices.whole(12, 24),
    places,
    occasion: occasion.id,
    series: series.id,
    imageId: series.registry ? draft.nextImageId() : null,
    takenAtS,
  })
}
