import type { DecodeLimits, MemberLimits } from './types.ts'

const MIB = 1024 * 1024

/** The bounds used where `openDecoder` is given none. */
export const DEFAULT_LIMITS: DecodeLimits = {
  imageSizeBytes: 256 * MIB,
  movieSizeBytes: 1024 * MIB,
  archiveSizeBytes: 1024 * MIB,
  sidePx: 30_000,
  pixels: 268_402_689,
  imageTimeMs: 5_000,
  movieTimeMs: 60_000,
  archiveTimeMs: 60_000,
  residentBytes: 1024 * MIB,
  addressBytes: 3072 * MIB,
}

/** The bounds used where `members` is given none. */
export const DEFAULT_MEMBER_LIMITS: MemberLimits = {
  members: 100_000,
  memberSizeBytes: 1024 * MIB,
  totalSizeBytes: 16 * 1024 * MIB,
  ratio: 1_000,
}
