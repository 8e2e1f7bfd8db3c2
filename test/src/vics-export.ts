import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A place on a device as an exporter writes it; every field may be left out. */
export type Place = Readonly<Record<string, unknown>>

/** One media of an export: its bytes, the path where they are stored (null for hashes alone), and what is stated. */
export interface Exported {
  readonly bytes: Buffer
  readonly storedAt: string | null
  readonly places?: readonly Place[]
  readonly more?: Readonly<Record<string, unknown>>
}

const MODELS: Readonly<Record<string, [key: string, address: string]>> = {
  '1.1': ['odata.metadata', 'http://github.com/ICMEC/ProjectVic/DataModels/1.1.xml#Cases'],
  '1.3': ['odata.metadata', 'http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Cases'],
  '2.0': [
    '@odata.context',
    'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases',
  ],
}

export function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex').toUpperCase()
}

/** A Media entry as exporters write it: upper-case hashes, flags as words. */
export function mediaEntry({ bytes, storedAt, places = [], more = {} }: Exported, number: number): object {
  const MD5 = md5Of(bytes)
  return {
    MediaID: number,
    MD5,
    SHA1: createHash('sha1').update(bytes).digest('hex').toUpperCase(),
    MediaSize: bytes.length,
    MimeType: 'image/png',
    ...(storedAt === null ? {} : { RelativeFilePath: storedAt }),
    Category: null,
    VictimIdentified: 'false',
    MediaFiles: places.map((place) => ({ MD5, ...place })),
    ...more,
  }
}

/** A document of one or more cases. `TotalMediaFiles` is wrong, as it is in the wild. */
export function vicsDocument(version: string, cases: readonly (readonly Exported[])[]): object {
  const [key, address] = MODELS[version] ?? []
  if (key === undefined) throw new Error(`no model of version ${version}`)
  let number = 0
  const value = cases.map((media, index) => ({
    CaseID: `{6f9f0c1e-0000-0000-0000-00000000000${index}}`,
    CaseNumber: `XA-2016-${index}`,
    ContactOrganization: 'National unit XA (fictional)',
    SourceApplicationName: 'Homeward tests',
    SeizureDate: '10/3/2016',
    TotalMediaFiles: 34_731,
    Media: media.map((one) => {
      number += 1
      return mediaEntry(one, number)
    }),
  }))
  return { [key]: address, value }
}

/** Writes an export as a tool leaves it: the document and the stored files beside it, each once. */
export function writeExport(
  folder: string,
  document: unknown,
  stored: Readonly<Record<string, Buffer>>,
): void {
  for (const [path, bytes] of Object.entries(stored)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'case.json'), typeof document === 'string' ? document : JSON.stringify(document))
}
