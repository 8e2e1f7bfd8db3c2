import { type Refusal, refuse } from '../refusal.ts'
import { type StatedExif, statedExif } from './stated-exif.ts'
import { flagOf, hexOf, isProblem, sizeOf, textOf, type VicsFields, type VicsPair } from './vics-fields.ts'

/** What the address of a document's model says: its version, and the scheme that its category codes belong to. */
export interface VicsModel {
  readonly version: string | null
  /** Null before version 2.0, which do not say it: their codes mean nothing by themselves. */
  readonly scheme: string | null
}

/** Reads the address of the model, such as `http://…/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases`. */
export function vicsModel(address: string): VicsModel {
  const found = /\/DataModels\/(\d+\.\d+)\.xml(?:\/([A-Za-z0-9_-]{1,40})\/)?/iu.exec(address)
  return { version: found?.[1] ?? null, scheme: found?.[2] ?? null }
}

/** What an exporter says of one case. Persons who may be asked are not read: they are in the document. */
export interface VicsCase {
  readonly caseId: string | null
  readonly caseNumber: string | null
  readonly organisation: string | null
  readonly application: string | null
  readonly applicationVersion: string | null
  readonly seizedAt: string | null
}

export function vicsCase(fields: VicsFields): VicsCase {
  return {
    caseId: textOf(fields, 'CaseID')?.replace(/^\{(.*)\}$/u, '$1') ?? null,
    caseNumber: textOf(fields, 'CaseNumber'),
    organisation: textOf(fields, 'ContactOrganization'),
    application: textOf(fields, 'SourceApplicationName'),
    applicationVersion: textOf(fields, 'SourceApplicationVersion'),
    seizedAt: textOf(fields, 'SeizureDate'),
  }
}

/** What an exporter says of one media: statements with a source, never decisions of this node. Hex in lower case. */
export interface VicsMedia {
  readonly number: string | null
  readonly md5: string | null
  readonly sha1: string | null
  readonly sizeBytes: number | null
  readonly mime: string | null
  /** The file name that versions 1.0 and 1.1 give instead of places. */
  readonly name: string | null
  /** Where its bytes are stored, relative to the document, as written; null for hashes without a file. */
  readonly storedAt: string | null
  /** A code of the document's scheme. */
  readonly categoryCode: string | null
  readonly series: string | null
  readonly victimIdentified: boolean | null
  readonly offenderIdentified: boolean | null
  readonly distributed: boolean | null
  readonly suspected: boolean | null
  readonly selfGenerated: boolean | null
  readonly tags: string | null
  readonly updatedAt: string | null
  readonly exif: StatedExif | null
  /** What could not be understood of it. */
  readonly problem: Refusal | null
}

export function vicsMedia(fields: VicsFields, exifs: readonly VicsPair[]): VicsMedia {
  const md5 = hexOf(fields, 'MD5', 32)
  const sha1 = hexOf(fields, 'SHA1', 40)
  const sizeBytes = sizeOf(fields.get('MediaSize') ?? null)
  return {
    number: textOf(fields, 'MediaID'),
    md5: isProblem(md5) ? null : md5,
    sha1: isProblem(sha1) ? null : sha1,
    sizeBytes: isProblem(sizeBytes) ? null : sizeBytes,
    mime: textOf(fields, 'MimeType'),
    name: textOf(fields, 'Name'),
    storedAt: textOf(fields, 'RelativeFilePath'),
    categoryCode: textOf(fields, 'Category'),
    series: textOf(fields, 'Series'),
    victimIdentified: flagOf(fields, 'VictimIdentified'),
    offenderIdentified: flagOf(fields, 'OffenderIdentified'),
    distributed: flagOf(fields, 'IsDistributed'),
    suspected: flagOf(fields, 'IsSuspected'),
    selfGenerated: flagOf(fields, 'SelfGenerated'),
    tags: textOf(fields, 'Tags'),
    updatedAt: textOf(fields, 'DateUpdated'),
    exif: statedExif(exifs),
    problem: [md5, sha1, sizeBytes].find(isProblem) ?? noHash(md5, sha1),
  }
}

function noHash(md5: string | null | Refusal, sha1: string | null | Refusal): Refusal | null {
  return md5 === null && sha1 === null
    ? refuse('vics/entry', 'Expected an MD5 or a SHA1, got neither.')
    : null
}

/** The digests and size of the bytes that a media's stored file has. */
export interface StoredBytes {
  readonly md5: string | null
  readonly sha1: string | null
  readonly sizeBytes: number
}

/**
 * Compares what the exporter states of a media with the bytes that its stored file has. Refuses with
 * `vics/bytes-differ` when MD5, SHA1 or size is another, and with `vics/not-compared` when the file was not read.
 */
export function compareStored(
  stated: { readonly md5: string | null; readonly sha1: string | null; readonly sizeBytes: number | null },
  stored: StoredBytes,
): Refusal | null {
  if (stored.md5 === null || stored.sha1 === null) {
    return refuse('vics/not-compared', 'Expected bytes to compare, the stored file could not be read.')
  }
  const differing = [
    ...(stated.md5 !== null && stated.md5 !== stored.md5 ? ['MD5'] : []),
    ...(stated.sha1 !== null && stated.sha1 !== stored.sha1 ? ['SHA1'] : []),
    ...(stated.sizeBytes !== null && stated.sizeBytes !== stored.sizeBytes
      ? [`size (${stated.sizeBytes} bytes stated, ${stored.sizeBytes} stored)`]
      : []),
  ]
  if (differing.length === 0) return null
  return refuse('vics/bytes-differ', `The stored file is not what the case states: ${differing.join(', ')}.`)
}
