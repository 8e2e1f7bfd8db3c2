/**
 * The tables of exceptions: which files may touch the world, and why. To let a file in, add a row with its
 * reason; a path that ends in '/' stands for everything in that folder. A row whose file is gone is a breach.
 */

/** What a file may reach: `files` is node:fs, `processes` node:child_process, `network` fetch and sockets. */
export type Reach = 'files' | 'processes' | 'network'

/** One exception. */
export type Privilege = { at: string; may: readonly Reach[]; because: string }

/** Who may reach files, processes and the network, tests and development rooms aside. */
export const PRIVILEGES: readonly Privilege[] = [
  {
    at: 'cli/bin/homeward.mjs',
    may: ['files', 'processes'],
    because: 'finds a Node that runs TypeScript and goes on under it',
  },
  { at: 'cli/src/platform.ts', may: ['files'], because: 'the platform file of the command line' },
  {
    at: 'cli/src/data-directory.ts',
    may: ['files'],
    because: 'reads what a data directory says about itself',
  },
  { at: 'cli/src/exchange.ts', may: ['network'], because: 'speaks HTTP to the node over its Unix socket' },
  { at: 'cli/src/file-argument.ts', may: ['files'], because: 'opens the files that the person names' },
  { at: 'cli/src/hash/digested-file.ts', may: ['files'], because: 'digests a file while it is read' },
  { at: 'cli/src/hash/walk.ts', may: ['files'], because: 'walks the folders that the person names' },
  {
    at: 'cli/src/main.ts',
    may: ['network'],
    because: 'wraps the pipe that ends a started node with this process',
  },
  { at: 'cli/src/node-link.ts', may: ['files'], because: 'reads where the running node listens' },
  { at: 'cli/src/path-bytes.ts', may: ['files'], because: 'resolves paths whose names are not UTF-8' },
  {
    at: 'cli/src/server-programs.ts',
    may: ['files', 'processes'],
    because: 'starts the node and the offline verifier',
  },
  { at: 'cli/src/result-file.ts', may: ['files'], because: 'writes the file that the person names' },
  {
    at: 'server/src/ledger/verify-main.ts',
    may: ['files'],
    because: 'reads the export or proof that it verifies',
  },
  { at: 'cli/src/sessions.ts', may: ['files'], because: 'keeps the session file of the person, 0600' },
  {
    at: 'decoder/client/src/layout.ts',
    may: ['files', 'processes'],
    because: 'finds what the sandbox is built of',
  },
  {
    at: 'decoder/client/src/process.ts',
    may: ['files', 'processes'],
    because: 'starts a sandboxed process and reads its resident size',
  },
  {
    at: 'decoder/client/src/profiles.ts',
    may: ['files'],
    because: 'lists the folders that a sandbox may see',
  },
  { at: 'decoder/client/src/self-test.ts', may: ['files'], because: 'plants what the probes must not reach' },
  {
    at: 'decoder/worker/',
    may: ['files', 'processes'],
    because: 'runs inside the sandbox, which has no files of the person and no network',
  },
  {
    at: 'decoder/worker/src/probe.ts',
    may: ['network'],
    because: 'tries to reach the network, which must fail',
  },
  {
    at: 'server/src/platform.ts',
    may: ['files'],
    because: "the platform file of the node: the vault's file operations",
  },
  {
    at: 'server/src/node.ts',
    may: ['files', 'network'],
    because: 'claims the socket of the data directory and asks whether another node answers on it',
  },
  { at: 'server/src/data-directory.ts', may: ['files'], because: 'makes and recognises the data directory' },
  {
    at: 'server/src/db/embedded.ts',
    may: ['files', 'processes'],
    because: 'starts and stops the embedded PostgreSQL',
  },
  { at: 'server/src/db/migrate.ts', may: ['files'], because: 'reads the migrations' },
  {
    at: 'server/src/db/postgres-home.ts',
    may: ['files'],
    because: 'lays out the folders of the embedded PostgreSQL',
  },
  {
    at: 'server/src/db/postgres-programs.ts',
    may: ['files'],
    because: 'finds the programs of the embedded PostgreSQL',
  },
  { at: 'server/src/db/process.ts', may: ['processes'], because: 'runs the programs of PostgreSQL' },
  {
    at: 'server/src/keys/command-key-service.ts',
    may: ['processes'],
    because: 'asks the external key command',
  },
  {
    at: 'server/src/keys/file-key-service.ts',
    may: ['files'],
    because: 'keeps the root key of the laptop shape, 0600',
  },
  { at: 'server/src/keys/key-ring.ts', may: ['files'], because: 'keeps wrapped keys in the data directory' },
  {
    at: 'server/src/access/provider-call.ts',
    may: ['network'],
    because: 'asks the identity providers of the units',
  },
  { at: 'server/src/ledger/witness-call.ts', may: ['network'], because: 'asks the witnesses of the ledger' },
  { at: 'server/src/ledger/tile-files.ts', may: ['files'], because: 'writes tiles and checkpoints' },
  {
    at: 'server/src/ledger/verify.ts',
    may: ['files'],
    because: 'reads tiles and checkpoints to verify them',
  },
  {
    at: 'server/src/match/reference-import.ts',
    may: ['files'],
    because: 'reads the hash list that is imported',
  },
  {
    at: 'server/src/doors.ts',
    may: ['files', 'network'],
    because: 'reads the certificate and the key of TLS and whether they fit',
  },
  { at: 'server/src/media/source-place.ts', may: ['files'], because: 'looks where a named source lies' },
  { at: 'server/src/media/source-files.ts', may: ['files'], because: 'reads the files that are taken in' },
  { at: 'web/src/api/request.ts', may: ['network'], because: 'the one way from the desk to the node' },
  {
    at: 'decoder/client/src/known-good.ts',
    may: ['files'],
    because: 'hands the known-good database to its sandbox',
  },
  {
    at: 'server/src/db/test-database.ts',
    may: ['files'],
    because: 'makes and removes the databases of the tests',
  },
  { at: 'server/src/http/app.ts', may: ['files'], because: 'looks for the built desk and serves it' },
  { at: 'web/src/media/live-intake.ts', may: ['network'], because: 'follows the progress of an intake' },
  { at: 'server/src/main.ts', may: ['files'], because: 'looks whether the desk was built' },
]

/** The few files with the real clock and real randomness. */
export const PLATFORM_FILES: readonly string[] = [
  'server/src/platform.ts',
  'cli/src/platform.ts',
  'web/src/platform.ts',
  'decoder/client/src/platform.ts',
]

/** Folders inside a room that only its tests use. */
export const DEVELOPMENT_FOLDERS: readonly string[] = ['decoder/client/specimens/']

/** Rooms of development: they make their own worlds, so reach and SQL are free in them. */
export const FREE_TO_REACH: readonly string[] = ['tools/', 'test/', 'scenes/']

/** Rooms in which clock and randomness are free; scenes/ is not one, because its pictures must repeat. */
export const FREE_TO_MEASURE: readonly string[] = ['tools/', 'test/']

/** Packages and programs that open untrusted media. */
export const MEDIA_PACKAGES: readonly string[] = [
  'sharp',
  'libheif-js',
  'exifr',
  'yauzl',
  'tar-stream',
  'stream-json',
]
export const MEDIA_PROGRAMS: readonly string[] = ['ffmpeg', 'ffprobe', 'exiftool']

/** Where they may be used: where no key, no database and no network is at hand. */
export const MEDIA_PLACES: readonly { at: string; because: string }[] = [
  { at: 'decoder/worker/', because: 'the sandbox itself' },
  { at: 'scenes/', because: 'encodes only what it drew itself' },
  { at: 'kernels/pdq/src/pdq.test.ts', because: 'decodes the reference pictures of the vectors' },
  { at: 'kernels/pdq/bench/turned.ts', because: 'decodes the pictures that are measured' },
]

/** Files that may import by a computed name, which the rule cannot follow. */
export const COMPUTED_IMPORTS: readonly { at: string; because: string }[] = [
  {
    at: 'cli/bin/homeward.mjs',
    because: 'goes on into its own src/ once a Node that runs TypeScript is found',
  },
]

/** Where SQL may stand: stores, the database and ledger foundations, and rooms that never meet the database. */
export const SQL_PLACES: readonly RegExp[] = [
  /-store\.ts$/,
  /^server\/src\/(db|ledger|migrations)\//,
  /^server\/migrations\//,
  /^decoder\/worker\//,
  // Writes a known-good list in the form in which it is published, an SQLite file.
  /^scenes\//,
  /^(tools|test)\//,
]

/** Node's modules by what they reach. */
export const REACHING_MODULES: Readonly<Record<string, Reach>> = {
  fs: 'files',
  'fs/promises': 'files',
  child_process: 'processes',
  cluster: 'processes',
  net: 'network',
  http: 'network',
  https: 'network',
  http2: 'network',
  tls: 'network',
  dgram: 'network',
  dns: 'network',
  'dns/promises': 'network',
}

/** Globals that reach the network. */
export const REACHING_GLOBALS: readonly string[] = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']

/** Members that read the clock or draw randomness, by the object that holds them. */
export const NONDETERMINISTIC: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  Math: ['random'],
  performance: ['now', 'timeOrigin'],
  process: ['hrtime'],
  crypto: ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'],
  webcrypto: ['randomUUID', 'getRandomValues'],
}
