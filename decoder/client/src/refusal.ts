import type { ArchiveMember, Description, MemberRefusal, Refusal, VicsPart } from './types.ts'

/** Tells an answer of the decoder from a refusal. Every answer that is no refusal lacks a `because`. */
export function isRefusal(
  answer: Description | ArchiveMember | Uint8Array | Refusal | MemberRefusal | VicsPart,
): answer is Refusal | MemberRefusal {
  return 'because' in answer && 'code' in answer
}
