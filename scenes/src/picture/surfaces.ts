import { inkAt, textWidthDots } from './font.ts'
import { fineNoise, smoothNoise } from './noise.ts'
import { cellNoise, type Prng } from './prng.ts'

/** Red, green, blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** What a face is made of; u and v in metres. `holes` says where one looks through. */
export type Surface = {
  paint: (u: number, v: number, into: Float64Array) => void
  holes?: (u: number, v: number) => boolean
}

/** A colour from hue (0..1), saturation and lightness (0..1). */
export function colour(hue: number, saturation: number, lightness: number): Colour {
  const channel = (offset: number): number => {
    const k = (offset + hue * 12) % 12
    const swing = saturation * Math.min(lightness, 1 - lightness)
    return 255 * (lightness - swing * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return [channel(0), channel(8), channel(4)]
}

/** Sets the colour in `into`, scaled by `light`. */
export function put(into: Float64Array, colour: Colour, light: number): void {
  into[0] = colour[0] * light
  into[1] = colour[1] * light
  into[2] = colour[2] * light
}

/** Plaster, paint, metal: one colour with soft unevenness of the given strength. */
export function plain(base: Colour, unevenness = 0.12, grainM = 1.7): Surface {
  const offset = (base[0] * 7 + base[1] * 3 + base[2]) / 255
  return {
    paint: (u, v, into) =>
      put(into, base, 1 - unevenness / 2 + unevenness * smoothNoise(u / grainM + offset, v / grainM)),
  }
}

/** Floor boards or furniture wood; the grain runs along v, boards are `boardM` wide. */
export function wood(base: Colour, boardM: number, offset = 0): Surface {
  return {
    paint: (u, v, into) => {
      const board = Math.floor(u / boardM)
      const shift = cellNoise(board, 7)
      const plank = Math.floor(v / 1.4 + shift)
      const edge = u / boardM - board
      const seam = edge < 0.035 || (v / 1.4 + shift - plank) * 1.4 < 0.008 ? 0.62 : 1
      const tone = 0.78 + 0.3 * cellNoise(board + 31 * plank, 11)
      const grain = 0.8 + 0.4 * smoothNoise(u * 2.3 + shift + offset, v * 0.22 + shift)
      put(into, base, seam * tone * grain)
    },
  }
}

/** Square tiles with joints. */
export function tiles(base: Colour, other: Colour, sideM: number): Surface {
  return {
    paint: (u, v, into) => {
      const i = Math.floor(u / sideM)
      const j = Math.floor(v / sideM)
      const s = u / sideM - i
      const t = v / sideM - j
      if (s < 0.04 || t < 0.04) return put(into, [168, 164, 158], 0.85)
      const tone = 0.88 + 0.2 * cellNoise(i, j) + 0.08 * (smoothNoise(u, v) - 0.5)
      put(into, (i + j) & 1 ? other : base, tone)
    },
  }
}

/** Bricks in running bond. */
export function bricks(base: Colour): Surface {
  return {
    paint: (u, v, into) => {
      const row = Math.floor(v / 0.08)
      const along = u / 0.24 + (row & 1) * 0.5
      const brick = Math.floor(along)
      if (v / 0.08 - row < 0.14 || along - brick < 0.05) return put(into, [186, 178, 166], 0.9)
      put(into, base, 0.72 + 0.4 * cellNoise(brick, row) + 0.25 * (fineNoise(u * 0.8, v * 0.8) - 0.5))
    },
  }
}

/** Striped wallpaper or cloth. */
export function stripes(base: Colour, other: Colour, widthM: number): Surface {
  return {
    paint: (u, v, into) => {
      const share = u / widthM - Math.floor(u / widthM)
      put(into, share < 0.42 ? other : base, 0.93 + 0.12 * smoothNoise(u / 2, v / 2))
    },
  }
}

/** Wallpaper with a repeated flower-like ornament. */
export function ornament(base: Colour, other: Colour, sideM: number, petals: number): Surface {
  return {
    paint: (u, v, into) => {
      const row = Math.floor(v / sideM)
      const along = u / sideM + (row & 1) * 0.5
      const x = along - Math.floor(along) - 0.5
      const y = v / sideM - row - 0.5
      const radius = Math.sqrt(x * x + y * y)
      const reach = 0.3 + 0.1 * Math.cos(petals * Math.atan2(y, x))
      const inside = radius < reach && radius > 0.08
      put(into, inside ? other : base, 0.92 + 0.14 * smoothNoise(u / 2, v / 2))
    },
  }
}

/** Checked cloth. */
export function checks(base: Colour, other: Colour, sideM: number): Surface {
  return {
    paint: (u, v, into) => {
      const a = Math.floor((u / sideM) * 2) & 1
      const b = Math.floor((v / sideM) * 2) & 1
      const weave = 0.9 + 0.2 * fineNoise(u * 2, v * 2)
      put(into, a + b === 2 ? other : a + b === 1 ? between(base, other, 0.5) : base, weave)
    },
  }
}

/** Carpet, upholstery, grass seen close: a fine pile. */
export function pile(base: Colour, roughness = 0.35, grainM = 0.9): Surface {
  return {
    paint: (u, v, into) => {
      const fine = fineNoise(u / grainM, v / grainM) - 0.5
      const wide = smoothNoise(u / grainM / 5, v / grainM / 5) - 0.5
      put(into, base, 1 + roughness * fine + roughness * 0.7 * wide)
    },
  }
}

/** A rug of the given size: borders, fringes of colour and a medallion pattern. */
export function rug(base: Colour, border: Colour, accent: Colour, widthM: number, lengthM: number): Surface {
  return {
    paint: (u, v, into) => {
      const edge = Math.min(u, v, widthM - u, lengthM - v)
      const weave = 0.85 + 0.3 * fineNoise(u * 3, v * 3)
      if (edge < 0.07) return put(into, border, weave)
      if (edge < 0.12) return put(into, accent, weave)
      if (edge < 0.26) return put(into, (Math.floor(u * 9) + Math.floor(v * 9)) & 1 ? border : accent, weave)
      const x = Math.abs(u - widthM / 2) / widthM
      const y = Math.abs(v - lengthM / 2) / lengthM
      const band = Math.floor((x + y) * 13) % 3
      put(into, band === 0 ? accent : band === 1 ? border : base, weave)
    },
  }
}

/** A row of book spines on shelves `shelfM` apart. */
export function bookSpines(choices: Prng, shelfM: number): Surface {
  const key = choices.whole(0, 100_000)
  return {
    paint: (u, v, into) => {
      const shelf = Math.floor(v / shelfM)
      const height = v - shelf * shelfM
      if (height < 0.03) return put(into, [94, 66, 44], 1)
      const slot = Math.floor(u / 0.045)
      const book = cellNoise(slot >> (cellNoise(slot >> 1, key) < 0.4 ? 1 : 0), key + shelf)
      const top = shelfM * (0.62 + 0.3 * cellNoise(slot >> 1, key + shelf * 5 + 1))
      if (height > top || book < 0.07) return put(into, [38, 30, 26], 1)
      const edge = u / 0.045 - slot
      const band = Math.abs(height / top - 0.75) < 0.06 ? 1.5 : 1
      put(
        into,
        colour(book * 7.3, 0.15 + 0.3 * cellNoise(slot, key), 0.2 + 0.45 * book),
        band * (edge < 0.12 ? 0.6 : 1),
      )
    },
  }
}

/** A sign, label or poster: lines of text centred on a ground of the given size (metres). */
export function sign(
  lines: readonly string[],
  ground: Colour,
  ink: Colour,
  widthM: number,
  heightM: number,
): Surface {
  const widest = Math.max(...lines.map(textWidthDots)) + 8
  const rows = lines.length * 10 + 6
  const dotM = Math.min(widthM / widest, heightM / rows)
  const left = (widthM / dotM - widest + 8) / 2
  const top = (heightM / dotM - rows + 8) / 2
  return {
    paint: (u, v, into) => {
      const edge = Math.min(u, v, widthM - u, heightM - v)
      if (edge > dotM && edge < 2 * dotM) return put(into, ink, 1)
      const y = (heightM - v) / dotM - top
      const row = Math.floor(y / 10)
      const line = lines[row] ?? ''
      const indent = (widest - 8 - textWidthDots(line)) / 2
      const inked = inkAt(line, u / dotM - left - indent, y - row * 10)
      put(into, inked ? ink : ground, 0.94 + 0.1 * smoothNoise(u, v))
    },
  }
}

/** A framed painting of hills or of shapes, of the given size (metres). */
export function painting(choices: Prng, frame: Colour, widthM: number, heightM: number): Surface {
  const offset = choices.unit()
  const hue = choices.unit()
  const hills = choices.chance(0.5)
  const colours = [0, 1, 2, 3].map((i) => colour((hue + i * 0.17) % 1, 0.5, 0.3 + 0.14 * i))
  return {
    paint: (u, v, into) => {
      const edge = Math.min(u, v, widthM - u, heightM - v)
      if (edge < 0.035) return put(into, frame, 0.8 + edge * 8)
      if (edge < 0.08) return put(into, [232, 228, 218], 1)
      const height = v / heightM
      const layer = hills
        ? [0.3, 0.5, 0.72].filter(
            (base, i) => height > base + 0.3 * (smoothNoise(offset + i * 0.3 + u * 0.25, offset) - 0.5),
          ).length
        : Math.floor(4 * smoothNoise(offset + u * 0.45, offset + v * 0.45)) & 3
      put(into, colours[layer] as Colour, 0.85 + 0.3 * fineNoise(u, v))
    },
  }
}

/** A mix of two colours; share 0 is the first. */
export function between(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}
