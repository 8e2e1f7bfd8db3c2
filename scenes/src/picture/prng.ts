/** A repeatable source of choices. Equal seeds give equal choices on every machine. */
export type Prng = {
  /** A number in [0, 1). */
  unit(): number
  /** A number in [low, high). */
  between(low: number, high: number): number
  /** A whole number in [low, high], both included. */
  whole(low: number, high: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T
  /** A new list of the same items in another order. */
  shuffle<T>(items: readonly T[]): T[]
}

/**
 * Makes a source of choices from a text (xoshiro128**, its state filled by a splitmix-like mixer).
 * Not for cryptography.
 */
export function prng(seed: string): Prng {
  let mixed = 0x9e3779b9
  for (let i = 0; i < seed.length; i++) mixed = mix(mixed ^ seed.charCodeAt(i))
  const draw = (): number => {
    mixed = mix(mixed + 1)
    return mixed
  }
  let a = draw()
  let b = draw()
  let c = draw()
  let d = draw() | 1

  const next = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return scrambled >>> 0
  }
  const unit = (): number => next() / 0x1_0000_0000
  const whole = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1))
  const pick = <T>(items: readonly T[]): T => items[whole(0, items.length - 1)] as T
  return {
    unit,
    whole,
    pick,
    between: (low, high) => low + unit() * (high - low),
    chance: (probability) => unit() < probability,
    shuffle: (items) => {
      const shuffled = [...items]
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = whole(0, i)
        const kept = shuffled[i]
        shuffled[i] = shuffled[j] as (typeof shuffled)[number]
        shuffled[j] = kept as (typeof shuffled)[number]
      }
      return shuffled
    },
  }
}

/** A well-spread number in [0, 1) for a pair of whole numbers: the texture of planks, tiles and bricks. */
export function cellNoise(x: number, y: number): number {
  return mix(Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1)) / 0x1_0000_0000
}

function mix(value: number): number {
  let mixed = value >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
