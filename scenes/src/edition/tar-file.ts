/** One entry of a tar; `type` is its flag, a regular file if not given. */
export type TarMember = {
  name: string | Uint8Array
  data?: Uint8Array
  type?: string
  linkName?: string
  /** A size to announce instead of the true one. */
  announcedBytes?: number
}

const BLOCK_BYTES = 512

/** Writes a tar archive in the USTAR form, all with one fixed date. Names of more than 100 bytes are cut. */
export function tarFile(members: readonly TarMember[]): Uint8Array {
  const blocks = members.flatMap(
    ({ name, data = new Uint8Array(), type = '0', linkName = '', announcedBytes }) => {
      const header = Buffer.alloc(BLOCK_BYTES)
      Buffer.from(name as string).copy(header, 0, 0, 100)
      header.write('0000644\0', 100)
      header.write('0000000\0', 108)
      header.write('0000000\0', 116)
      header.write(`${(announcedBytes ?? data.length).toString(8).padStart(11, '0')}\0`, 124)
      header.write('14000000000\0', 136)
      header.write('        ', 148)
      header.write(type, 156)
      header.write(linkName, 157)
      header.write('ustar\x0000', 257, 'latin1')
      const sum = header.reduce((total, byte) => total + byte, 0)
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
      return [header, data, Buffer.alloc((BLOCK_BYTES - (data.length % BLOCK_BYTES)) % BLOCK_BYTES)]
    },
  )
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)])
}
