import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { isRefusal } from '@homeward/decoder'
import { seeded } from '../src/drawing.ts'
import { type Bending, BentDecoder } from './bent-decoder.ts'
import { broken, campaign, mutations, type Plan, type Tally } from './campaign.ts'
import { mutate } from './mutate.ts'
import { goodPicture, imageSeeds, metadataSeeds, movieSeeds, rareSeeds, type Seed } from './seeds.ts'

/** Every number of this test comes from this one; HOMEWARD_SEED repeats another run. */
const START = Number(process.env['HOMEWARD_SEED'] ?? 20_260_102)
/** A share of the files, for a look between two changes. */
const SHARE = Number(process.env['HOMEWARD_SHARE'] ?? 1)
const IMAGES = Math.ceil(14_900 * SHARE)
const RARE_IMAGES = Math.max(20, 100 * SHARE)
const VIDEOS = Math.max(20, 200 * SHARE)
const METADATA = Math.max(20, 200 * SHARE)
const TIMEOUT_MS = 560_000
/** Every file within five seconds, films too. */
const LIMITS = { imageTimeMs: 5_000, movieTimeMs: 5_000 }

describe('malformed media', () => {
  let images: Seed[]
  let bent: BentDecoder
  let good: Buffer
  let goodHash: string

  before(async () => {
    images = imageSeeds()
    bent = new BentDecoder({ limits: LIMITS })
    good = goodPicture()
    goodHash = await hashOfGood()
  })
  after(() => bent.close())

  async function hashOfGood(): Promise<string> {
    const found = await bent.decoder.worker('good').describe(good, good.length)
    assert.ok(!isRefusal(found), JSON.stringify(found))
    assert.deepEqual([found.kind, found.widthPx, found.heightPx], ['image/jpeg', 320, 200])
    assert.deepEqual([found.exif?.make, found.exif?.takenAtMs], ['SynthCam', Date.UTC(2026, 0, 2, 3, 4, 5)])
    assert.ok((found.pdq?.full.quality ?? 0) >= 50)
    return Buffer.from(found.pdq?.full.bits ?? []).toString('hex')
  }

  async function holds(t: TestContext, files: number, damage: Plan['damage']): Promise<void> {
    const tally = await campaign(bent, { files, damage })
    t.diagnostic(summary(tally))
    assert.deepEqual(broken(tally, files), [], `seed ${START}`)
    assert.equal(tally.decoded + tally.refused, files, 'each is opened or refused')
    assert.equal(await hashOfGood(), goodHash, 'a good picture still opens to the same values')
  }

  it('is opened or refused: pictures', { timeout: TIMEOUT_MS }, (t) =>
    holds(t, IMAGES, mutations(images, START)),
  )

  it('is opened or refused: pictures of slow kinds', { timeout: TIMEOUT_MS }, (t) =>
    holds(t, RARE_IMAGES, mutations(rareSeeds(), START + 1)),
  )

  it('is opened or refused: films', { timeout: TIMEOUT_MS }, (t) =>
    holds(t, VIDEOS, mutations(movieSeeds(), START + 2)),
  )

  it('is opened or refused: metadata, and the picture around it is not lost', {
    timeout: TIMEOUT_MS,
  }, async (t) => {
    const seeds = metadataSeeds()
    const tally = await campaign(bent, {
      files: METADATA,
      damage: (n) => {
        const seed = seeds[n % seeds.length] as (typeof seeds)[number]
        const { data } = mutate(seed.block, seed.block, seeded((START + 3) * 1_000_003 + n))
        return { data: seed.wrap(data), changed: !data.equals(seed.block) }
      },
    })
    t.diagnostic(summary(tally))
    // Damage that keeps to the metadata refuses no picture, so nothing need be refused here.
    assert.deepEqual(broken({ ...tally, refused: tally.files }, METADATA), [], `seed ${START}`)
    assert.equal(tally.decoded, METADATA, 'the picture opens whatever its metadata are')
    assert.equal(await hashOfGood(), goodHash)
  })

  /** What a campaign of a mutant comes to. */
  async function mutant(bending: Bending, change: Partial<Plan>, files = 60): Promise<string[]> {
    const other = new BentDecoder({ ...bending, limits: { ...LIMITS, ...bending.limits } })
    try {
      return broken(await campaign(other, { files, damage: mutations(images, START), ...change }), files)
    } finally {
      await other.close()
    }
  }

  it('is noticed to be none where nothing is damaged, or nothing opened', async () => {
    const whole = mutations(images, START, (seed) => ({ data: Buffer.from(seed), ways: [] }))
    assert.match((await mutant({}, { damage: whole })).join(), /were not damaged/)
    assert.match((await mutant({}, { files: 0 })).join(), /60 files expected, 0 were opened/)
  })

  it('is noticed where it ends a process that should have refused', { timeout: TIMEOUT_MS }, async () => {
    const bends = [
      { file: 'index.ts', from: 'if (error instanceof Refused)', to: 'if (error instanceof RangeError)' },
    ]
    assert.match((await mutant({ bends }, {}, 20)).join(), /processes lost/)
  })

  it('is noticed where it hangs a process', { timeout: TIMEOUT_MS }, async () => {
    const bends = [
      {
        file: 'pictures.ts',
        from: 'function refuse(error: unknown): never {',
        to: 'function refuse(error: unknown): never {\n  for (;;);',
      },
    ]
    assert.match((await mutant({ bends, limits: { imageTimeMs: 700 } }, {}, 12)).join(), /processes lost/)
  })

  it('is noticed where this process stands still over a file', async () => {
    const beside = (n: number): void => {
      const untilMs = process.threadCpuUsage().user / 1000 + 300
      if (n === 30) while (process.threadCpuUsage().user / 1000 < untilMs);
    }
    assert.match((await mutant({}, { beside })).join(), /stood still/)
  })
})

function summary(tally: Tally): string {
  const { files, decoded, codes, lost, started, longestMs, stallMs, stallWallMs } = tally
  return `seed ${START} (HOMEWARD_SEED): ${files} files, ${decoded} opened, refused ${JSON.stringify(codes)}, ${lost} of ${started} processes lost, longest ${Math.round(longestMs)} ms, longest stall ${Math.round(stallMs)} ms of work (${Math.round(stallWallMs)} ms by the clock)`
}
