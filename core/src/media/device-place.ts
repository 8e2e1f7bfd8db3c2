import { statedTimeMs } from './stated-time.ts'
import { flagOf, hexOf, isProblem, textOf, type VicsFields } from './vics-fields.ts'

/** A moment as stated: the text always, the moment only where the text says it beyond doubt. */
export interface StatedTime {
  readonly text: string
  readonly atMs: number | null
}

/** A place on the examined device where a media was found. */
export interface DevicePlace {
  readonly fileName: string | null
  readonly filePath: string | null
  /** Where it groups with its neighbours: the source, then the folder, with slashes. */
  readonly folder: string
  /** What numbers it among its neighbours; empty for what was carved out of free space, whose names the tool made up. */
  readonly name: string
  readonly created: StatedTime | null
  readonly written: StatedTime | null
  readonly accessed: StatedTime | null
  readonly unallocated: boolean | null
  readonly deleted: boolean | null
  readonly parentMd5: string | null
  readonly parentName: string | null
  readonly parentPath: string | null
  readonly parentPhysicalLocation: string | null
  readonly physicalLocation: string | null
  readonly sourceId: string | null
}

export function devicePlace(fields: VicsFields): DevicePlace {
  const fileName = textOf(fields, 'FileName')
  const filePath = textOf(fields, 'FilePath')
  const unallocated = flagOf(fields, 'Unallocated')
  const sourceId = textOf(fields, 'SourceID')
  const parentMd5 = hexOf(fields, 'ParentMD5', 32)
  return {
    fileName,
    filePath,
    ...neighbourhood(sourceId, filePath, fileName, unallocated === true),
    created: timeOf(fields, 'Created'),
    written: timeOf(fields, 'Written'),
    accessed: timeOf(fields, 'Accessed'),
    unallocated,
    deleted: flagOf(fields, 'Deleted'),
    parentMd5: isProblem(parentMd5) ? null : parentMd5,
    parentName: textOf(fields, 'ParentFileName'),
    parentPath: textOf(fields, 'ParentFilePath'),
    parentPhysicalLocation: textOf(fields, 'ParentPhysicalLocation'),
    physicalLocation: textOf(fields, 'PhysicalLocation'),
    sourceId,
  }
}

/** Device paths end in the file's name in most exports, and in its folder in some. */
function neighbourhood(
  sourceId: string | null,
  filePath: string | null,
  fileName: string | null,
  unallocated: boolean,
): { folder: string; name: string } {
  const parts = (filePath ?? '').split(/[\\/]+/u).filter((part) => part !== '')
  const last = parts.at(-1) ?? ''
  const endsInName = fileName === null || last.toLowerCase() === fileName.toLowerCase()
  const folders = endsInName ? parts.slice(0, -1) : parts
  const inSource = (below: readonly string[]): string =>
    [...(sourceId === null ? [] : [sourceId]), ...below].join('/')
  if (unallocated) return { folder: inSource(['unallocated']), name: '' }
  return { folder: inSource(folders), name: fileName ?? last }
}

function timeOf(fields: VicsFields, name: string): StatedTime | null {
  const text = textOf(fields, name)
  return text === null ? null : { text, atMs: statedTimeMs(text) }
}
