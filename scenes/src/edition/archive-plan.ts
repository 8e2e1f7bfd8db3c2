import type { ExhibitFolder } from './exhibit.ts'
import type { Draft } from './plan.ts'

/** An archive of an exhibit; its picture members are the places that name it. */
export type ArchivePlan = { exhibit: ExhibitFolder; path: string; note: string }

/** Plans the archives: in some exhibits the files of a traded occasion lie in an archive too. */
export function packArchives(draft: Draft): void {
  const { choices } = draft
  const occasions = choices.shuffle(
    draft.occasions.filter(({ camera, series }) => series !== null && camera === null),
  )
  for (const [i, occasion] of occasions.slice(0, draft.count(6, 1)).entries()) {
    const exhibit = draft.exhibits[(i * 4 + 2) % draft.exhibits.length] as ExhibitFolder
    const path = exhibit.claim(`Downloads/pack_${`${i + 1}`.padStart(2, '0')}.zip`)
    draft.archives.push({
      exhibit,
      path,
      note: `Pack ${i + 1}, ${occasion.pictures.length} files, unpack to Pictures.\n`,
    })
    const members = draft.pictures.filter(({ id }) => occasion.pictures.includes(id)).slice(0, 12)
    for (const [n, picture] of members.entries()) {
      const content = choices.pick(
        picture.copies.filter(({ copy }) => copy.operation !== 'bmp' && copy.operation !== 'png'),
      )
      const name = `pack/${`${n + 1}`.padStart(3, '0')}.${content.copy.operation === 'webp' ? 'webp' : 'jpg'}`
      content.places.push({ exhibit, path: name, archive: path })
    }
  }
}
