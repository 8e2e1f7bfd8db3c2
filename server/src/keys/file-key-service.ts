import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Randomness } from '../platform.ts'
import { KeyError, type KeyService } from './key-service.ts'
import { KEY_BYTES, unwrapKey, wrapKey } from './key-wrap.ts'

const FILE = 'root.key'
const HEADER =
  'homeward root key v1; laptop shape: whoever has this file and the data directory has everything'

/** The laptop shape: the root key in a file of the data directory, mode 0600. */
export class FileKeyService implements KeyService {
  readonly #key: Uint8Array
  readonly #random: Randomness

  private constructor(key: Uint8Array, random: Randomness) {
    this.#key = key
    this.#random = random
  }

  /** Reads the root key. @throws {KeyError} `keys/root-missing` or `keys/root-damaged`. */
  static async open(directory: string, random: Randomness): Promise<FileKeyService> {
    const path = join(directory, FILE)
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new KeyError(
        'keys/root-missing',
        `expected the root key in ${path}; without it nothing here can be opened`,
        error,
      )
    })
    const [header, hex] = text.split('\n')
    if (header !== HEADER || !/^[0-9a-f]{64}$/.test(hex ?? '')) {
      throw new KeyError(
        'keys/root-damaged',
        `expected ${path} to hold a header line and ${KEY_BYTES * 2} hex digits`,
      )
    }
    return new FileKeyService(Buffer.from(hex ?? '', 'hex'), random)
  }

  /** Makes a root key where there is none yet; an existing file is never touched. */
  static async create(directory: string, random: Randomness): Promise<FileKeyService> {
    const key = random.bytes(KEY_BYTES)
    const handle = await open(join(directory, FILE), 'wx', 0o600)
    await handle.writeFile(`${HEADER}\n${Buffer.from(key).toString('hex')}\n`)
    await handle.sync()
    await handle.close()
    return new FileKeyService(key, random)
  }

  wrap(context: string, key: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(wrapKey(this.#random, this.#key, context, key))
  }

  async unwrap(context: string, wrapped: Uint8Array): Promise<Uint8Array> {
    try {
      return unwrapKey(this.#key, context, wrapped)
    } catch (error) {
      throw new KeyError(
        'keys/root-wrong',
        'the root key is not the one that this data directory was made with',
        error,
      )
    }
  }
}
