import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeNoteKey, noteKey, witnessKey } from '@homeward/tlog'
import { sha256 } from './integrator.ts'
import { parseWitnessing, WitnessingError } from './witness-config.ts'

const bytes = new Uint8Array(32).fill(5)
const log = encodeNoteKey(noteKey(sha256, 'homeward/node-a', bytes))
const witness = encodeNoteKey(witnessKey(sha256, 'homeward/node-b/witness', bytes))
const read = (said: unknown): ReturnType<typeof parseWitnessing> =>
  parseWitnessing(sha256, JSON.stringify(said))

describe('witnessing.json', () => {
  it('names partners’ ledgers, witnesses and the interval', () => {
    const url = 'https://b.example/witness/'
    const { intervalMs, logs, witnesses } = read({
      intervalSeconds: 5,
      logs: [`${log}\n`],
      witnesses: [{ key: witness, url }],
    })
    assert.equal(intervalMs, 5000)
    assert.deepEqual(logs.map(encodeNoteKey), [log])
    assert.deepEqual(
      witnesses.map(({ key, url }) => [encodeNoteKey(key), url]),
      [[witness, 'https://b.example/witness']],
    )
    assert.equal(read({}).intervalMs, 60_000)
    assert.equal(read({ witnesses: [{ key: witness, url: 'http://[::1]:80/w' }] }).witnesses.length, 1)
  })

  it('with anything else is refused, saying where', () => {
    const wrong: [unknown, RegExp][] = [
      [[], /the file/],
      [{ intervalSeconds: 0 }, /intervalSeconds/],
      [{ intervalSeconds: '5' }, /intervalSeconds/],
      [{ logs: log }, /logs: expected a list/],
      [{ logs: [witness] }, /is a cosignature key/],
      [{ logs: [`${log}A`] }, /logs/],
      [{ logs: [log, log] }, /each log and witness once/],
      [{ witnesses: [{ key: log, url: 'https://b.example' }] }, /is a signature key/],
      [{ witnesses: [{ key: witness, url: 'http://b.example' }] }, /url: expected https/],
      [{ witnesses: [{ key: witness, url: 'https://b.example/?x=1' }] }, /url/],
      [{ witnesses: [{ key: witness }] }, /url/],
    ]
    for (const [said, message] of wrong) {
      assert.throws(
        () => read(said),
        (error) => error instanceof WitnessingError && message.test(error.message),
        JSON.stringify(said),
      )
    }
    assert.throws(() => parseWitnessing(sha256, '{'), { code: 'witness/config' })
  })
})
