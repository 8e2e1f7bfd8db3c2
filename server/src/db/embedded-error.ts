/** The embedded PostgreSQL could not be made or started; the message says what was tried and where its log is. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
  readonly code = 'database/embedded'
}
