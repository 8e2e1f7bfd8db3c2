import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type EmbeddedOptions, startEmbedded } from './embedded.ts'
import { homeOf } from './postgres-home.ts'
import { packagedPrograms } from './postgres-programs.ts'
import { run } from './process.ts'
import { asOwner } from './test-database.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeward-embedded-'))
})
after(() => rm(folder, { recursive: true, force: true }))

function optionsOf(name: string): EmbeddedOptions {
  return {
    directory: join(folder, name, 'postgres'),
    runDirectory: join(folder, name, 'run'),
    durable: false,
  }
}

/** A process that starts PostgreSQL on the folder, says so and stays. */
async function startElsewhere(options: EmbeddedOptions): Promise<ChildProcess> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))})
    const { pid } = await startEmbedded(${JSON.stringify(options)})
    console.log(pid)
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new Error('expected a pipe')
  await once(child.stdout, 'data')
  return child
}

describe('startEmbedded', () => {
  it('keeps what was written, and is reached through a private socket only', async () => {
    const options = optionsOf('plain')
    await mkdir(join(folder, 'plain'))
    const first = await startEmbedded(options)
    await asOwner(first.connection, 'create table kept (id int)')
    const [row] = await asOwner(
      first.connection,
      `select current_setting('listen_addresses') as addresses, current_setting('data_checksums') as checksums,
        current_setting('server_encoding') as encoding`,
    )
    assert.deepEqual(row, { addresses: '', checksums: 'on', encoding: 'UTF8' })
    assert.equal((await lstat(first.connection.host ?? '')).mode & 0o777, 0o700)
    await first.stop()
    await first.stop()
    const second = await startEmbedded(options)
    assert.deepEqual(await asOwner(second.connection, 'select * from kept'), [])
    await second.stop()
  })

  it('starts again after its process was killed, and takes its PostgreSQL down with it', async () => {
    const options = optionsOf('killed')
    await mkdir(join(folder, 'killed'))
    const child = await startElsewhere(options)
    const socket = { host: options.runDirectory, port: 5432, user: 'homeward', database: 'homeward' }
    await asOwner(socket, 'create table kept as select 1 as id')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const next = await startEmbedded(options)
    assert.equal(next.started, true)
    assert.deepEqual(await asOwner(next.connection, 'select * from kept'), [{ id: 1 }])
    await next.stop()
  })

  it('joins one that runs already and leaves it alone', async () => {
    const options = optionsOf('joined')
    await mkdir(join(folder, 'joined'))
    const first = await startEmbedded(options)
    const joined = await startEmbedded(options)
    assert.equal(joined.started, false)
    await joined.stop()
    assert.equal((await asOwner(first.connection, 'select 1 as one')).length, 1)
    await first.stop()
  })

  it('is not misled by the pid file of another process', async () => {
    const options = optionsOf('stale')
    await mkdir(join(folder, 'stale'))
    await (await startEmbedded(options)).stop()
    await writeFile(join(options.directory, 'postmaster.pid'), `${process.ppid}\n${options.directory}\n`)
    const next = await startEmbedded(options)
    assert.equal(next.started, true)
    await next.stop()
  })

  it('takes no unfinished cluster for a cluster', async () => {
    const options = optionsOf('unfinished')
    await mkdir(`${options.directory}.new`, { recursive: true })
    await writeFile(join(`${options.directory}.new`, 'PG_VERSION'), '18\n')
    const { connection, stop } = await startEmbedded(options)
    assert.equal((await asOwner(connection, 'select 1 as one')).length, 1)
    await stop()
    assert.deepEqual(await readdir(join(folder, 'unfinished')), ['postgres', 'run'])
  })

  it('finds a short socket folder when its own path is too long', async () => {
    const options = optionsOf(`long-${'x'.repeat(90)}`)
    const { connection, stop } = await startEmbedded(options)
    assert.ok((connection.host ?? '').startsWith(tmpdir()))
    assert.equal((await asOwner(connection, 'select 1 as one')).length, 1)
    await stop()
    // Somebody else could have made the folder before: one that others may enter is refused.
    await chmod(connection.host ?? '', 0o755)
    await assert.rejects(startEmbedded(options), { code: 'database/embedded' })
    await rm(connection.host ?? '', { recursive: true })
  })

  it('says where its log is when it cannot start', async () => {
    const options = optionsOf('broken')
    await mkdir(join(folder, 'broken'))
    await (await startEmbedded(options)).stop()
    await rm(join(options.directory, 'global'), { recursive: true })
    await assert.rejects(startEmbedded(options), /postgres\.log/)
  })

  it('writes no protected value to its log', async () => {
    const options = optionsOf('silent')
    await mkdir(join(folder, 'silent'))
    const { connection, stop } = await startEmbedded(options)
    await asOwner(connection, 'create table secret (name text primary key)')
    await asOwner(connection, 'insert into secret values ($1)', ['canary-value'])
    await assert.rejects(asOwner(connection, 'insert into secret values ($1)', ['canary-value']))
    await assert.rejects(asOwner(connection, 'select $1::text::integer', ['canary-value']))
    await assert.rejects(asOwner(connection, `select 'canary-value'::integer`))
    await stop()
    assert.ok(!(await readFile(join(options.runDirectory, 'postgres.log'), 'utf8')).includes('canary-value'))
  })

  it('stands in for root under a name that the system knows, without which initdb ends', async () => {
    const { command } = await homeOf(folder, folder, folder, 'namespace')
    const { status, output } = await run([...command, 'id', '-un'])
    assert.deepEqual([status, output.trim()], [0, 'nobody'])
  })

  it('runs as nobody where namespaces are refused', async () => {
    const options: EmbeddedOptions = { ...optionsOf('nobody'), isolation: 'nobody' }
    await mkdir(join(folder, 'nobody'))
    if (process.getuid?.() !== 0) {
      // Only root can become another user; an ordinary user needs to be nobody else.
      await (await startEmbedded(optionsOf('nobody'))).stop()
      return
    }
    const first = await startEmbedded(options)
    await asOwner(first.connection, 'create table kept (id int)')
    const status = await readFile(`/proc/${first.pid}/status`, 'utf8')
    assert.match(status, /^Uid:\t65534\t65534/m)
    await first.stop()
    // Found again by the note in the cluster's place, even where namespaces would do now.
    const second = await startEmbedded(optionsOf('nobody'))
    assert.deepEqual(await asOwner(second.connection, 'select * from kept'), [])
    await second.stop()
    const elsewhere = (await readFile(join(options.directory, 'elsewhere'), 'utf8')).trim()
    await rm(elsewhere, { recursive: true })
    await rm(second.connection.host ?? '', { recursive: true })
  })
})

describe('packagedPrograms', () => {
  it('makes the library links that an install script would have made', async () => {
    const programs = await packagedPrograms(folder)
    const copy = join(folder, 'package')
    await cp(join(programs, '../lib'), join(copy, 'native/lib'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: async (path) => !(await lstat(path)).isSymbolicLink(),
    })
    const list = await readFile(join(programs, '../pg-symlinks.json'), 'utf8')
    await writeFile(join(copy, 'native/pg-symlinks.json'), list)
    assert.equal(await packagedPrograms(folder, copy), join(copy, 'native/bin'))
    for (const { target } of JSON.parse(list) as { target: string }[]) {
      assert.ok((await lstat(join(copy, target))).isSymbolicLink(), target)
      await readFile(join(copy, target))
    }
  })
})
