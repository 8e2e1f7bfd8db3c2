import { createHmac, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { newIdentifier } from '../identifier.ts'
import type { Platform } from '../platform.ts'
import { CommandKeyService } from './command-key-service.ts'
import { ExhibitSecrets } from './exhibit-secrets.ts'
import { FileKeyService } from './file-key-service.ts'
import { KeyError, type KeyService } from './key-service.ts'
import { KEY_BYTES, unwrapBytes, unwrapKey, wrapBytes, wrapKey } from './key-wrap.ts'

const FILE = 'node-keys.json'
const EXHIBITS = 'exhibits'
const NAMES = ['node', 'identifier', 'ledger'] as const
type KeyName = (typeof NAMES)[number]

/** DER prefix of an Ed25519 private key (RFC 8410), followed by its 32-byte seed. */
const ED25519_SEED_PREFIX: Buffer = Buffer.from('302e020100300506032b657004220420', 'hex')

interface StoredKeys {
  readonly version: 1
  readonly node: string
  readonly wrapped: Readonly<Record<KeyName, string>>
}

/**
 * The node's keys, unwrapped once at start: the node key (wraps exhibit keys), the identifier key (storage ids) and the
 * ledger's signing seed. The hierarchy is root key, node key, exhibit keys, data keys.
 */
export class KeyRing {
  /** Random identifier of the node; part of every context, so that nothing fits another node. */
  readonly node: string
  /** What each exhibit's key needs beside the node key, and what of it was destroyed. */
  readonly exhibits: ExhibitSecrets
  readonly #random: Platform['random']
  readonly #keys: Readonly<Record<KeyName, Uint8Array>>
  readonly #signing: KeyObject
  readonly #cosigning: KeyObject

  private constructor(
    node: string,
    keys: Readonly<Record<KeyName, Uint8Array>>,
    random: Platform['random'],
    exhibits: ExhibitSecrets,
  ) {
    this.node = node
    this.exhibits = exhibits
    this.#keys = keys
    this.#random = random
    this.#signing = signingKey(keys.ledger)
    // Another key than the ledger's: a cosigned message does not say under which name it was signed.
    const seed = hkdfSync('sha256', keys.ledger, '', `homeward/witness-key/v1|${node}`, KEY_BYTES)
    this.#cosigning = signingKey(new Uint8Array(seed))
  }

  /** True when keys were made in this folder. */
  static exists(directory: string): boolean {
    return existsSync(join(directory, FILE))
  }

  /**
   * Opens the keys of a data directory. `command` names an external key service; without one the root key lies in a
   * file (the laptop shape). Writes nothing.
   *
   * @throws {KeyError} when the node's keys or the root key are missing, or the root key is another's.
   */
  static async open(
    platform: Platform,
    directory: string,
    command: readonly string[] | null,
  ): Promise<KeyRing> {
    const path = join(directory, FILE)
    if (!existsSync(path))
      throw new KeyError(
        'keys/node-missing',
        `expected the node's wrapped keys in ${path}, they are not there`,
      )
    const stored = JSON.parse(await readFile(path, 'utf8')) as StoredKeys
    const service =
      command === null
        ? await FileKeyService.open(directory, platform.random)
        : new CommandKeyService(command)
    const keys = {} as Record<KeyName, Uint8Array>
    for (const name of NAMES) {
      keys[name] = await service.unwrap(
        contextOf(stored.node, name),
        Buffer.from(stored.wrapped[name] ?? '', 'base64'),
      )
      if (keys[name].length !== KEY_BYTES)
        throw new KeyError('keys/service', `expected ${KEY_BYTES} bytes for the ${name} key`)
    }
    const exhibits = await ExhibitSecrets.open(platform, join(directory, EXHIBITS))
    return new KeyRing(stored.node, keys, platform.random, exhibits)
  }

  /** Makes the keys of a new node. */
  static async create(
    platform: Platform,
    directory: string,
    command: readonly string[] | null,
  ): Promise<KeyRing> {
    if (existsSync(join(directory, '../ledger/vkey'))) {
      throw new KeyError(
        'keys/node-missing',
        `expected ${join(directory, FILE)}: the node's ledger is there, its keys are not`,
      )
    }
    const node = newIdentifier(platform, 'node')
    const service: KeyService =
      command === null ? await makeRoot(directory, platform.random) : new CommandKeyService(command)
    const keys = {} as Record<KeyName, Uint8Array>
    const wrapped = {} as Record<KeyName, string>
    for (const name of NAMES) {
      keys[name] = platform.random.bytes(KEY_BYTES)
      wrapped[name] = Buffer.from(await service.wrap(contextOf(node, name), keys[name])).toString('base64')
    }
    await writeDurably(
      directory,
      FILE,
      `${JSON.stringify({ version: 1, node, wrapped } satisfies StoredKeys, null, 2)}\n`,
    )
    const exhibits = await ExhibitSecrets.open(platform, join(directory, EXHIBITS))
    return new KeyRing(node, keys, platform.random, exhibits)
  }

  /** Key that authenticates events before they are in the tree. */
  get laneKey(): Uint8Array {
    return new Uint8Array(
      hkdfSync('sha256', this.#keys.ledger, '', `homeward/lane-key/v1|${this.node}`, KEY_BYTES),
    )
  }

  /** The ledger's public key, 32 bytes. */
  get ledgerPublicKey(): Uint8Array {
    return publicHalf(this.#signing)
  }

  /** The public key of this node as a witness of partners' ledgers, 32 bytes. */
  get witnessPublicKey(): Uint8Array {
    return publicHalf(this.#cosigning)
  }

  /** Signs with the Ed25519 key of this node as a witness. */
  signCosignature(message: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, this.#cosigning))
  }

  /** Signs with the ledger's Ed25519 key. */
  signLedger(message: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, this.#signing))
  }

  /** A streaming storage id: HMAC-SHA256 under the identifier key over the plaintext, so that ids confirm nothing. */
  storageHasher(): { update(bytes: Uint8Array): void; digest(): Buffer } {
    const hmac = createHmac('sha256', this.#keys.identifier)
    return { update: (bytes) => void hmac.update(bytes), digest: () => hmac.digest() }
  }

  /** The storage id of something derived from a content (a thumbnail), distinct from every content's. */
  derivedStorageId(storageId: Uint8Array, kind: string): Buffer {
    return createHmac('sha256', this.#keys.identifier).update(`derived|${kind}|`).update(storageId).digest()
  }

  /** A new 32-byte key. */
  newKey(): Uint8Array {
    return this.#random.bytes(KEY_BYTES)
  }

  /** A key for a new exhibit, wrapped; its secret is on the disk when this returns. */
  async makeExhibitKey(exhibit: string): Promise<Buffer> {
    await this.exhibits.create(exhibit)
    return this.wrapExhibitKey(exhibit, this.newKey())
  }

  /** Wraps an exhibit's key under the node key and the exhibit's secret together. @throws {KeyError} without the secret. */
  wrapExhibitKey(exhibit: string, key: Uint8Array): Buffer {
    return Buffer.from(
      wrapKey(this.#random, this.#exhibitWrappingKey(exhibit), this.#exhibitContext(exhibit), key),
    )
  }

  /** @throws {KeyError} `keys/exhibit-destroyed`, `keys/exhibit-missing`, `keys/wrap-damaged`. */
  unwrapExhibitKey(exhibit: string, wrapped: Uint8Array): Uint8Array {
    return unwrapKey(this.#exhibitWrappingKey(exhibit), this.#exhibitContext(exhibit), wrapped)
  }

  /** Unwraps the key of an exhibit of before exhibits had secrets. @throws {KeyError} `keys/wrap-damaged` */
  unwrapExhibitKeyOfVersion1(exhibit: string, wrapped: Uint8Array): Uint8Array {
    return unwrapKey(this.#keys.node, `homeward/exhibit-key/v1|${this.node}|${exhibit}`, wrapped)
  }

  #exhibitContext(exhibit: string): string {
    return `homeward/exhibit-key/v2|${this.node}|${exhibit}`
  }

  #exhibitWrappingKey(exhibit: string): Uint8Array {
    const secret = this.exhibits.secretOf(exhibit)
    const info = this.#exhibitContext(exhibit)
    return new Uint8Array(hkdfSync('sha256', this.#keys.node, secret, info, KEY_BYTES))
  }

  wrapDataKey(exhibit: string, exhibitKey: Uint8Array, object: string, key: Uint8Array): Buffer {
    return Buffer.from(wrapKey(this.#random, exhibitKey, this.#dataContext(exhibit, object), key))
  }

  unwrapDataKey(exhibit: string, exhibitKey: Uint8Array, object: string, wrapped: Uint8Array): Uint8Array {
    return unwrapKey(exhibitKey, this.#dataContext(exhibit, object), wrapped)
  }

  /** Wraps a secret that is needed again in the clear, bound to what it is for. */
  wrapSecret(purpose: string, secret: Uint8Array): Buffer {
    return Buffer.from(
      wrapBytes(this.#random, this.#keys.node, `homeward/secret/v1|${this.node}|${purpose}`, secret),
    )
  }

  unwrapSecret(purpose: string, wrapped: Uint8Array): Uint8Array {
    return unwrapBytes(this.#keys.node, `homeward/secret/v1|${this.node}|${purpose}`, wrapped)
  }

  /** Context of a sealed blob: a blob that is moved to another object does not open. */
  blobContext(kind: string, object: string): Uint8Array {
    return Buffer.from(`homeward/blob/v1|${this.node}|${kind}|${object}`)
  }

  #dataContext(exhibit: string, object: string): string {
    return `homeward/data-key/v1|${this.node}|${exhibit}|${object}`
  }
}

function signingKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([ED25519_SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' })
}

function publicHalf(key: KeyObject): Uint8Array {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return new Uint8Array(der.subarray(der.length - KEY_BYTES))
}

function contextOf(node: string, name: KeyName): string {
  return `homeward/node-key/v1|${node}|${name}`
}

/** A root key without node keys is left from a first start that was cut short: it has wrapped nothing yet. */
async function makeRoot(directory: string, random: Platform['random']): Promise<KeyService> {
  return FileKeyService.open(directory, random).catch((error: unknown) => {
    if (error instanceof KeyError && error.code === 'keys/root-missing')
      return FileKeyService.create(directory, random)
    throw error
  })
}

async function writeDurably(directory: string, name: string, text: string): Promise<void> {
  const temporary = join(directory, `.${name}.new`)
  const handle = await open(temporary, 'w', 0o600)
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await rename(temporary, join(directory, name))
  const folder = await open(directory, 'r')
  await folder.sync()
  await folder.close()
}
