import type { Mood, SceneKind } from '../picture/scene.ts'
import { addCopy, anotherCopy, cameraCopy, lay, named } from './copies.ts'
import { PLAIN_COPY } from './copy-plan.ts'
import type { ExhibitFolder } from './exhibit.ts'
import type { Draft } from './plan.ts'

const MOODS: readonly Mood[] = ['day', 'day', 'evening', 'grey']
const ALBUMS = ['holiday', 'weekend', 'garden', 'house for sale', 'market finds', 'workshop']

/** Plans what belongs to no series: albums, stray pictures, stock pictures and wallpapers. */
export function planSingles(draft: Draft): void {
  for (let i = 0; i < draft.count(13); i++) planAlbum(draft, i)
  for (let i = 0; i < draft.count(110, 3); i++) planStray(draft, i)
  for (let i = 0; i < 3; i++) planStock(draft, i)
  for (let i = 0; i < 4; i++) planWallpaper(draft, i)
}

function planAlbum(draft: Draft, number: number): void {
  const { choices } = draft
  const exhibit = choices.pick(draft.exhibits)
  const camera = choices.pick(exhibit.cameras)
  const occasion = draft.occasion(null, camera.tags.serial)
  const kind = choices.pick<SceneKind>(['outdoors', 'outdoors', 'table', 'room'])
  const scene = `album/${number}`
  const mood = choices.pick(MOODS)
  const album = exhibit.claim(`Pictures/${choices.pick(ALBUMS)}`)
  occasion.scenes.push(scene)
  camera.clockS += choices.whole(5, 60) * 86_400
  for (let view = 0; view < Math.min(choices.whole(5, 13), draft.scale < 0.1 ? 4 : 20); view++) {
    camera.clockS += choices.whole(30, 900)
    const plan = draft.view(kind, scene, mood, occasion.id, view, camera.widthPx, camera.heightPx)
    const picture = draft.picture(plan, occasion, camera.clockS)
    const original = addCopy(picture, cameraCopy(camera, camera.clockS, false, null))
    const path = exhibit.cameraPath(camera)
    original.places.push({ exhibit, path, archive: null })
    lay(original, exhibit, `${album}/name_${`${view + 1}`.padStart(3, '0')}.jpg`)
    if (choices.chance(0.3)) lay(original, exhibit, exhibit.backupPath(path))
    if (choices.chance(0.2)) {
      const sent = addCopy(picture, anotherCopy(picture, choices))
      lay(sent, exhibit, named(exhibit.downloadPath('x').slice(0, -2), sent.copy))
    }
  }
}

function planStray(draft: Draft, number: number): void {
  const { choices } = draft
  const kind = choices.pick<SceneKind>(['outdoors', 'outdoors', 'outdoors', 'table', 'table', 'room'])
  const [widthPx, heightPx] = choices.pick([
    [576, 448],
    [448, 320],
    [576, 320],
    [320, 448],
  ] as const)
  const plan = draft.view(
    kind,
    `stray/${number}`,
    choices.pick(MOODS),
    'stray',
    choices.whole(0, 9),
    widthPx,
    heightPx,
  )
  const picture = draft.picture(plan, null, Date.UTC(2024, 0, 1 + number) / 1000)
  const plain = addCopy(picture, PLAIN_COPY)
  const exhibits = choices.shuffle(draft.exhibits).slice(0, choices.pick([1, 1, 1, 2, 3]))
  for (const exhibit of exhibits) {
    const path = lay(plain, exhibit, exhibit.downloadPath('jpg'))
    if (choices.chance(0.3)) lay(plain, exhibit, exhibit.backupPath(path))
    if (choices.chance(0.25)) {
      const other = addCopy(picture, anotherCopy(picture, choices))
      lay(other, exhibit, named(exhibit.downloadPath('x').slice(0, -2), other.copy))
    }
  }
}

/** A picture that everybody has: it must never alert. Small enough that both PDQ variants agree. */
function planStock(draft: Draft, number: number): void {
  const { choices } = draft
  const picture = draft.picture(
    draft.view('outdoors', `stock/${number}`, 'day', 'stock', number, 448, 320),
    null,
    Date.UTC(2022, 5, 1 + number) / 1000,
  )
  picture.negative = true
  const plain = addCopy(picture, PLAIN_COPY)
  for (const exhibit of draft.exhibits) {
    if (choices.chance(0.7)) lay(plain, exhibit, `Downloads/stock_photo_${number + 1}.jpg`)
  }
  const sent = addCopy(picture, { ...PLAIN_COPY, operation: 'reencoded', quality: 60 })
  lay(sent, choices.pick(draft.exhibits), `Pictures/background${number + 1}.jpg`)
}

/** A wallpaper of the operating system: known-good wherever it lies. */
function planWallpaper(draft: Draft, number: number): void {
  const picture = draft.picture(
    draft.view('outdoors', `wallpaper/${number}`, 'day', 'wallpaper', number, 704, 448),
    null,
    Date.UTC(2019, 2, 18) / 1000,
  )
  picture.knownGood = true
  const plain = addCopy(picture, { ...PLAIN_COPY, quality: 86 })
  for (const exhibit of draft.exhibits) {
    if (exhibit.plan.sort === 'computer') layWallpaper(exhibit)
  }
  function layWallpaper(exhibit: ExhibitFolder): void {
    lay(plain, exhibit, `Windows/Web/Wallpaper/Theme${number + 1}/img${number + 1}.jpg`)
  }
}
