import { crc32, deflateRawSync } from 'node:zlib'

export type ZipMember = {
  name: string | Buffer
  data: Buffer
  /** UNIX mode with type bits. */
  mode?: number
  encrypted?: boolean
  /** A size to announce instead of the true one. */
  announcedBytes?: number
  method?: number
}

/** A zip of these members, deflated. */
export function zip(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const member of members) {
    const name = Buffer.from(member.name)
    const packed = member.method === 0 ? member.data : deflateRawSync(member.data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(member.encrypted === true ? 1 : 0, 2)
    common.writeUInt16LE(member.method ?? 8, 4)
    common.writeUInt16LE(0x6000, 6)
    common.writeUInt16LE(0x5821, 8)
    common.writeUInt32LE(crc32(member.data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(member.announcedBytes ?? member.data.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 6)
    tail.writeUInt32LE(at, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.of(20, 3), common, tail, name]))
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}

export type TarMember = { name: string | Buffer; data?: Buffer; type?: string; linkName?: string }

/** A tar of these members in the USTAR form. */
export function tar(members: readonly TarMember[]): Buffer {
  const blocks = members.flatMap(({ name, data = Buffer.alloc(0), type = '0', linkName = '' }) => {
    const header = Buffer.alloc(512)
    Buffer.from(name).copy(header, 0)
    header.write('0000644\0', 100)
    header.write('0000000\0', 108)
    header.write('0000000\0', 116)
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('14000000000\0', 136)
    header.write('        ', 148)
    header.write(type, 156)
    header.write(linkName, 157)
    header.write('ustar\x0000', 257, 'latin1')
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
