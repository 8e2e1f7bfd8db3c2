/**
 * Measures how far the hash of a really turned picture lies from the form that `pdq` derives for it, which is what
 * decides whether a dihedral query finds it. `node kernels/pdq/bench/turned.ts FILE...` prints, for each variant and
 * each of the seven ways, the middle, the 95th percentile and the greatest distance, and how many are beyond a match.
 */
import sharp from 'sharp'
import { type Pixels, pdq, TRANSFORMS, type Transform, type Variant } from '../src/index.ts'
import { bitsApart } from './bits-apart.ts'
import { turned } from './turned-pixels.ts'

const MATCH_BITS = 31
const QUALITY_MIN = 50
const VARIANTS: readonly Variant[] = ['nn512', 'full']

type Measured = { file: string; size: string; variant: Variant; transform: Transform; bits: number }

async function measure(file: string): Promise<Measured[]> {
  const image = sharp(file, { autoOrient: false }).toColourspace('srgb').removeAlpha()
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const pixels: Pixels = { data, widthPx: info.width, heightPx: info.height, channels: 3 }
  const size = `${info.width} x ${info.height}`
  return VARIANTS.flatMap((variant) => {
    const { dihedral, quality } = pdq(pixels, variant)
    if (quality < QUALITY_MIN) return []
    return TRANSFORMS.slice(1).map((transform, i) => {
      const really = pdq(turned(pixels, transform), variant).bits
      const derived = dihedral.subarray((i + 1) * 32, (i + 2) * 32)
      return { file, size, variant, transform, bits: bitsApart(really, derived) }
    })
  })
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function line(name: string, rows: readonly Measured[]): string {
  const sorted = rows.map(({ bits }) => bits).sort((a, b) => a - b)
  const beyond = sorted.filter((bits) => bits > MATCH_BITS).length
  const figures = [at(sorted, 0.5), at(sorted, 0.95), sorted.at(-1) ?? 0].map((bits) => `${bits}`.padStart(4))
  return `  ${name.padEnd(12)}${figures.join('')}   ${`${beyond}`.padStart(4)} of ${sorted.length}`
}

const files = process.argv.slice(2)
const measured: Measured[] = []
for (const file of files) measured.push(...(await measure(file)))
console.log(
  `${files.length} pictures; bits: middle, 95th percentile, greatest; pairs beyond ${MATCH_BITS} bits`,
)
for (const variant of VARIANTS) {
  const rows = measured.filter((row) => row.variant === variant)
  const pictures = new Set(rows.map(({ file }) => file))
  const missed = new Set(rows.filter(({ bits }) => bits > MATCH_BITS).map(({ file }) => file))
  console.log(
    `${variant}: ${pictures.size} pictures of quality ${QUALITY_MIN} or more, ${missed.size} missed in some way`,
  )
  for (const transform of TRANSFORMS.slice(1))
    console.log(
      line(
        transform,
        rows.filter((row) => row.transform === transform),
      ),
    )
}
const farthest = [...measured].sort((a, b) => b.bits - a.bits).slice(0, 5)
for (const { file, size, variant, transform, bits } of farthest)
  console.log(`${bits} bits: ${file.split('/').slice(-4).join('/')}, ${size}, ${variant}, ${transform}`)
