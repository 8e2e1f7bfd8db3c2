import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { drawEdition } from '@homeward/scenes'
import type { IntakeStatus } from '../../cli/src/answers.ts'
import type { Client } from '../../cli/src/client.ts'
import { CommandError } from '../../cli/src/failure.ts'
import type { Terminal } from '../../cli/src/terminal.ts'
import { type DemoNode, EDITION, unlessThere } from './node.ts'
import { REGISTRY_UNIT } from './set-up.ts'

const POLL_MS = 300
const AT_ONCE = 2

interface Exhibit {
  readonly unit: string
  readonly case: string
  readonly exhibit: string
  readonly folder: string
}

/** Draws the demonstration and takes in what its units bring, after the registry and the lists. */
export async function takeInDemonstration(node: DemoNode, folder: string, terminal: Terminal): Promise<void> {
  const truth = await drawEdition({
    directory: folder,
    onProgress: ({ done, total }) => terminal.progress(`drawing scenes: ${done} of ${total} pictures`),
  })
  const list = (file: string, kind: string, name: string): Promise<void> =>
    unlessThere(
      node
        .as(`${REGISTRY_UNIT}-specialist`)
        .post('/api/references', { path: path.join(folder, file), kind, name }),
    )
  await list('registry.csv', 'registry', 'Registry of series')
  await list('known-good.txt', 'known-good', 'Known-good files')
  await list('negative.txt', 'negative', 'Pictures that never alert')
  await takeInAll(
    node,
    truth.exhibits.map(({ unit, case: number, exhibit }) => ({
      unit,
      case: number,
      exhibit,
      folder: path.join(folder, unit, number, exhibit),
    })),
    terminal,
  )
}

/** Takes in a folder of the person who tries the product, as an exhibit of one unit. */
export async function takeInFolder(node: DemoNode, folder: string, terminal: Terminal): Promise<void> {
  const name = path.basename(folder) === '' ? 'media' : path.basename(folder)
  await takeInAll(node, [{ unit: 'NL', case: 'DEMO-1', exhibit: name.slice(0, 200), folder }], terminal)
}

async function takeInAll(node: DemoNode, exhibits: readonly Exhibit[], terminal: Terminal): Promise<void> {
  const waiting = [...exhibits]
  const running = new Map<Exhibit, IntakeStatus>()
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const exhibit = next
      await takeIn(node.as(`${exhibit.unit}-specialist`), exhibit, (status) => {
        running.set(exhibit, status)
        terminal.progress([...running.values()].map(progressOf).join('; '))
      })
      running.delete(exhibit)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  terminal.clearProgress()
}

async function takeIn(
  client: Client,
  exhibit: Exhibit,
  onStatus: (status: IntakeStatus) => void,
): Promise<void> {
  const { intake } = await client.post<{ intake: string }>('/api/intakes', {
    unit: exhibit.unit,
    edition: EDITION,
    case: exhibit.case,
    exhibit: exhibit.exhibit,
    purpose: 'Demonstration of the way from a seized folder to a series',
    paths: [exhibit.folder],
  })
  for (;;) {
    const status = await client.get<IntakeStatus>(`/api/intakes/${intake}`)
    if (status.state === 'finished') return
    if (status.state !== 'running') {
      throw new CommandError('demo/intake', `The intake of ${exhibit.exhibit} ended as ${status.state}.`, 1)
    }
    onStatus(status)
    await pause(POLL_MS)
  }
}

function progressOf({ unit, exhibit, progress }: IntakeStatus): string {
  const of = progress.filesPlanned === null ? '' : ` of ${progress.filesPlanned}`
  return `${unit} ${exhibit}: ${progress.filesDone}${of} files`
}
