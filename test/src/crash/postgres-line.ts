import { mkdir } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Crash } from './crash.ts'

const SOCKET = '.s.PGSQL.5432'
const CHANGES = /(?:insert into|update|delete from) "(\w+)"/g

/**
 * The line between a node and its PostgreSQL, which can be cut for good at a chosen commit: before PostgreSQL was told of
 * it, or after PostgreSQL has done it and before the node learns so. It reads the protocol as it passes (simple and
 * extended queries, version 3 without TLS) and changes nothing of it.
 *
 * Commits of what runs by the clock beside an intake (the ledger's tree, the time spent) are no points: how many there
 * are differs from run to run.
 */
export class PostgresLine {
  readonly #server: Server
  readonly #folder: string

  private constructor(server: Server, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  /** Listens in a folder of its own and passes everything on to the socket in `behind`. */
  static async open(behind: string, folder: string, crash: Crash): Promise<PostgresLine> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const server = createServer((node) => {
      if (crash.dead) node.destroy()
      else joinSockets(node, connect(join(behind, SOCKET)), crash)
    })
    await new Promise<void>((resolve) => server.listen(join(folder, SOCKET), resolve))
    return new PostgresLine(server, folder)
  }

  /** How a node reaches a database over this line. */
  url(database: string): string {
    return `postgresql://homeward@/${database}?host=${encodeURIComponent(this.#folder)}&port=5432`
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

function joinSockets(node: Socket, postgres: Socket, crash: Crash): void {
  const cut = (): void => {
    node.destroy()
    postgres.destroy()
  }
  crash.onDeath(cut)
  for (const socket of [node, postgres]) socket.on('error', cut).on('close', cut)
  const statements = new Statements()
  let committing: string | null = null
  node.on('data', (bytes: Buffer) => {
    for (const { text, raw } of statements.take(bytes)) {
      const commit = text === null ? null : statements.commitOf(text)
      if (commit !== null) {
        if (!crash.passes(`before the ${commit}`)) return
        committing = commit
      }
      if (crash.dead) return
      postgres.write(raw)
    }
  })
  postgres.on('data', (bytes: Buffer) => {
    if (committing !== null && !crash.passes(`after the ${committing}`)) return
    committing = null
    if (!crash.dead) node.write(bytes)
  })
}

/** Cuts the bytes of one connection into messages and remembers what its open transaction changed. */
class Statements {
  #rest: Buffer = Buffer.alloc(0)
  #started = false
  #changed = new Set<string>()
  /** Texts of the statements that were prepared, by name: one that is used again travels by its name alone. */
  readonly #prepared = new Map<string, string>()

  /** The whole messages up to here, with the text of those that carry out a statement. */
  take(bytes: Buffer): { text: string | null; raw: Buffer }[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const messages: { text: string | null; raw: Buffer }[] = []
    for (;;) {
      // The very first message has no type byte.
      const head = this.#started ? 1 : 0
      if (this.#rest.length < head + 4) return messages
      const length = head + this.#rest.readUInt32BE(head)
      if (this.#rest.length < length) return messages
      const raw = this.#rest.subarray(0, length)
      this.#rest = this.#rest.subarray(length)
      messages.push({ text: this.#started ? this.#textOf(raw) : null, raw })
      this.#started = true
    }
  }

  /** What a statement commits, named by the tables that its transaction changed; null when it is no such commit. */
  commitOf(text: string): string | null {
    const plain = text.trim().toLowerCase()
    if (plain === 'begin' || plain.startsWith('start transaction')) this.#changed = new Set()
    for (const [, table] of plain.matchAll(CHANGES)) if (table !== undefined) this.#changed.add(table)
    if (plain !== 'commit') return null
    const changed = [...this.#changed].sort()
    const byTheClock = changed.includes('tree') || (changed.length === 1 && changed[0] === 'intake')
    return changed.length === 0 || byTheClock ? null : `commit of ${changed.join(', ')}`
  }

  /** The statement that a message `Query` or `Bind` carries out; `Parse` only says what its name stands for. */
  #textOf(message: Buffer): string | null {
    const type = message.toString('latin1', 0, 1)
    if (type === 'Q') return stringAt(message, 5)
    if (type === 'P') {
      const name = stringAt(message, 5)
      this.#prepared.set(name, stringAt(message, 5 + Buffer.byteLength(name) + 1))
    }
    if (type !== 'B') return null
    // A bind names its portal first, then its statement.
    return this.#prepared.get(stringAt(message, message.indexOf(0, 5) + 1)) ?? null
  }
}

function stringAt(message: Buffer, start: number): string {
  return message.toString('utf8', start, message.indexOf(0, start))
}
