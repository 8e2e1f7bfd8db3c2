import { TEXT_CAP_BYTES } from './answer.ts'
import { markupText } from './markup.ts'
import { chunks } from './members.ts'
import { eachEntry } from './zip.ts'
import { type Entry, openMember, type ZipFile } from './zip-file.ts'

const PART_CAP_BYTES = 8 * 1024 * 1024
const MOST_PARTS = 500

/** The parts that hold text in office documents, OpenDocument and EPUB. */
const TEXT_PARTS =
  /^(word\/(document|comments|footnotes|endnotes|header\d*|footer\d*)\.xml|xl\/sharedStrings\.xml|ppt\/(slides|notesSlides)\/[^/]+\.xml|docProps\/(core|app)\.xml|content\.xml|meta\.xml|.+\.x?html)$/

/** The text of a document that is a zip inside, part by part, until the cap is reached. */
export async function documentText(path: string): Promise<string> {
  const pieces: string[] = []
  let length = 0
  let parts = 0
  await eachEntry(path, async (zip, entry) => {
    if (length >= TEXT_CAP_BYTES || parts >= MOST_PARTS) return
    if (!TEXT_PARTS.test(entry.fileNameRaw.toString('latin1')) || !entry.canDecodeFileData()) return
    parts++
    const text = markupText(await start(zip, entry))
    if (text === '') return
    pieces.push(text)
    length += text.length
  })
  return pieces.join('\n\n')
}

async function start(zip: ZipFile, entry: Entry): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of chunks(await openMember(zip, entry))) {
    parts.push(part)
    length += part.length
    if (length > PART_CAP_BYTES) break
  }
  return Buffer.concat(parts).toString('utf8', 0, PART_CAP_BYTES)
}
