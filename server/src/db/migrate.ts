import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'

const DIRECTORY = join(import.meta.dirname, '../../migrations')
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/

/** The database's migrations and this program's do not fit together. */
export class MigrationError extends Error {
  override name = 'MigrationError'
  readonly code = 'database/migration'
}

/**
 * Brings the database to the newest migration, forward only, each file in its own transaction. The number is claimed
 * first inside that transaction, so that two starting nodes cannot both apply one file.
 *
 * @throws {MigrationError} when an applied file has changed since, or the database is newer than this program.
 */
export async function migrate(client: Client): Promise<void> {
  await client.query(
    `create table if not exists migration (number integer primary key, name text not null, sha256 text not null,
      applied_at timestamptz not null default now())`,
  )
  const files = (await readdir(DIRECTORY)).filter((name) => FILE_NAME.test(name)).sort()
  const { rows } = await client.query<{ number: number; name: string; sha256: string }>(
    'select * from migration',
  )
  const newest = rows.reduce((most, row) => Math.max(most, row.number), 0)
  if (newest > files.length) {
    throw new MigrationError(
      `expected at most migration ${files.length}, the database is at ${newest}: run a newer program`,
    )
  }
  for (const [index, name] of files.entries()) {
    const number = index + 1
    if (Number(name.slice(0, 4)) !== number)
      throw new MigrationError(`expected migration ${number}, got the file ${name}`)
    const text = await readFile(join(DIRECTORY, name), 'utf8')
    const sha256 = createHash('sha256').update(text).digest('hex')
    const applied = rows.find((row) => row.number === number)
    if (applied === undefined) await apply(client, number, name, sha256, text)
    else if (applied.sha256 !== sha256)
      throw new MigrationError(`migration ${name} was changed after it was applied`)
  }
}

async function apply(
  client: Client,
  number: number,
  name: string,
  sha256: string,
  text: string,
): Promise<void> {
  await client.query('begin')
  try {
    const claimed = await client.query(
      'insert into migration (number, name, sha256) values ($1, $2, $3) on conflict do nothing',
      [number, name, sha256],
    )
    if (claimed.rowCount === 1) await client.query(text)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
