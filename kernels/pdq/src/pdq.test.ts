import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { type Pixels, pdq, toHex, type Variant } from './index.ts'

type Expected = { hash: string; quality: number }
type Vector = { file: string } & Record<Variant, Expected>

const folder = new URL('../vectors/', import.meta.url)
const { vectors } = JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8')) as {
  vectors: Vector[]
}

async function decoded(file: string): Promise<Pixels> {
  const { data, info } = await sharp(readFileSync(new URL(file, folder)))
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  assert.equal(info.channels, 3)
  return { data: new Uint8Array(data), widthPx: info.width, heightPx: info.height, channels: 3 }
}

describe('the reference implementation agrees in every bit and in quality', () => {
  assert.ok(vectors.length >= 30, `expected the reference vectors, found ${vectors.length}`)
  for (const vector of vectors) {
    it(vector.file, async () => {
      const pixels = await decoded(vector.file)
      for (const variant of ['nn512', 'full'] as const) {
        const { bits, quality } = pdq(pixels, variant)
        assert.deepEqual({ hash: toHex(bits), quality }, vector[variant], variant)
      }
    })
  }
})
