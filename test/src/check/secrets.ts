import type { Snapshot } from './snapshot.ts'

/** No password and no token stands in any table: as text, as base64url's bytes or inside anything stored. */
export function checkSecrets(snapshot: Snapshot, secrets: readonly string[]): string[] {
  const found: string[] = []
  const wanted = [...new Set(secrets)].filter((secret) => secret.length > 0)
  const raw = wanted.map((secret) => Buffer.from(secret, 'base64url')).filter((bytes) => bytes.length >= 16)
  for (const [table, rows] of snapshot.everything) {
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const bytes = bytesOf(value)
        const leaked = [...wanted, ...raw].some((secret) => bytes.includes(secret))
        if (leaked) found.push(`${table}.${column}: holds a password or a token`)
      }
    }
  }
  return [...new Set(found)]
}

/** Everything of a value that could hold a secret. */
export function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  if (Array.isArray(value)) return Buffer.concat(value.map(bytesOf))
  return Buffer.from(JSON.stringify(value) ?? '', 'utf8')
}
