import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import {
  type Crypto,
  EnvelopeError,
  type EnvelopeErrorCode,
  Opener,
  open,
  openedSizeBytes,
  openRange,
  planRange,
  Sealer,
  seal,
  sealedSizeBytes,
} from './index.ts'

const crypto: Crypto = {
  hmacSha512: (key, data) => createHmac('sha512', key).update(data).digest(),
  sealAesGcm: (key, nonce, plain) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  },
  openAesGcm: (key, nonce, sealed) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    decipher.setAuthTag(sealed.subarray(sealed.length - 16))
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - 16)), decipher.final()])
  },
}

const key = Uint8Array.from({ length: 32 }, (_, i) => i + 1)
const salt = Uint8Array.from({ length: 24 }, (_, i) => 100 + i)
const context = new TextEncoder().encode('example/blob/v1|node|media|7')

function drawn(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, i) => Math.imul(i, 2654435761) >>> 24)
}

function refused(act: () => unknown, ...codes: EnvelopeErrorCode[]): void {
  assert.throws(act, (error) => error instanceof EnvelopeError && codes.includes(error.code))
}

const sizes = [0, 1, 15, 16, 16383, 16384, 16385, 32767, 32768, 32769, 40000]

describe('reference vectors', () => {
  const file = JSON.parse(readFileSync(new URL('../vectors/cobblestone-256.json', import.meta.url), 'utf8'))
  for (const { comment, ct, msgLength, msgSha512 } of file.vectors) {
    it(comment, () => {
      const vectorKey = Buffer.from(file.key, 'hex')
      const vectorContext = Buffer.from(file.context, 'hex')
      const sealed = inflateSync(Buffer.from(ct, 'hex'))
      const plain = open(crypto, vectorKey, vectorContext, sealed)
      assert.equal(plain.length, msgLength)
      assert.equal(createHash('sha512').update(plain).digest('hex'), msgSha512)
      const again = seal(crypto, vectorKey, vectorContext, plain, sealed.subarray(0, 24))
      assert.deepEqual(Buffer.from(again), sealed)
    })
  }
})

describe('own vectors with a context', () => {
  const file = JSON.parse(readFileSync(new URL('../vectors/sealed.json', import.meta.url), 'utf8'))
  for (const { sizeBytes, sealedSha256, sealed } of file.vectors) {
    it(`${sizeBytes} bytes`, () => {
      const made = seal(crypto, key, context, drawn(sizeBytes), salt)
      assert.equal(createHash('sha256').update(made).digest('hex'), sealedSha256)
      if (sealed !== undefined) assert.equal(Buffer.from(made).toString('hex'), sealed)
      assert.deepEqual(new Uint8Array(open(crypto, key, context, made)), drawn(sizeBytes))
    })
  }
})

describe('sizes', () => {
  it('sealed and opened size are each other', () => {
    for (const size of sizes) {
      const sealed = seal(crypto, key, context, drawn(size), salt)
      assert.equal(sealed.length, sealedSizeBytes(size))
      assert.equal(openedSizeBytes(sealed.length), size)
    }
    for (const size of [-1, 0.5, Number.NaN, 2 ** 38 * 16384])
      refused(() => sealedSizeBytes(size), 'envelope/size')
    for (const size of [0, 71, 56 + 16400, 56 + 16400 + 15, Number.NaN]) {
      refused(() => openedSizeBytes(size), 'envelope/truncated')
    }
  })
})

describe('streams', () => {
  it('cut anywhere they give the same bytes as the whole', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sizes),
        fc.array(fc.integer({ min: 0, max: 20000 }), { maxLength: 12 }),
        (size, cuts) => {
          const plain = drawn(size)
          const sealer = new Sealer(crypto, key, context, salt)
          const sealed = Buffer.concat([sealer.header(), ...pieces(plain, cuts, sealer), sealer.final()])
          assert.deepEqual(new Uint8Array(sealed), seal(crypto, key, context, plain, salt))
          const opener = new Opener(crypto, key, context)
          const opened = Buffer.concat([...pieces(sealed, cuts, opener), opener.final()])
          assert.deepEqual(new Uint8Array(opened), plain)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('byte by byte', () => {
    const sealed = seal(crypto, key, context, drawn(16400), salt)
    const opener = new Opener(crypto, key, context)
    const parts = [...sealed].map((byte) => opener.update(Uint8Array.of(byte)))
    assert.deepEqual(new Uint8Array(Buffer.concat([...parts, opener.final()])), drawn(16400))
  })

  it('a stream that has ended or failed goes on refusing', () => {
    const sealer = new Sealer(crypto, key, context, salt)
    const last = sealer.final()
    refused(() => sealer.update(drawn(1)), 'envelope/finished')
    refused(() => sealer.final(), 'envelope/finished')
    const opener = new Opener(crypto, key, context)
    opener.update(sealer.header())
    opener.update(last)
    opener.final()
    refused(() => opener.final(), 'envelope/finished')
    const failed = new Opener(crypto, key, drawn(3))
    refused(() => failed.update(sealer.header()), 'envelope/commitment')
    refused(() => failed.update(last), 'envelope/commitment')
    refused(() => failed.final(), 'envelope/commitment')
  })

  it('does not keep or change what it is given', () => {
    const plain = drawn(20000)
    const sealer = new Sealer(crypto, key, context, salt)
    const piece = plain.slice(0, 1000)
    const first = sealer.update(piece)
    piece.fill(0)
    const sealed = Buffer.concat([
      sealer.header(),
      first,
      sealer.update(plain.subarray(1000)),
      sealer.final(),
    ])
    assert.deepEqual(new Uint8Array(open(crypto, key, context, sealed)), plain)
  })
})

function* pieces(
  bytes: Uint8Array,
  cuts: readonly number[],
  stream: { update(bytes: Uint8Array): Uint8Array },
): Generator<Uint8Array> {
  let at = 0
  for (const cut of cuts) {
    yield stream.update(bytes.subarray(at, at + cut))
    at += cut
  }
  yield stream.update(bytes.subarray(at))
}

describe('an object of 40 KB', () => {
  const plain = drawn(40000)
  const sealed = seal(crypto, key, context, plain, salt)

  it('every altered byte is refused', () => {
    const altered = sealed.slice()
    for (let i = 0; i < altered.length; i++) {
      altered[i] = (altered[i] as number) ^ (1 << (i % 8))
      refused(() => open(crypto, key, context, altered), 'envelope/commitment', 'envelope/altered')
      altered[i] = sealed[i] as number
    }
  })

  it('every truncation is refused', () => {
    for (let length = 0; length < sealed.length; length++) {
      refused(
        () => open(crypto, key, context, sealed.subarray(0, length)),
        'envelope/truncated',
        'envelope/altered',
      )
    }
  })

  it('added bytes are refused', () => {
    for (const added of [1, 15, 16, 17, 16400]) {
      const longer = Buffer.concat([sealed, new Uint8Array(added)])
      refused(() => open(crypto, key, context, longer), 'envelope/altered', 'envelope/truncated')
    }
  })

  it('chunks exchanged, repeated or left out are refused', () => {
    const header = sealed.subarray(0, 56)
    const first = sealed.subarray(56, 56 + 16400)
    const second = sealed.subarray(56 + 16400, 56 + 2 * 16400)
    const last = sealed.subarray(56 + 2 * 16400)
    const orders = [
      [second, first, last],
      [first, first, last],
      [first, last],
      [second, last],
      [last],
      [first, second],
    ]
    for (const order of orders) {
      const moved = Buffer.concat([header, ...order])
      refused(() => open(crypto, key, context, moved), 'envelope/altered', 'envelope/truncated')
    }
  })

  it('another key, context, salt or object is refused', () => {
    for (let i = 0; i < 32; i++) {
      const other = key.slice()
      other[i] = (other[i] as number) ^ 1
      refused(() => open(crypto, other, context, sealed), 'envelope/commitment')
    }
    for (const other of [new Uint8Array(0), context.subarray(1), Buffer.concat([context, Buffer.of(0)])]) {
      refused(() => open(crypto, key, other, sealed), 'envelope/commitment')
    }
    const elsewhere = seal(crypto, key, drawn(9), plain, salt)
    const mixed = Buffer.concat([sealed.subarray(0, 56), elsewhere.subarray(56)])
    refused(() => open(crypto, key, context, mixed), 'envelope/altered')
  })

  it('keys and salts of another length are refused', () => {
    refused(() => seal(crypto, key.subarray(1), context, plain, salt), 'envelope/key')
    refused(() => seal(crypto, key, context, plain, salt.subarray(1)), 'envelope/salt')
    refused(() => open(crypto, key.subarray(1), context, sealed), 'envelope/key')
  })

  const reader = (bytes: Uint8Array) => (offset: number, length: number) =>
    bytes.subarray(offset, offset + length)
  const range = (bytes: Uint8Array, start: number, end: number) =>
    openRange(crypto, key, context, bytes.length, start, end, reader(bytes))

  it('ranges equal slices', () => {
    const edge = fc.constantFrom(0, 1, 16383, 16384, 16385, 32767, 32768, 32769, 39999, 40000)
    const place = fc.oneof(edge, fc.integer({ min: 0, max: 40000 }))
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a]
        assert.deepEqual(new Uint8Array(range(sealed, start, end)), plain.slice(start, end))
      }),
      { numRuns: 400 },
    )
    for (const size of sizes) {
      const object = seal(crypto, key, context, drawn(size), salt)
      assert.deepEqual(new Uint8Array(range(object, 0, size)), drawn(size))
      assert.deepEqual(range(object, size, size), new Uint8Array(0))
    }
  })

  it('a range reads only its chunks, the header and the last chunk', () => {
    assert.deepEqual(planRange(sealed.length, 100, 200), {
      startBytes: 100,
      endBytes: 200,
      header: { offsetBytes: 0, lengthBytes: 56 },
      chunks: { offsetBytes: 56, lengthBytes: 16400 },
      last: { offsetBytes: 56 + 2 * 16400, lengthBytes: sealed.length - 56 - 2 * 16400 },
    })
    assert.equal(planRange(sealed.length, 33000, 34000).last.lengthBytes, 0)
  })

  it('a range of an altered chunk, an altered end or a truncated object is refused', () => {
    for (const i of [0, 24, 55, 56, 5000, 56 + 16399, 56 + 2 * 16400, sealed.length - 1]) {
      const altered = sealed.slice()
      altered[i] = (altered[i] as number) ^ 1
      refused(() => range(altered, 10, 20), 'envelope/commitment', 'envelope/altered')
    }
    for (let length = 56 + 2 * 16400; length < sealed.length; length += 7) {
      refused(() => range(sealed.subarray(0, length), 10, 20), 'envelope/truncated', 'envelope/altered')
    }
    refused(() => range(sealed.subarray(0, 56 + 16400 + 1000), 10, 20), 'envelope/altered')
    const short = (offset: number, length: number) => sealed.subarray(offset, offset + length - 1)
    refused(() => openRange(crypto, key, context, sealed.length, 10, 20, short), 'envelope/truncated')
  })

  it('a range outside the plaintext is refused', () => {
    for (const [start, end] of [
      [-1, 3],
      [5, 4],
      [0, 40001],
      [40001, 40001],
      [0.5, 3],
      [0, Number.NaN],
    ] as const) {
      refused(() => range(sealed, start, end), 'envelope/range')
    }
  })
})
