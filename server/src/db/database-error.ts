import pg from 'pg'

export type DatabaseErrorCode =
  | 'database/address'
  | 'database/conflict'
  | 'database/full'
  | 'database/outcome-unknown'
  | 'database/unavailable'
  | 'node/already-running'

/** The database cannot be used: not reachable, full, in conflict, or another node works on it. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
  readonly code: DatabaseErrorCode
  constructor(code: DatabaseErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Classes of SQLSTATE: connection exception, operator intervention (shutdown). */
const CONNECTION_STATES = /^(08|57P)/
const SYSTEM_CODES = /^(ECONN|EPIPE|ENOTCONN|ENOENT|ETIMEDOUT|EHOSTUNREACH)/

/**
 * The error of a transaction in the node's terms; what is not the database's own trouble (a violated constraint, an
 * error of the work itself) is given back unchanged. `committing` says that the commit had been sent.
 */
export function databaseErrorOf(error: unknown, committing: boolean): unknown {
  if (error instanceof pg.DatabaseError && !CONNECTION_STATES.test(error.code ?? '')) {
    if (error.code === '40001' || error.code === '40P01') {
      return new DatabaseError(
        'database/conflict',
        'another transaction was in the way; nothing was changed',
        error,
      )
    }
    if (error.code === '53100') {
      return new DatabaseError(
        'database/full',
        'there is no space left for the database; nothing was changed',
        error,
      )
    }
    return error
  }
  if (committing) {
    return new DatabaseError('database/outcome-unknown', 'the connection was lost during the commit', error)
  }
  if (error instanceof pg.DatabaseError || isConnectionError(error)) {
    return new DatabaseError(
      'database/unavailable',
      'the connection to the database was lost; nothing was changed',
      error,
    )
  }
  return error
}

/** The driver reports a lost connection as a plain error with this sentence, or as the socket's system error. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('syscall' in error && 'code' in error)
    return SYSTEM_CODES.test(String(error.code)) && error.syscall !== 'open'
  return /^(Connection terminated|Client has encountered a connection error)/.test(error.message)
}
