export { openDecoder } from './decoder.ts'
export { DecoderError, MemberError } from './errors.ts'
export { openKnownGood } from './known-good.ts'
export { DEFAULT_LIMITS, DEFAULT_MEMBER_LIMITS } from './limits.ts'
export { isRefusal } from './refusal.ts'
export type {
  ArchiveMember,
  Clarity,
  Container,
  DecodeLimits,
  Decoder,
  DecoderOptions,
  DecodeWorker,
  Description,
  Digests,
  Exif,
  Family,
  KnownGood,
  MemberLimits,
  MemberRefusal,
  PdqHash,
  Probe,
  ProbeReport,
  Refusal,
  RenderOptions,
  Source,
  VicsEnd,
  VicsFields,
  VicsPair,
  VicsPart,
  VicsRow,
  VicsScalar,
} from './types.ts'
