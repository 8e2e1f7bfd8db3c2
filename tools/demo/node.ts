import { Client } from '../../cli/src/client.ts'
import { type DataDirectory, openDataDirectory } from '../../cli/src/data-directory.ts'
import { CommandError } from '../../cli/src/failure.ts'
import { NodeLink } from '../../cli/src/node-link.ts'
import type { Platform } from '../../cli/src/platform.ts'
import { Sessions } from '../../cli/src/sessions.ts'
import type { Terminal } from '../../cli/src/terminal.ts'

export const EDITION = 'VIDTF-DEMO'

/** The demonstration's node, spoken to as whichever person the step needs. */
export class DemoNode {
  readonly #link: NodeLink
  readonly #directory: DataDirectory
  readonly #sessions: Sessions
  readonly #platform: Platform

  constructor(data: string, terminal: Terminal, platform: Platform) {
    this.#link = new NodeLink(data, terminal, platform)
    this.#directory = openDataDirectory(data)
    this.#sessions = new Sessions(data)
    this.#platform = platform
  }

  as(person: string): Client {
    return new Client(this.#link, this.#directory, this.#sessions, this.#platform, person)
  }
}

/** Does what may have been done by an earlier run: an answer that it exists already is no error. */
export async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof CommandError) || !error.code.endsWith('/exists')) throw error
  }
}
