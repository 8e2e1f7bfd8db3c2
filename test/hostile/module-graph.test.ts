import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const ROOT = join(import.meta.dirname, '../..')
/** What opens media, by the place of its files: the packages and the room that runs in the sandbox. */
const OPENS_MEDIA =
  /\/node_modules\/(sharp|@img|libheif-js|exifr|yauzl|tar-stream)\/|\/decoder\/worker\/|\.node$/
const ENTRIES = ['server/src/node.ts', 'server/src/ledger/verify.ts', 'decoder/client/src/index.ts']

/** Every module that a process loads with this one, and every native library that it then holds. */
function loadedWith(entry: string): string[] {
  const program = `import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
await import(process.argv[1])
loaded.push(...process.report.getReport().sharedObjects.filter((path) => path.includes('node_modules')))
process.stdout.write(JSON.stringify(loaded), () => process.exit(0))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program, entry], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  })
  return JSON.parse(output) as string[]
}

describe('the process that holds keys and database', () => {
  for (const entry of ENTRIES) {
    it(`loads nothing that opens media: ${entry}`, () => {
      const loaded = loadedWith(join(ROOT, entry))
      assert.ok(loaded.length >= 10, `${loaded.length} modules`)
      assert.deepEqual(
        loaded.filter((url) => OPENS_MEDIA.test(url)),
        [],
      )
    })
  }

  it('would be seen to load it: scenes, which may, is', () => {
    const loaded = loadedWith(join(ROOT, 'scenes/src/index.ts'))
    assert.ok(loaded.some((url) => url.includes('/node_modules/sharp/')))
    assert.ok(
      loaded.some((url) => /\.node$/.test(url)),
      'the native library too',
    )
  })
})
