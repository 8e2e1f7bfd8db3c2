import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isSystemError, type Platform } from '../platform.ts'
import { KeyError } from './key-service.ts'
import { KEY_BYTES } from './key-wrap.ts'

const NAME = /^(exhibit-[A-Za-z0-9_-]+)\.(secret|destroyed)$/
const TEMPORARY = /^\.[0-9a-f]{16}\.new$/
const FINGERPRINT_BYTES = 16

/**
 * The half of every exhibit's key that can be destroyed: 32 random bytes in a file of their own, `EXHIBIT.secret`, beside
 * the node's keys. Alone it opens nothing; without it the exhibit's wrapped key opens nothing either, wherever a copy of
 * that lies. It belongs to no backup of the database or the vault, or destroying it here would destroy nothing.
 *
 * What was destroyed leaves `EXHIBIT.destroyed`, which holds the fingerprint alone and is never removed: by it a node
 * that finds the exhibit in a backup that was put back knows that it has to go again.
 *
 * Contract: when `create` or `destroy` returns, that is on the disk and stays so through a power cut; each may be called
 * again after it threw.
 */
export class ExhibitSecrets {
  readonly #platform: Platform
  readonly #directory: string
  readonly #secrets = new Map<string, Uint8Array>()
  readonly #destroyed = new Map<string, string>()
  /** Secrets whose mark of destruction is on the disk while their file may be, too. */
  readonly #left = new Set<string>()

  private constructor(platform: Platform, directory: string) {
    this.#platform = platform
    this.#directory = directory
  }

  /** Reads what lies in a folder, which need not be there. Writes nothing: the offline verifier opens keys as well. */
  static async open(platform: Platform, directory: string): Promise<ExhibitSecrets> {
    const opened = new ExhibitSecrets(platform, directory)
    for (const file of await platform.files.list(directory)) {
      const [, exhibit, state] = NAME.exec(file) ?? []
      if (exhibit === undefined) continue
      const bytes = await platform.files.read(join(directory, file), 0, 2 * KEY_BYTES)
      if (state === 'destroyed') opened.#destroyed.set(exhibit, Buffer.from(bytes).toString('latin1'))
      else if (bytes.length === KEY_BYTES) opened.#secrets.set(exhibit, bytes)
    }
    for (const exhibit of opened.#destroyed.keys()) {
      if (opened.#secrets.delete(exhibit)) opened.#left.add(exhibit)
    }
    return opened
  }

  has(exhibit: string): boolean {
    return this.#secrets.has(exhibit)
  }

  /** Exhibits whose secret was destroyed here. */
  get destroyed(): readonly string[] {
    return [...this.#destroyed.keys()]
  }

  /**
   * The secret of an exhibit.
   *
   * @throws {KeyError} `keys/exhibit-destroyed` after `destroy`, `keys/exhibit-missing` when it is not there.
   */
  secretOf(exhibit: string): Uint8Array {
    const secret = this.#secrets.get(exhibit)
    if (secret !== undefined) return secret
    if (this.#destroyed.has(exhibit)) {
      throw new KeyError('keys/exhibit-destroyed', 'the key of this exhibit was destroyed when it was erased')
    }
    throw new KeyError(
      'keys/exhibit-missing',
      `expected the secret of exhibit ${exhibit} in ${this.#directory}; without it nothing of the exhibit can be opened`,
    )
  }

  /** Names a secret without telling it, in hex; the same before and after it is destroyed. Null where there was none. */
  fingerprint(exhibit: string): string | null {
    const secret = this.#secrets.get(exhibit)
    if (secret === undefined) return this.#destroyed.get(exhibit) ?? null
    const hash = createHash('sha256').update('homeward/exhibit-secret/v1|').update(secret).digest('hex')
    return hash.slice(0, 2 * FINGERPRINT_BYTES)
  }

  /** Makes the secret of a new exhibit; one that is there already stays. @throws {KeyError} `keys/exhibit-destroyed` */
  async create(exhibit: string): Promise<void> {
    if (this.#secrets.has(exhibit)) return
    if (this.#destroyed.has(exhibit)) this.secretOf(exhibit)
    const secret = this.#platform.random.bytes(KEY_BYTES)
    await this.#write(`${exhibit}.secret`, secret)
    this.#secrets.set(exhibit, secret)
  }

  /** Destroys the secret of an exhibit: once it returns, nothing opens anything of the exhibit, here or in a copy. */
  async destroy(exhibit: string): Promise<void> {
    if (!this.#destroyed.has(exhibit)) {
      const fingerprint = this.fingerprint(exhibit) ?? ''
      // The mark comes first: a secret that is gone without it would look like one that was lost.
      await this.#write(`${exhibit}.destroyed`, Buffer.from(fingerprint))
      this.#destroyed.set(exhibit, fingerprint)
      this.#secrets.get(exhibit)?.fill(0)
      this.#secrets.delete(exhibit)
      this.#left.add(exhibit)
    }
    if (!this.#left.has(exhibit)) return
    await this.#remove(`${exhibit}.secret`)
    this.#left.delete(exhibit)
  }

  /** Ends what a killed node began: destructions, and files that never got their name. */
  async settle(): Promise<void> {
    for (const exhibit of [...this.#left]) await this.destroy(exhibit)
    for (const name of await this.#platform.files.list(this.#directory)) {
      if (TEMPORARY.test(name)) await this.#remove(name)
    }
  }

  async #remove(name: string): Promise<void> {
    const { files } = this.#platform
    await files.unlink(join(this.#directory, name)).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error
    })
    await files.syncDirectory(this.#directory)
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const { files, random } = this.#platform
    await files.makeDirectory(this.#directory)
    await files.syncDirectory(join(this.#directory, '..'))
    const temporary = join(this.#directory, `.${Buffer.from(random.bytes(8)).toString('hex')}.new`)
    const file = await files.create(temporary)
    try {
      await file.write(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await files.rename(temporary, join(this.#directory, name))
    await files.syncDirectory(this.#directory)
  }
}
