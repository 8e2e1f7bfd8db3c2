import type { Kind } from './kind.ts'

const context = (mime: string): Kind => ({ mime, family: 'context', opens: true })
const OFFICE = 'application/vnd.openxmlformats-officedocument.'

/** Tells documents and programs that are zip files inside from archives, by the member names near the start. */
export function zipKind(head: Buffer): Kind {
  const { names, mimetype } = firstMembers(head)
  if (mimetype !== null) return context(mimetype)
  const within = (folder: string): boolean => names.some((name) => name.startsWith(folder))
  if (names.includes('[Content_Types].xml') || names[0] === '_rels/.rels') {
    if (within('word/')) return context(`${OFFICE}wordprocessingml.document`)
    if (within('xl/')) return context(`${OFFICE}spreadsheetml.sheet`)
    if (within('ppt/')) return context(`${OFFICE}presentationml.presentation`)
  }
  if (names.includes('AndroidManifest.xml')) return context('application/vnd.android.package-archive')
  if (names[0] === 'META-INF/' || names[0] === 'META-INF/MANIFEST.MF')
    return context('application/java-archive')
  return { mime: 'application/zip', family: 'archive', opens: true }
}

function firstMembers(head: Buffer): { names: string[]; mimetype: string | null } {
  const names: string[] = []
  let mimetype: string | null = null
  for (
    let at = head.indexOf('PK\x03\x04');
    at >= 0 && names.length < 64;
    at = head.indexOf('PK\x03\x04', at + 4)
  ) {
    if (at + 30 > head.length) break
    const dataAt = at + 30 + head.readUInt16LE(at + 26) + head.readUInt16LE(at + 28)
    const name = head.toString('latin1', at + 30, at + 30 + head.readUInt16LE(at + 26))
    names.push(name)
    // OpenDocument and EPUB store their type uncompressed in a first member of this name.
    if (names.length === 1 && name === 'mimetype' && head.readUInt16LE(at + 8) === 0) {
      const text = head.toString('latin1', dataAt, dataAt + Math.min(head.readUInt32LE(at + 18), 128))
      if (/^application\/[a-z0-9.+-]+$/.test(text)) mimetype = text
    }
  }
  return { names, mimetype }
}
