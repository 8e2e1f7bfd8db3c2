import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { createSecureContext } from 'node:tls'

/** How the node was asked to be reached. */
export interface DoorOptions {
  readonly host: string
  readonly port: string
  readonly origin?: string | undefined
  readonly 'tls-cert'?: string | undefined
  readonly 'tls-key'?: string | undefined
}

/** Where the node listens, and under which address browsers know it. */
export interface Doors {
  readonly host: string
  /** 0 takes any that is free. */
  readonly port: number
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** The desk's address in the browser with the port that was taken. */
  origin(port: number): string
}

/** The command was called in a way that it does not understand or must refuse. */
export class UsageError extends Error {
  override name = 'UsageError'
  readonly code = 'node/usage'
}

/** The address that was asked for cannot be listened on. */
export class DoorError extends Error {
  override name = 'DoorError'
  readonly code = 'node/port'
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const EVERY_ADDRESS = ['0.0.0.0', '::']

/**
 * Reads how the node is to be reached. Outside loopback nothing is served without TLS: sessions and material would
 * pass in the clear.
 *
 * @throws {UsageError} before anything is started
 */
export function doorsOf(options: DoorOptions): Doors {
  const { host } = options
  const port = Number(options.port)
  if (!/^\d+$/.test(options.port) || port > 65535) {
    throw new UsageError(`expected a port of 0 to 65535, got ${options.port}`)
  }
  const tls = tlsOf(options)
  if (!LOOPBACK.includes(host) && tls === null) {
    throw new UsageError(`serving on ${host} needs --tls-cert and --tls-key; only loopback goes without`)
  }
  const scheme = tls === null ? 'http' : 'https'
  const given = options.origin === undefined ? null : givenOrigin(options.origin, scheme)
  const name = EVERY_ADDRESS.includes(host) && tls !== null ? nameIn(tls.cert) : host
  const inAddress = name.includes(':') ? `[${name}]` : name
  return { host, port, tls, origin: (used) => given ?? new URL(`${scheme}://${inAddress}:${used}`).origin }
}

function tlsOf(options: DoorOptions): Doors['tls'] {
  const { 'tls-cert': certPath, 'tls-key': keyPath } = options
  if (certPath === undefined && keyPath === undefined) return null
  if (certPath === undefined || keyPath === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together; one is missing')
  }
  const tls = { cert: readPem('tls-cert', certPath), key: readPem('tls-key', keyPath) }
  try {
    createSecureContext(tls)
    new X509Certificate(tls.cert)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`expected ${certPath} and ${keyPath} to be a certificate and its key as PEM: ${why}`)
  }
  return tls
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`--${option} ${path} cannot be read (${code})`)
  }
}

function givenOrigin(text: string, scheme: string): string {
  const url = URL.parse(text)
  if (url?.protocol !== `${scheme}:` || url.href !== `${url.origin}/`) {
    throw new UsageError(`expected --origin ${scheme}://NAME or ${scheme}://NAME:PORT, got ${text}`)
  }
  return url.origin
}

/** The name in a certificate under which browsers will come, else this machine's own. */
function nameIn(cert: string): string {
  const names = new X509Certificate(cert).subjectAltName ?? ''
  return /(?:^|, )DNS:([a-z0-9.-]+)/i.exec(names)?.[1] ?? hostname()
}
