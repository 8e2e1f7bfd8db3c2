import { crc32 } from 'node:zlib'

/**
 * One file to pack: its name with `/`, its bytes. `deflated` says what bytes that were packed with deflate before
 * unpack to. `mode` is the UNIX mode with its type, a regular file if not given.
 */
export type ZipMember = {
  name: string | Uint8Array
  data: Uint8Array
  deflated?: { sizeBytes: number; crc: number }
  mode?: number
  encrypted?: boolean
}

const REGULAR = 0o100644
const UTF_8_NAME = 0x800

const DATE = ((2024 - 1980) << 9) | (3 << 5) | 1

/** Writes a ZIP archive; members are stored as they are, all with one fixed date. Up to 65,535 members. */
export function zipFile(members: readonly ZipMember[]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, deflated, mode = REGULAR, encrypted = false } of members) {
    const nameBytes = Buffer.from(typeof name === 'string' ? Buffer.from(name) : name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(UTF_8_NAME | (encrypted ? 1 : 0), 2)
    common.writeUInt16LE(deflated ? 8 : 0, 4)
    common.writeUInt16LE(0, 6)
    common.writeUInt16LE(DATE, 8)
    common.writeUInt32LE(deflated ? deflated.crc : crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(deflated ? deflated.sizeBytes : data.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(mode * 0x10000, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, nameBytes]))
    parts.push(local, Buffer.from(data.buffer, data.byteOffset, data.byteLength))
    offset += local.length + data.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}
