/** One way to damage a file. */
export type Mutation = 'flip' | 'truncate' | 'swap' | 'length' | 'splice'

const MUTATIONS: readonly Mutation[] = ['flip', 'truncate', 'swap', 'length', 'splice']
const HEADER_BYTES = 512
/** Values that counters and lengths overflow at. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** A damaged copy, the same for the same numbers: one or two mutations, half of them where headers lie. */
export function mutate(
  seed: Uint8Array,
  other: Uint8Array,
  next: () => number,
): { data: Buffer; ways: Mutation[] } {
  let data: Buffer = Buffer.from(seed)
  const ways: Mutation[] = []
  for (let left = 1 + Math.floor(next() * 2); left > 0; left--) {
    const way = MUTATIONS[Math.floor(next() * MUTATIONS.length)] as Mutation
    ways.push(way)
    data = damaged(data, other, way, next)
  }
  return { data, ways }
}

function damaged(data: Buffer, other: Uint8Array, way: Mutation, next: () => number): Buffer {
  const below = (end: number): number => Math.floor(next() * end)
  const place = (): number => below(next() < 0.5 ? Math.min(HEADER_BYTES, data.length) : data.length)
  switch (way) {
    case 'flip':
      for (let left = 1 + below(16); left > 0; left--) {
        const at = place()
        data[at] = (data[at] ?? 0) ^ (1 << below(8))
      }
      return data
    case 'truncate':
      return data.subarray(0, Math.max(1, below(data.length)))
    case 'swap': {
      const size = Math.max(1, below(Math.min(256, data.length / 2)))
      const [from, to] = [below(data.length - size), below(data.length - size)]
      const taken = Buffer.from(data.subarray(from, from + size))
      data.copy(data, from, to, to + size)
      taken.copy(data, to)
      return data
    }
    case 'length': {
      const at = Math.max(0, Math.min(place(), data.length - 4))
      const value = EDGES[below(EDGES.length)] as number
      const form = below(3)
      if (data.length < 4) return data
      if (form === 0) data.writeUInt32BE(value, at)
      else if (form === 1) data.writeUInt32LE(value, at)
      else data.writeUInt16BE(value & 0xffff, at)
      return data
    }
    case 'splice':
      return Buffer.concat([data.subarray(0, place()), other.subarray(below(other.length))])
  }
}
