import pg from 'pg'
import type { Connection } from './connect.ts'
import { DatabaseError } from './database-error.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/**
 * The connection that DATABASE_URL names. Beyond this machine it has to be TLS with a certificate that is verified:
 * what the database holds of names and hashes would pass in the clear, or to a stranger. The driver's own reading of
 * the address decides, so that no spelling of it is read in two ways. Connects to nothing.
 *
 * @throws {DatabaseError} `database/address`, never with the address in its message: it may hold a password.
 */
export function connectionOf(url: string): Connection {
  const { host, ssl } = read(url)
  const isHere = host.startsWith('/') || LOOPBACK.includes(host)
  if (isHere || isVerified(ssl)) return { connectionString: url }
  throw new DatabaseError(
    'database/address',
    `expected DATABASE_URL to name a database of this machine or sslmode=verify-full, got neither for ${host}`,
  )
}

function read(url: string): { host: string; ssl: unknown } {
  try {
    return new pg.Client({ connectionString: url })
  } catch (error) {
    throw new DatabaseError(
      'database/address',
      'expected DATABASE_URL to be an address of PostgreSQL, with certificates that can be read',
      error,
    )
  }
}

function isVerified(ssl: unknown): boolean {
  if (typeof ssl !== 'object' || ssl === null) return ssl === true
  const { rejectUnauthorized } = ssl as { rejectUnauthorized?: unknown }
  return rejectUnauthorized !== false && !('checkServerIdentity' in ssl)
}
