/** An expected "no": which rule refused (`room/what`) and what was expected and what came. */
export type Refusal = { readonly code: string; readonly because: string }

/**
 * The bytes of one file, handed over whole or as a stream.
 * A stream is read once, in order, and is closed early when the answer needs no more of it.
 */
export type Source = Uint8Array | AsyncIterable<Uint8Array>

/** A PDQ hash of 32 bytes, its quality (0 to 100) and its eight dihedral forms (8 x 32 bytes, the first equal to `bits`). */
export type PdqHash = {
  readonly bits: Uint8Array
  readonly quality: number
  readonly dihedral: Uint8Array
}

/** What a camera wrote into a file; every text is as written, cut at 256 characters. */
export type Exif = {
  readonly make: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly lens: string | null
  readonly software: string | null
  /** DateTimeOriginal as written, `YYYY:MM:DD hh:mm:ss`. */
  readonly takenAt: string | null
  /** The same moment in milliseconds, read as if it were UTC, because cameras rarely write a zone. */
  readonly takenAtMs: number | null
  /** Null unless both coordinates, both references and their ranges are right. */
  readonly gps: { readonly latitudeDegrees: number; readonly longitudeDegrees: number } | null
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number | null
}

/** What a video or sound container says of itself. */
export type Container = {
  readonly format: string
  readonly videoCodec: string | null
  readonly audioCodec: string | null
  readonly frameRateHz: number | null
  readonly bitRateBps: number | null
  /** The creation time that the container carries, as written. */
  readonly createdAt: string | null
  /** Anticlockwise display rotation in degrees, if the container asks for one. */
  readonly rotationDegrees: number | null
  /** Recorder's make, model and software as the container's tags give them. */
  readonly make: string | null
  readonly model: string | null
  readonly software: string | null
}

/** The family of a file, decided by its content and never by its name. */
export type Family = 'image' | 'video' | 'audio' | 'archive' | 'context'

/** What a file is and what could be read out of it inside the sandbox. */
export type Description = {
  /** MIME type by content, for example `image/jpeg`. */
  readonly kind: string
  readonly family: Family
  readonly widthPx: number | null
  readonly heightPx: number | null
  /** Frames of an image file (1 for a still), or of a video if its container says so. */
  readonly frames: number | null
  readonly durationMs: number | null
  /** Stills only: stored pixels, EXIF orientation not applied, alpha on white, first frame. */
  readonly pdq: { readonly nn512: PdqHash; readonly full: PdqHash } | null
  readonly exif: Exif | null
  readonly container: Container | null
  /** WebP, at most 320 pixels a side, re-encoded from decoded pixels. */
  readonly thumbnail: Uint8Array | null
  /** WebP, 12 blocks on the long side. */
  readonly pixelated: Uint8Array | null
  /** Text of a context file, at most 256 KiB of UTF-8. */
  readonly text: string | null
}

/** How clearly a picture is rendered: the original, half of its information, or 12 blocks. */
export type Clarity = 'clear' | 'reduced' | 'pixelated'

/** `maxSidePx` is 16 to 4,096; `reduced` is greyscale and softened to 128 pixels of detail on the long side. */
export type RenderOptions = { readonly maxSidePx: number; readonly clarity: Clarity }

/** Bounds of one archive; what lies beyond is refused with `archive/limits`. */
export type MemberLimits = {
  /** Members listed, refused ones included. */
  readonly members: number
  /** Bytes of one unpacked member. */
  readonly memberSizeBytes: number
  /** Bytes of all unpacked members together. */
  readonly totalSizeBytes: number
  /** Unpacked bytes for each packed byte. */
  readonly ratio: number
}

/**
 * One regular file of an archive. `pathBytes` is the name exactly as stored.
 * `bytes` must be read before the next member is asked for; what is left unread is skipped.
 * Reading `bytes` throws `MemberError` when the archive turns out broken or over its limits inside the member.
 */
export type ArchiveMember = {
  readonly pathBytes: Uint8Array
  /** The size that the archive announces; a member whose bytes differ from it ends in a `MemberError`. */
  readonly sizeBytes: number
  readonly modifiedAtMs: number | null
  readonly bytes: AsyncIterable<Uint8Array>
}

/**
 * A member, or the whole rest of an archive, that is not unpacked.
 * `pathBytes` is the stored name, or null when the refusal is of the archive itself.
 */
export type MemberRefusal = Refusal & { readonly pathBytes: Uint8Array | null }

/** A value as a VICS document gives it: flags come as booleans or text, sizes as numbers or text. */
export type VicsScalar = string | number | boolean | null

/** The known fields of one object by their names in the document; what it does not have is missing. */
export type VicsFields = ReadonlyMap<string, VicsScalar>

/** The name and value of an alternative hash or an EXIF property. */
export type VicsPair = readonly [name: string, value: string]

/**
 * One object of a VICS document. Media come before the case that they belong to, whose number they carry (null in a
 * hash set); places where a media was found follow it.
 */
export type VicsRow =
  | { readonly row: 'case'; readonly index: number; readonly fields: VicsFields }
  | {
      readonly row: 'media'
      readonly caseIndex: number | null
      readonly fields: VicsFields
      readonly hashes: readonly VicsPair[]
      readonly exifs: readonly VicsPair[]
    }
  | { readonly row: 'file'; readonly fields: VicsFields }

/** The end of a document that was read whole: the address of its model and how many rows of each kind it had. */
export type VicsEnd = {
  readonly model: string
  readonly cases: number
  readonly media: number
  readonly files: number
}

/** Some rows, or the end, or the reason why there is none: then nothing of the rows before may be trusted. */
export type VicsPart = { readonly rows: readonly VicsRow[] } | VicsEnd | Refusal

/** Digests of one file, lower or upper case hexadecimal. */
export type Digests = { readonly sha256Hex?: string; readonly sha1Hex?: string; readonly md5Hex?: string }

/** One thing that sandboxed code must not be able to do, and what came of trying. */
export type Probe = { readonly name: string; readonly denied: boolean; readonly outcome: string }

/** The outcome of the sandbox self-test, one list a profile. */
export type ProbeReport = {
  /** True when every probe of every profile was denied. */
  readonly holds: boolean
  /** `dropped`: the processes run as an unprivileged user of the host; `mapped`: unprivileged inside the sandbox only. */
  readonly identity: 'dropped' | 'mapped' | 'own'
  readonly profiles: readonly { readonly profile: string; readonly probes: readonly Probe[] }[]
}

/** Bounds of what one file may cost. The README of this room gives the reason of each. */
export type DecodeLimits = {
  readonly imageSizeBytes: number
  readonly movieSizeBytes: number
  readonly archiveSizeBytes: number
  readonly sidePx: number
  readonly pixels: number
  readonly imageTimeMs: number
  readonly movieTimeMs: number
  /** For each step of an archive, not for the whole of it. */
  readonly archiveTimeMs: number
  readonly residentBytes: number
  readonly addressBytes: number
}

export type DecoderOptions = {
  /** Files decoded at the same time, 2 if not given. Streams of archive members are not counted. */
  readonly processes?: number
  readonly limits?: Partial<DecodeLimits>
}

/** Decodes the files of one scope, usually one exhibit. Calls may overlap; each waits for a free process. */
export interface DecodeWorker {
  /**
   * Says what a file is. `sizeBytes` must be the length of `source`, more than zero.
   * Refuses media that cannot be opened: `media/unreadable`, `media/unsupported`, `media/limits`, `media/timeout`,
   * `media/memory`, `media/crashed`. What is not media is described as context, never refused.
   * Throws what `source` throws, and `DecoderError` when the decoder is closed or the sandbox cannot be started.
   */
  describe(source: Source, sizeBytes: number): Promise<Description | Refusal>
  /** Renders a picture, or the poster frame of a video, as WebP in display orientation. Refuses as `describe` does. */
  render(source: Source, sizeBytes: number, options: RenderOptions): Promise<Uint8Array | Refusal>
  /**
   * Lists a zip, tar or gzipped tar, in the order of the archive. Members are never written to disk.
   * Yields a `MemberRefusal` for names that are unsafe (`archive/unsafe-name`), members that are no regular files
   * (`archive/not-a-file`) or encrypted (`archive/encrypted`), and for the archive itself when it is broken
   * (`archive/unreadable`), over its limits (`archive/limits`) or of a kind that is not opened (`archive/unsupported`).
   * Directories are passed over in silence.
   */
  members(
    source: Source,
    sizeBytes: number,
    limits?: Partial<MemberLimits>,
  ): AsyncIterable<ArchiveMember | MemberRefusal>
  /**
   * Reads a VICS case or hash set of any size, JSON of the versions 1.0 to 2.0 as observed. Yields rows in the order of
   * the document and at last its end, or a refusal: `vics/unreadable` (no JSON, cut short, another shape),
   * `vics/limits`, or one of those of `describe`.
   */
  vics(source: Source, sizeBytes: number): AsyncIterable<VicsPart>
  /** Ends the processes of this scope. Calls under way are refused with `media/crashed`. */
  close(): Promise<void>
}

/** Opens untrusted files in sandboxed processes, never two scopes in one process. */
export interface Decoder {
  /** The worker of a scope; the same object for the same scope until it is closed. */
  worker(scope: string): DecodeWorker
  /** Tries everything that the sandbox must deny, in every profile. */
  selfTest(): Promise<ProbeReport>
  close(): Promise<void>
}

/** A known-good set (NSRL RDSv3, SQLite) that is read by a sandboxed process of its own. */
export interface KnownGood {
  /** One answer a file, in order: true when any given digest is in the set. At most 10,000 files a call. */
  lookup(digests: readonly Digests[]): Promise<boolean[]>
  close(): Promise<void>
}
