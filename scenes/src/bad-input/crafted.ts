import { craftedArchives } from './crafted-archives.ts'
import type { Bait, CraftedFile } from './crafted-file.ts'
import { craftedPixels } from './crafted-pixels.ts'
import { craftedReferences } from './crafted-references.ts'
import { craftedTables } from './crafted-tables.ts'
import { plainPictures } from './plain-pictures.ts'

const NOBODY: Bait = { address: '127.0.0.1:9', file: '/etc/hostname', mark: 'escaped' }

/** Every file that was made to do harm when it is opened, each with its own content and with what must become of it. */
export async function craftedFiles(bait: Bait = NOBODY): Promise<CraftedFile[]> {
  const plain = await plainPictures()
  return [
    ...craftedPixels(plain),
    ...craftedTables(plain),
    ...craftedReferences(plain, bait),
    ...craftedArchives(plain, bait),
  ]
}
