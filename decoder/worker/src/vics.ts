import { Readable } from 'node:stream'
import parser from 'stream-json/parser.js'
import { type Answer, clean, Refused } from './answer.ts'
import { TAG, writeReply } from './frames.ts'
import type { Incoming } from './incoming.ts'
import { type Row, VicsTokens } from './vics-tokens.ts'

const ROWS_A_FRAME = 500
const FRAME_CHARACTERS = 128 * 1024
const ROWS_MAX = 20_000_000

/**
 * Streams a VICS document of any size: frames of rows in its order, then what it says of itself and how many rows it
 * had. Refuses with `vics/unreadable` what is no JSON of this shape, truncated JSON included, and with `vics/limits`.
 */
export async function readVics(incoming: Incoming): Promise<Answer> {
  const frames = new RowFrames()
  const tokens = new VicsTokens((row) => frames.add(row))
  const stream = parser.asStream({ packValues: true, streamValues: false })
  const source = Readable.from(texts(incoming))
  source.on('error', (error) => stream.destroy(error))
  source.pipe(stream)
  try {
    for await (const token of stream) tokens.consume(token as Parameters<VicsTokens['consume']>[0])
  } catch (error) {
    source.destroy()
    if (error instanceof Refused) throw error
    throw new Refused('vics/unreadable', clean(error instanceof Error ? error.message : String(error)))
  }
  frames.end()
  const { model, cases, media, files } = tokens
  if (model === null) throw new Refused('vics/unreadable', 'a document that names its model expected')
  return { body: { model, cases, media, files } }
}

/** The document as text: UTF-8 with a mark or without, or UTF-16 with its mark. */
function* texts(incoming: Incoming): Generator<string> {
  const [first, second] = incoming.head
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8'
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for (const part of incoming.stream()) yield decoder.decode(part, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refused('vics/unreadable', 'text of UTF-8 expected, other bytes came')
  }
}

class RowFrames {
  #rows: string[] = []
  #characters = 0
  #total = 0

  add(row: Row): void {
    this.#total += 1
    if (this.#total > ROWS_MAX)
      throw new Refused('vics/limits', `at most ${ROWS_MAX} rows expected, more came`)
    const text = JSON.stringify(row)
    // A row that does not fit any more begins the next frame, so that no frame grows by more than one row.
    if (this.#characters + text.length > FRAME_CHARACTERS) this.end()
    this.#rows.push(text)
    this.#characters += text.length
    if (this.#rows.length >= ROWS_A_FRAME) this.end()
  }

  end(): void {
    if (this.#rows.length === 0) return
    writeReply(TAG.rows, {}, { rows: Buffer.from(`[${this.#rows.join(',')}]`) })
    this.#rows = []
    this.#characters = 0
  }
}
