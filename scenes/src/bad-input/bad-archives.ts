import { constants, crc32, deflateRawSync } from 'node:zlib'
import { type ZipMember, zipFile } from '../edition/zip-file.ts'

export const GIB: number = 1024 ** 3
const ZEROS = Buffer.alloc(16 * 1024 ** 2)

/** An archive of about a megabyte with one member of a GiB of zeros. */
export function zipBomb(): Uint8Array {
  return zipFile([zerosMember('zeros.bin')])
}

/** A member of zeros, a GiB if not said otherwise, in about a thousandth of their size. */
export function zerosMember(name: string, sizeBytes: number = GIB): ZipMember {
  let crc = 0
  for (let i = 0; i < sizeBytes / ZEROS.length; i++) crc = crc32(ZEROS, crc)
  const data = Buffer.concat([zerosDeflated(sizeBytes), Buffer.from([3, 0])])
  return { name, data, deflated: { sizeBytes, crc } }
}

/** Zeros packed with deflate, a multiple of 16 MiB and without the final block. */
export function zerosDeflated(sizeBytes: number): Uint8Array {
  // A fully flushed block stands for itself, so one block repeated unpacks to the zeros repeated.
  const block = deflateRawSync(ZEROS, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  return Buffer.concat(Array.from({ length: sizeBytes / ZEROS.length }, () => block))
}

/** An archive in an archive in an archive; the innermost holds a text. */
export function nestedZip(depth: number): Uint8Array {
  let inner = zipFile([{ name: 'innermost.txt', data: Buffer.from('This is the innermost file.\n') }])
  for (let i = 0; i < depth; i++) inner = zipFile([{ name: `level-${i}.zip`, data: inner }])
  return inner
}
