import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Bind, packageBinds, programBinds, programPath, workerBinds } from './layout.ts'

export type ProfileName = 'stills' | 'movies' | 'archives' | 'tables'

/** What one kind of sandboxed process sees and may use. */
export type Profile = {
  readonly name: ProfileName
  readonly binds: readonly Bind[]
  /** Size of the memory file system at `/tmp`; 0 for none. */
  readonly temporaryBytes: number
  /** Memory that the process may hold, its `/tmp` not counted. */
  readonly residentBytes: number
  readonly addressBytes: number
}

const STILLS_PACKAGES = [
  'sharp',
  '@img/colour',
  '@img/sharp-linux-x64',
  '@img/sharp-libvips-linux-x64',
  'detect-libc',
  'semver',
  'libheif-js',
  'exifr',
]
const ARCHIVE_PACKAGES = [
  'yauzl',
  'pend',
  'tar-stream',
  'streamx',
  'fast-fifo',
  'events-universal',
  'text-decoder',
]

const TABLES_PACKAGES = ['stream-json', 'stream-chain']

export type Sizes = {
  readonly movieSizeBytes: number
  readonly archiveSizeBytes: number
  readonly residentBytes: number
  readonly addressBytes: number
}

const MIB = 1024 * 1024
const TABLES_BYTES = 256 * MIB

/** The profile of a name; `extra` binds are what a caller adds, such as the file of a known-good set. */
export function profileOf(name: ProfileName, sizes: Sizes, extra: readonly Bind[] = []): Profile {
  const base = [...programBinds([process.execPath]), [process.execPath, NODE_PATH] as const, ...workerBinds()]
  const { residentBytes, addressBytes } = sizes
  const common = { name, residentBytes, addressBytes }
  switch (name) {
    case 'stills':
      return { ...common, binds: [...base, ...stillsBinds(), ...extra], temporaryBytes: 0 }
    case 'movies': {
      const binds = [...base, ...movieBinds(), ...extra]
      return { ...common, binds, temporaryBytes: sizes.movieSizeBytes + 64 * MIB }
    }
    case 'archives': {
      const binds = [...base, ...packageBinds(ARCHIVE_PACKAGES), ...extra]
      return { ...common, binds, temporaryBytes: sizes.archiveSizeBytes }
    }
    case 'tables': {
      const binds = [...base, ...packageBinds(TABLES_PACKAGES), ...extra]
      return { ...common, binds, temporaryBytes: extra.length > 0 ? 0 : TABLES_BYTES }
    }
  }
}

export const NODE_PATH = '/app/bin/node'

function stillsBinds(): Bind[] {
  const packages = packageBinds(STILLS_PACKAGES)
  const [folder] = packages[STILLS_PACKAGES.indexOf('@img/sharp-linux-x64')] as Bind
  const addons = readdirSync(join(folder, 'lib')).filter((name) => name.endsWith('.node'))
  // The libraries that the addon brings along lie in its packages; only the system's are bound one by one.
  const libraries = programBinds(addons.map((name) => join(folder, 'lib', name)))
  return [...packages, ...libraries.filter(([, to]) => to.startsWith('/lib') || to.startsWith('/usr/lib'))]
}

function movieBinds(): Bind[] {
  const programs = ['ffmpeg', 'ffprobe'].map((name) => programPath(name, 'ffmpeg'))
  return [...programBinds(programs), ...programs.map((path): Bind => [path, path])]
}
