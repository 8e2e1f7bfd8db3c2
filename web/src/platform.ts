/** The only file of the desk that reads a clock or draws randomness. */

/** Milliseconds since 1970 by the clock of this workstation, which may be wrong. */
export function nowMs(): number {
  return Date.now()
}

/** Milliseconds that only ever grow, for measuring spans of visible time. */
export function monotonicMs(): number {
  return performance.now()
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A new operation id: 24 characters of [A-Za-z0-9_-], 144 random bits. */
export function newOperationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return Array.from(bytes, (byte) => LETTERS.charAt(byte & 63)).join('')
}

/** Hands a text to the browser as a file to be kept. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
