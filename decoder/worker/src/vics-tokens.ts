import type { Token } from 'stream-json/parser.js'
import { Refused } from './answer.ts'

export type Scalar = string | number | boolean | null
export type Fields = Record<string, Scalar>
export type Pair = [name: string, value: string]

/** One row as it goes to the client. A media row is followed by one row for each place where the media was found. */
export type Row =
  | ['case', index: number, fields: Fields]
  | ['media', caseIndex: number | null, fields: Fields, hashes: Pair[], exifs: Pair[]]
  | ['file', fields: Fields]

/** Objects deeper than any that the model has; a file that goes on and on would fill the memory with brackets. */
const DEPTH_MAX = 64
const PLACES_MAX = 100_000
const PAIRS_MAX = 256
const TEXT_CHARACTERS_MAX = 8_192

type Role =
  | 'document'
  | 'values'
  | 'element'
  | 'media-list'
  | 'media'
  | 'file-list'
  | 'file'
  | 'hash-list'
  | 'hash'
  | 'exif-list'
  | 'exif'
  | 'other'

const FIELDS: Readonly<Partial<Record<Role, ReadonlySet<string>>>> = {
  document: new Set(['odata.metadata', '@odata.context']),
  element: new Set([
    ...['CaseID', 'CaseNumber', 'ContactOrganization', 'SeizureDate'],
    ...['SourceApplicationName', 'SourceApplicationVersion'],
    ...mediaFields(),
  ]),
  media: new Set(mediaFields()),
  file: new Set([
    ...['MD5', 'FileName', 'FilePath', 'Created', 'Written', 'Accessed', 'Unallocated', 'Deleted'],
    ...['ParentMD5', 'ParentFileName', 'ParentFilePath', 'ParentPhysicalLocation'],
    ...['PhysicalLocation', 'SourceID'],
  ]),
  hash: new Set(['HashName', 'HashValue']),
  exif: new Set(['PropertyName', 'PropertyValue']),
}

function mediaFields(): string[] {
  return [
    ...['MediaID', 'Category', 'MD5', 'SHA1', 'MediaSize', 'MimeType', 'RelativeFilePath', 'Name', 'Series'],
    ...['VictimIdentified', 'OffenderIdentified', 'IsDistributed', 'IsSuspected', 'SelfGenerated'],
    ...['Tags', 'DateUpdated'],
  ]
}

type Container = {
  role: Role
  key: string
  fields: Fields
  files: Fields[]
  hashes: Pair[]
  exifs: Pair[]
  isCase: boolean
}

/** Follows the tokens of a VICS document and gives out its rows; what the model does not have is passed over. */
export class VicsTokens {
  readonly #emit: (row: Row) => void
  readonly #open: Container[] = []
  #elements = 0
  model: string | null = null
  cases = 0
  media = 0
  files = 0

  constructor(emit: (row: Row) => void) {
    this.#emit = emit
  }

  /** Takes the next token. Throws `Refused` where the document has another shape or more than the model allows. */
  consume(token: Token): void {
    switch (token.name) {
      case 'startObject':
        return this.#start(false)
      case 'startArray':
        return this.#start(true)
      case 'endObject':
      case 'endArray':
        return this.#end()
      case 'keyValue': {
        const top = this.#open.at(-1)
        if (top !== undefined) top.key = token.value
        return
      }
      case 'stringValue':
        return this.#scalar(token.value.slice(0, TEXT_CHARACTERS_MAX))
      case 'numberValue': {
        const value = Number(token.value)
        return this.#scalar(Number.isFinite(value) ? value : null)
      }
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        return this.#scalar(token.value)
      default:
    }
  }

  #start(isArray: boolean): void {
    if (this.#open.length >= DEPTH_MAX) {
      throw new Refused('vics/unreadable', `at most ${DEPTH_MAX} levels of JSON expected, more came`)
    }
    const parent = this.#open.at(-1)
    const role = roleBelow(parent, isArray)
    if (parent?.role === 'element' && role === 'media-list') parent.isCase = true
    this.#open.push({
      role,
      key: '',
      fields: Object.create(null) as Fields,
      files: [],
      hashes: [],
      exifs: [],
      isCase: false,
    })
  }

  #end(): void {
    const ended = this.#open.pop()
    // The list of a media's files lies between the media and each file.
    const owner = this.#open.at(-2)
    if (ended === undefined) return
    switch (ended.role) {
      case 'file':
        if (owner !== undefined) addBounded(owner.files, ended.fields, PLACES_MAX, 'places of one media')
        return
      case 'hash':
        return addPair(owner?.hashes, ended.fields['HashName'], ended.fields['HashValue'])
      case 'exif':
        return addPair(owner?.exifs, ended.fields['PropertyName'], ended.fields['PropertyValue'])
      case 'media':
        return this.#emitMedia(ended, this.#elements)
      case 'element':
        if (ended.isCase) {
          this.#emit(['case', this.#elements, ended.fields])
          this.cases += 1
        } else this.#emitMedia(ended, null)
        this.#elements += 1
        return
      default:
    }
  }

  #emitMedia({ fields, files, hashes, exifs }: Container, caseIndex: number | null): void {
    this.#emit(['media', caseIndex, fields, hashes, exifs])
    for (const file of files) this.#emit(['file', file])
    this.media += 1
    this.files += files.length
  }

  #scalar(value: Scalar): void {
    const top = this.#open.at(-1)
    if (top === undefined || FIELDS[top.role]?.has(top.key) !== true) return
    if (top.role === 'document') this.model = typeof value === 'string' ? value : this.model
    else top.fields[top.key] = value
  }
}

function roleBelow(parent: Container | undefined, isArray: boolean): Role {
  if (parent === undefined) return isArray ? 'other' : 'document'
  const { role, key } = parent
  if (isArray) {
    if (role === 'document') return key === 'value' ? 'values' : 'other'
    if (role === 'element' && key === 'Media') return 'media-list'
    if (role !== 'media' && role !== 'element') return 'other'
    if (key === 'MediaFiles') return 'file-list'
    if (key === 'AlternativeHashes') return 'hash-list'
    return key === 'Exifs' ? 'exif-list' : 'other'
  }
  switch (role) {
    case 'values':
      return 'element'
    case 'media-list':
      return 'media'
    case 'file-list':
      return 'file'
    case 'hash-list':
      return 'hash'
    case 'exif-list':
      return 'exif'
    default:
      return 'other'
  }
}

function addBounded<T>(list: T[], item: T, most: number, what: string): void {
  if (list.length >= most) throw new Refused('vics/limits', `at most ${most} ${what} expected, more came`)
  list.push(item)
}

/** Pairs beyond the bound are passed over: they are the exporter's remarks, and nothing is counted by them. */
function addPair(list: Pair[] | undefined, name: Scalar | undefined, value: Scalar | undefined): void {
  if (list === undefined || list.length >= PAIRS_MAX) return
  if (typeof name !== 'string' || value === null || value === undefined) return
  list.push([name.slice(0, 64), String(value).slice(0, 512)])
}
