import { createHash } from 'node:crypto'
import { verifyEd25519 } from '../ledger/ed25519.ts'

/** An Ed25519 public key of OpenSSH: its 32 bytes, and the fingerprint as `ssh-keygen -l` prints it. */
export interface SshPublicKey {
  readonly key: Buffer
  readonly fingerprint: string
}

const TYPE = 'ssh-ed25519'
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
const MAGIC = 'SSHSIG'
const VERSION = 1
const ARMOR = /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]{1,4000})-----END SSH SIGNATURE-----\s*$/

/** Reads a line of an OpenSSH public key (RFC 4253, RFC 8709); null when it is none of Ed25519. */
export function readPublicKey(line: string): SshPublicKey | null {
  const [type, base64] = line.trim().split(/\s+/)
  if (type !== TYPE || base64 === undefined || !/^[A-Za-z0-9+/=]+$/.test(base64)) return null
  const blob = Buffer.from(base64, 'base64')
  const key = readKeyBlob(blob)
  if (key === null) return null
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return { key, fingerprint: `SHA256:${digest}` }
}

/**
 * True when `armored` is a signature in the SSHSIG form (PROTOCOL.sshsig of OpenSSH) over `message`, in `namespace`, by
 * this key: what `ssh-keygen -Y sign` writes and `ssh-keygen -Y verify` accepts. Never throws.
 */
export function isSignedBy(
  { key }: SshPublicKey,
  namespace: string,
  message: Uint8Array,
  armored: string,
): boolean {
  const base64 = ARMOR.exec(armored.trim())?.[1]
  if (base64 === undefined) return false
  const reader = new WireReader(Buffer.from(base64, 'base64'))
  const magic = reader.bytes(MAGIC.length)
  const version = reader.uint32()
  const signer = readKeyBlob(reader.string())
  const isFor = reader.string()
  const reserved = reader.string()
  const algorithm = reader.string()?.toString('latin1')
  const signature = new WireReader(reader.string() ?? Buffer.alloc(0))
  const type = signature.string()?.toString('latin1')
  const bytes = signature.string()
  if (
    magic?.toString('latin1') !== MAGIC ||
    version !== VERSION ||
    signer === null ||
    !signer.equals(key) ||
    isFor?.toString('utf8') !== namespace ||
    reserved === null ||
    (algorithm !== 'sha512' && algorithm !== 'sha256') ||
    type !== TYPE ||
    bytes?.length !== SIGNATURE_BYTES ||
    !reader.isAtEnd ||
    !signature.isAtEnd
  ) {
    return false
  }
  const digest = createHash(algorithm).update(message).digest()
  const signed = [Buffer.from(namespace), reserved, Buffer.from(algorithm), digest].map(lengthPrefixed)
  return verifyEd25519(key, Buffer.concat([Buffer.from(MAGIC), ...signed]), bytes)
}

function readKeyBlob(blob: Buffer | null): Buffer | null {
  const reader = new WireReader(blob ?? Buffer.alloc(0))
  const type = reader.string()?.toString('latin1')
  const key = reader.string()
  return type === TYPE && key?.length === KEY_BYTES && reader.isAtEnd ? key : null
}

function lengthPrefixed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** Reads the data types of RFC 4251 section 5; null from what is cut short on. */
class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  bytes(length: number): Buffer | null {
    if (length > this.#bytes.length - this.#at) {
      this.#at = Number.POSITIVE_INFINITY
      return null
    }
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  uint32(): number | null {
    return this.bytes(4)?.readUInt32BE() ?? null
  }

  string(): Buffer | null {
    const length = this.uint32()
    return length === null ? null : this.bytes(length)
  }
}
