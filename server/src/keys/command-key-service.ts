import { spawn } from 'node:child_process'
import { KeyError, type KeyService } from './key-service.ts'

const TIMEOUT_MS = 30_000
const OUTPUT_BYTES_MAX = 64 * 1024

/**
 * The root key outside the node: an external command (a hardware module's tool, a cloud's client) is started for each
 * call. It gets one JSON line on standard input, `{"operation": "wrap" | "unwrap", "context", "key": base64}`, and
 * answers with one, `{"key": base64}`; any other ending is an error. The root key never enters this process.
 */
export class CommandKeyService implements KeyService {
  readonly #command: readonly string[]

  constructor(command: readonly string[]) {
    this.#command = command
  }

  wrap(context: string, key: Uint8Array): Promise<Uint8Array> {
    return this.#call('wrap', context, key, 'keys/service')
  }

  unwrap(context: string, wrapped: Uint8Array): Promise<Uint8Array> {
    return this.#call('unwrap', context, wrapped, 'keys/root-wrong')
  }

  async #call(
    operation: 'wrap' | 'unwrap',
    context: string,
    key: Uint8Array,
    refusedAs: 'keys/service' | 'keys/root-wrong',
  ): Promise<Uint8Array> {
    const request = `${JSON.stringify({ operation, context, key: Buffer.from(key).toString('base64') })}\n`
    const { status, output } = await this.#run(request)
    if (status !== 0)
      throw new KeyError(refusedAs, `the key command refused to ${operation} (status ${status})`)
    try {
      const answer = JSON.parse(output) as { key?: unknown }
      if (typeof answer.key === 'string') return new Uint8Array(Buffer.from(answer.key, 'base64'))
    } catch {
      // Falls through: what is no JSON is reported like JSON without a key.
    }
    throw new KeyError(
      'keys/service',
      'expected the key command to answer {"key": base64}, got something else',
    )
  }

  #run(input: string): Promise<{ status: number | null; output: string }> {
    const [program, ...args] = this.#command
    return new Promise((resolve, reject) => {
      const child = spawn(program ?? '', args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: TIMEOUT_MS })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => {
        if (output.length < OUTPUT_BYTES_MAX) output += chunk.toString()
      })
      // The command may end without reading its input; its status says so.
      child.stdin.on('error', () => undefined)
      child.on('error', (error) =>
        reject(new KeyError('keys/service', `the key command could not be started: ${program}`, error)),
      )
      child.on('close', (status) => resolve({ status, output }))
      child.stdin.end(input)
    })
  }
}
