import type { Readable } from 'node:stream'
import { type Entry, open, type ZipFile } from 'yauzl'

export type { Entry, ZipFile }

/** Opens a zip with names left as bytes and the sizes of unpacked members checked. */
export function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(
      path,
      { lazyEntries: true, decodeStrings: false, validateEntrySizes: true, autoClose: false },
      (error, zip) => {
        if (error === null) resolve(zip)
        else reject(error)
      },
    )
  })
}

export function openMember(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) resolve(stream)
      else reject(error)
    })
  })
}
