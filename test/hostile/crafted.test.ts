import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { type Bait, type CraftedFile, craftedFiles } from '@homeward/scenes'
import { edited, withMounts, without } from '../../decoder/client/specimens/breaches.ts'
import { type Bending, BentDecoder } from './bent-decoder.ts'
import { tryFile } from './fate.ts'
import { Listener } from './listener.ts'

const FEWEST_FILES = 60
/** As short for films and archives as for pictures, so that all are held to one bound. */
const SHORT = { imageTimeMs: 5_000, movieTimeMs: 5_000 }
const NO_NETWORK_DENIED = [['--unshare-net'], ['--seccomp', '3']] as const

describe('crafted files', () => {
  let listener: Listener
  let folder: string
  let bait: Bait
  let files: CraftedFile[]
  let secret: string

  before(async () => {
    listener = await Listener.open()
    folder = mkdtempSync(join(tmpdir(), 'crafted-'))
    mkdirSync(join(folder, 'open'))
    // As whoever the sandbox runs, this folder is open to him.
    chmodSync(join(folder, 'open'), 0o777)
    const mark = `escaped-${process.pid}-${Math.floor(performance.now())}`
    secret = `secret of ${mark}`
    bait = { address: listener.address, file: join(folder, 'secret.txt'), mark }
    writeFileSync(bait.file, secret)
    files = await craftedFiles(bait)
  })
  after(() => {
    listener.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Files of this machine that carry the mark, and everything in the canary's folder. */
  function outside(): string[] {
    const places = [
      '/',
      tmpdir(),
      homedir(),
      process.cwd(),
      dirname(process.cwd()),
      dirname(dirname(process.cwd())),
    ]
    const marked = places.flatMap((place) =>
      readdirSync(place)
        .filter((name) => name.includes(bait.mark))
        .map((name) => join(place, name)),
    )
    const canary = readdirSync(folder, { recursive: true }).map((name) => join(folder, name.toString()))
    return [...new Set([...marked, ...canary])].sort()
  }

  /** Opens the files and says everything that is not as it must be. */
  async function run(
    chosen: readonly CraftedFile[],
    bending: Bending = {},
    t?: TestContext,
  ): Promise<string[]> {
    const outsideBefore = outside()
    const receivedBefore = listener.received
    const bent = new BentDecoder({ ...bending, limits: { ...SHORT, ...bending.limits } })
    const found: string[] = []
    let longestMs = 0
    try {
      const worker = bent.decoder.worker('crafted')
      const waiting = [...chosen]
      const work = async (): Promise<void> => {
        for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
          const startedMs = performance.now()
          found.push(...(await tryFile(worker, file, secret)))
          longestMs = Math.max(longestMs, performance.now() - startedMs)
        }
      }
      await Promise.all([work(), work()])
    } finally {
      await bent.close()
    }
    const packets = listener.received - receivedBefore
    if (packets > 0) found.push(`packets left: ${packets}`)
    if (outside().join('\n') !== outsideBefore.join('\n'))
      found.push(`files outside: ${outside().join(', ')}`)
    if (readFileSync(bait.file, 'utf8') !== secret) found.push('files outside: the secret was written to')
    if (chosen.length === 0) found.push('no file was opened')
    t?.diagnostic(
      `${chosen.length} files, ${bent.started} processes, longest ${Math.round(longestMs)} ms with its process's start`,
    )
    return found
  }

  const named = (...names: readonly string[]): CraftedFile[] =>
    names.map((name) => {
      const file = files.find((one) => one.name === name)
      assert.ok(file !== undefined, `${name} is among the files`)
      return file
    })

  it('are each bounded or refused, reach nobody and write nothing outside', {
    timeout: 300_000,
  }, async (t) => {
    assert.ok(files.length >= FEWEST_FILES, `${files.length} files`)
    assert.equal(new Set(files.map(({ name }) => name)).size, files.length, 'each has its own name')
    assert.deepEqual(await run(files, {}, t), [])
  })

  it('reach the listener where a mutant lets them: it does hear', async () => {
    const bends = [
      {
        file: 'kind-text.ts',
        from: "mime: 'application/vnd.apple.mpegurl', family: 'video', opens: false",
        to: "mime: 'video/mpeg', family: 'video', opens: true",
      },
      // ffmpeg looks at the ending of a playlist's name too.
      { file: 'movies.ts', from: "'/tmp/input'", to: "'/tmp/input.m3u8'" },
      { file: 'ffmpeg.ts', from: "'file,pipe'", to: "'file,pipe,http,tcp,crypto,data'" },
      { file: 'ffmpeg.ts', from: "const FORMATS = '", to: "const FORMATS = 'hls," },
    ]
    const playlists = named('playlist.avi')
    const alter = edited(without(...NO_NETWORK_DENIED))
    assert.ok((await run(playlists, { bends, alter })).some((line) => line.startsWith('packets left')))
    // The same worker in the sandbox as it is: what the program lets through, the sandbox does not.
    assert.ok(!(await run(playlists, { bends })).some((line) => line.startsWith('packets left')))
  })

  it('are found outside where a mutant writes there', async () => {
    const place = join(folder, 'open')
    const bends = [
      {
        file: 'kind.ts',
        from: 'export function kindOf(head: Buffer, sizeBytes: number): Kind {',
        to: "import { writeFileSync } from 'node:fs'\nexport function kindOf(head: Buffer, sizeBytes: number): Kind {\n  try { writeFileSync('/open/written', head) } catch {}",
      },
    ]
    const alter = edited(withMounts('--bind', place, '/open'))
    assert.deepEqual(await run(named('page.jpg'), { bends }), [])
    assert.ok(
      (await run(named('page.jpg'), { bends, alter })).some((line) => line.startsWith('files outside')),
    )
  })

  const mutants: readonly (readonly [string, readonly string[], Bending])[] = [
    [
      'limits of sides and pixels that are lifted',
      ['very-wide.png', 'very-large.png', 'canvas.gif', 'canvas.avif', 'header-3.bmp'],
      { limits: { sidePx: 2 ** 31, pixels: 2 ** 40 } },
    ],
    [
      'member names that nobody checks',
      ['slip.zip', 'slip.tar', 'renamed.tar'],
      {
        bends: [
          {
            file: 'members.ts',
            from: 'const fault = nameFault(path)',
            to: 'const fault = null as string | null',
          },
        ],
      },
    ],
    [
      'links that count as files',
      ['links.zip', 'links.tar'],
      { bends: [{ file: 'zip.ts', from: 'type !== 0 && type !== REGULAR', to: 'false' }] },
    ],
    [
      'ratios that nobody checks',
      ['small-bomb.zip'],
      { bends: [{ file: 'zip.ts', from: 'uncompressedSize > compressedSize * limits.ratio', to: 'false' }] },
    ],
    [
      'drawings and playlists that are opened',
      ['entities.svg', 'playlist.avi', 'dash.mp4'],
      { bends: [{ file: 'kind-text.ts', from: 'opens: false', to: 'opens: true' }] },
    ],
  ]
  for (const [name, names, bending] of mutants) {
    it(`are noticed by this test with ${name}`, async () => {
      // Without the mutant these files pass, as the first test has shown.
      assert.notDeepEqual(await run(named(...names), bending), [])
    })
  }

  it('that are none make this test fail', async () => {
    assert.deepEqual(await run([]), ['no file was opened'])
  })
})
