import { realpathSync } from 'node:fs'
import { DecoderError } from './errors.ts'
import { ask } from './job.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { Pool } from './pool.ts'
import { profileOf } from './profiles.ts'
import { refusalIn } from './reply.ts'
import { launch } from './sandbox.ts'
import { identityFor, runProbes } from './self-test.ts'
import { SourceReader } from './source.ts'
import type { Digests, KnownGood } from './types.ts'

const MOST_DIGESTS = 10_000
/** A set without an index on the digest asked for is read from end to end. */
const LOOKUP_TIME_MS = 600_000
const SCOPE = 'known-good'

/**
 * Opens a known-good set: an SQLite file of the form NSRL RDSv3, with a table or view `FILE` that has the columns
 * `sha256`, `sha1` and `md5`. It is read by a sandboxed process that sees this file and nothing else of the host.
 * Throws `decoder/sandbox` when the sandbox does not hold, and `decoder/known-good` when the file is no such set.
 */
export async function openKnownGood(file: string): Promise<KnownGood> {
  const profile = profileOf('tables', DEFAULT_LIMITS, [[realpathSync(file), '/data/set']])
  const identity = identityFor([profile])
  const breach = (await runProbes(profile, identity)).find((probe) => !probe.denied)
  if (breach !== undefined) {
    throw new DecoderError(
      'decoder/sandbox',
      `a sandbox that denies everything expected, it let through: ${breach.name}`,
    )
  }
  const pool = new Pool(1, () => ({ profile, launch: launch(profile, identity) }))
  const set: KnownGood = {
    async lookup(digests) {
      const answers: boolean[] = []
      for (let at = 0; at < digests.length; at += MOST_DIGESTS) {
        answers.push(...(await lookUp(pool, digests.slice(at, at + MOST_DIGESTS))))
      }
      return answers
    },
    close: () => pool.close(),
  }
  try {
    await set.lookup([{ sha256Hex: '0'.repeat(64), sha1Hex: '0'.repeat(40), md5Hex: '0'.repeat(32) }])
  } catch (error) {
    await set.close()
    throw error
  }
  return set
}

async function lookUp(pool: Pool, digests: readonly Digests[]): Promise<boolean[]> {
  const rows = digests.map(({ sha256Hex, sha1Hex, md5Hex }) => ({
    sha256: hexOf(sha256Hex, 64),
    sha1: hexOf(sha1Hex, 40),
    md5: hexOf(md5Hex, 32),
  }))
  const request = Buffer.from(JSON.stringify(rows))
  return pool.use(SCOPE, 'tables', async (process) => {
    const reader = await SourceReader.open(request, request.length)
    const reply = await ask(process, { op: 'lookup', limits: DEFAULT_LIMITS }, reader, LOOKUP_TIME_MS)
    const refusal = 'because' in reply ? reply : refusalIn(reply.body)
    if (refusal !== null) throw new DecoderError('decoder/known-good', refusal.because)
    const found = 'because' in reply ? undefined : reply.parts.get('found')
    if (found?.length !== digests.length) {
      throw new DecoderError(
        'decoder/known-good',
        `${digests.length} answers expected, ${found?.length ?? 0} came`,
      )
    }
    return Array.from(found, (byte) => byte === 1)
  })
}

function hexOf(hex: string | undefined, digits: number): string | null {
  if (hex === undefined) return null
  if (hex.length !== digits || !/^[0-9a-f]+$/i.test(hex)) {
    throw new DecoderError(
      'decoder/known-good',
      `a digest of ${digits} hexadecimal digits expected, another came`,
    )
  }
  return hex
}
