import { constants, crc32, deflateRawSync } from 'node:zlib'
import { zipFile } from '../edition/zip-file.ts'

const GIB = 1024 ** 3

/** An archive of about a megabyte with one member of a GiB of zeros. */
export function zipBomb(): Uint8Array {
  const zeros = Buffer.alloc(16 * 1024 ** 2)
  // A fully flushed block stands for itself, so one block repeated unpacks to the zeros repeated.
  const block = deflateRawSync(zeros, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const times = GIB / zeros.length
  let crc = 0
  for (let i = 0; i < times; i++) crc = crc32(zeros, crc)
  const data = Buffer.concat([...Array.from({ length: times }, () => block), Buffer.from([3, 0])])
  return zipFile([{ name: 'zeros.bin', data, deflated: { sizeBytes: GIB, crc } }])
}

/** An archive in an archive in an archive; the innermost holds a text. */
export function nestedZip(depth: number): Uint8Array {
  let inner = zipFile([{ name: 'innermost.txt', data: Buffer.from('This is the innermost file.\n') }])
  for (let i = 0; i < depth; i++) inner = zipFile([{ name: `level-${i}.zip`, data: inner }])
  return inner
}

/** An archive whose members want to be unpacked elsewhere, or have names that no file system takes. */
export function zipSlip(): Uint8Array {
  const text = (words: string): Uint8Array => Buffer.from(`${words}\n`)
  return zipFile([
    { name: '../../escaped-up.txt', data: text('up') },
    { name: '/tmp/escaped-root.txt', data: text('root') },
    { name: 'a\\..\\..\\escaped-backslash.txt', data: text('backslash') },
    { name: 'C:\\escaped-drive.txt', data: text('drive') },
    { name: Buffer.from('nul\0name.txt', 'latin1'), data: text('nul') },
    { name: 'inside/fine.txt', data: text('fine') },
  ])
}
