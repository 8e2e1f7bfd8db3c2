import { type DecodeWorker, type Description, isRefusal, MemberError, type Refusal } from '@homeward/decoder'
import type { CraftedFile, Fate } from '@homeward/scenes'

/** What became of one file: described, refused with a code, or thrown, which nothing may be. */
export function fateOf(answer: Description | Refusal): Fate {
  if (isRefusal(answer)) return { outcome: 'quarantined', code: answer.code }
  if (answer.family === 'archive') return { outcome: 'archives', code: null }
  return { outcome: answer.family === 'context' ? 'context' : 'media', code: null }
}

export function told({ outcome, code }: Fate): string {
  return code === null ? outcome : `${outcome} (${code})`
}

/** Opens a file in every way that a node does and says what is not as it must be. */
export async function tryFile(worker: DecodeWorker, file: CraftedFile, secret: string): Promise<string[]> {
  const { name, data, fates, members = {} } = file
  const found: string[] = []
  const answer = await worker.describe(data, data.length)
  let fate = fateOf(answer)
  if (!isRefusal(answer)) {
    if (answer.text?.includes(secret) === true) found.push(`${name}: the secret of the machine came out`)
    await worker.render(data, data.length, { maxSidePx: 64, clarity: 'clear' })
  }
  if (fate.outcome === 'archives') {
    const listed = await fatesOfMembers(worker, data)
    // What cannot be listed at all is no archive to an intake either.
    if (listed.whole !== null && listed.members.size === 0)
      fate = { outcome: 'quarantined', code: listed.whole.code }
    for (const [member, expected] of Object.entries(members)) {
      const came = listed.members.get(member)
      if (came === undefined || told(came) !== told(expected))
        found.push(
          `${name}!/${member.slice(0, 60)}: ${told(expected)} expected, ${came === undefined ? 'nothing' : told(came)} came`,
        )
    }
  }
  if (!fates.some((allowed) => told(allowed) === told(fate)))
    found.push(`${name} (${file.why}): ${fates.map(told).join(' or ')} expected, ${told(fate)} came`)
  return found
}

async function fatesOfMembers(
  worker: DecodeWorker,
  archive: Uint8Array,
): Promise<{ members: Map<string, Fate>; whole: Refusal | null }> {
  const members = new Map<string, Fate>()
  for await (const member of worker.members(archive, archive.length)) {
    if (member.pathBytes === null) return { members, whole: member as Refusal }
    const name = Buffer.from(member.pathBytes).toString()
    if (isRefusal(member)) members.set(name, { outcome: 'quarantined', code: member.code })
    else members.set(name, await drained(member.bytes))
  }
  return { members, whole: null }
}

async function drained(bytes: AsyncIterable<Uint8Array>): Promise<Fate> {
  try {
    for await (const _ of bytes);
    return { outcome: 'context', code: null }
  } catch (error) {
    if (error instanceof MemberError) return { outcome: 'quarantined', code: error.code }
    throw error
  }
}
