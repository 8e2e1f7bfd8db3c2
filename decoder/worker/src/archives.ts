import { rmSync } from 'node:fs'
import { type Answer, checkFileSize, description, type Limits, Refused, textPart } from './answer.ts'
import type { Incoming } from './incoming.ts'
import { kindOf } from './kind.ts'
import type { MemberLimits } from './members.ts'
import { documentText } from './office.ts'
import { listTar } from './tar.ts'
import { listZip } from './zip.ts'

const INPUT = '/tmp/input'

/** Writes every member of an archive to the client. */
export async function listMembers(incoming: Incoming, limits: Limits, bounds: MemberLimits): Promise<Answer> {
  const { mime } = kindOf(incoming.head, incoming.sizeBytes)
  switch (mime) {
    case 'application/zip':
      if (incoming.sizeBytes > limits.archiveSizeBytes) {
        throw new Refused(
          'archive/limits',
          `a zip of at most ${limits.archiveSizeBytes} bytes expected, ${incoming.sizeBytes} came`,
        )
      }
      await spooled(incoming, () => listZip(INPUT, incoming.sizeBytes, bounds))
      return { body: {} }
    case 'application/x-tar':
    case 'application/gzip':
      await listTar(incoming, mime === 'application/gzip', bounds)
      return { body: {} }
    default:
      throw new Refused('archive/unsupported', `a zip, tar or gzipped tar expected, ${mime} came`)
  }
}

/** Reads the text out of an office document; a broken one is described without text. */
export async function describeDocument(incoming: Incoming, kind: string, limits: Limits): Promise<Answer> {
  checkFileSize(incoming.sizeBytes, limits.archiveSizeBytes)
  let text: string | null = null
  await spooled(incoming, async () => {
    text = await documentText(INPUT).catch(() => null)
  })
  return description({ kind, family: 'context' }, { text: text === null ? null : textPart(text) })
}

async function spooled(incoming: Incoming, use: () => Promise<void>): Promise<void> {
  try {
    incoming.spool(INPUT)
    await use()
  } finally {
    rmSync(INPUT, { force: true })
  }
}
