export { ACT_RULES, ACTS, type Act, type ActRule, hasVoice, type Voice } from './access/act.ts'
export {
  APPROVAL_OPEN_MS,
  APPROVAL_TAKE_MS,
  type ApprovalRequest,
  type ApprovalState,
  decideApproving,
  decideAsking,
  decideRefusing,
  decideSigned,
  decideTaking,
  decideWithdrawing,
  type Voicer,
} from './access/approval.ts'
export {
  type Audience,
  type AudienceMember,
  type AudienceRequest,
  decideAudience,
  inAudience,
  sameAudience,
} from './access/audience.ts'
export {
  BREAK_GLASS_MS,
  BREAK_GLASS_REVIEW_MS,
  decideBreaking,
  decideGlassReview,
} from './access/break-glass.ts'
export {
  type Allowance,
  countOnce,
  type ExposureLoad,
  type Lift,
  mayReveal,
  NO_LOAD,
  type RefusedUntil,
} from './access/exposure.ts'
export {
  DANGER_MS,
  decideDangerReview,
  decideOverride,
  LOAD_DAYS,
  OVERRIDE_MINUTES_MAX,
} from './access/exposure-lift.ts'
export {
  type Curfew,
  decideOwnFigures,
  decideUnitFigures,
  EXPOSURE_DEFAULTS,
  type ExposureFigures,
  type ExposureRules,
  NO_OWN_FIGURES,
  type OwnFigures,
  strictestRules,
} from './access/exposure-rules.ts'
export { NOTICE_KINDS, type NoticeKind, noticeKindsFor } from './access/notice.ts'
export { CONTEXT_WORDS, decidePassword, PASSWORD_CHARACTERS_MAX } from './access/password.ts'
export { type NamedPerson, personName } from './access/person-name.ts'
export { type AccessRequest, mayAccess, type Permission, relationOf } from './access/policy.ts'
export {
  ACTIONS,
  type Action,
  type Obligation,
  POLICY,
  RELATIONS,
  type Relation,
  type Rule,
  SESSION_STATES,
  type SessionState,
} from './access/policy-table.ts'
export {
  type ClaimedRoles,
  type Claims,
  decideIdentity,
  decideLogout,
  decideProviderTerms,
  type LogoutOrder,
  PROVIDER_SIGN_IN_MS,
  type ProvenIdentity,
  type ProviderTerms,
} from './access/provider.ts'
export {
  CLARITIES,
  type Clarity,
  type CountedExposure,
  countExposure,
  isClarity,
  REVEAL_PICTURE_MS,
  REVEAL_SET_MS,
  revealStanding,
} from './access/reveal.ts'
export { isRole, ROLES, type Role } from './access/role.ts'
export {
  freshlySignedIn,
  INVITATION_MS,
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
  type SessionRecord,
  SIGN_IN_FAILURES_MAX,
  SIGN_IN_LOCK_MS,
  sessionState,
} from './access/session.ts'
export { unitTime } from './access/unit-time.ts'
export { draftEvent, EVENTS, type EventType } from './events.ts'
export * from './ledger/index.ts'
export {
  type HashVariant,
  NEAR_DISTANCE_BITS,
  type NearEvidence,
  PDQ_QUALITY_MIN,
  strongerEvidence,
  type Verdict,
} from './match/verdict.ts'
export { type DevicePlace, devicePlace, type StatedTime } from './media/device-place.ts'
export {
  countErasure,
  decideErasure,
  type ErasureCounts,
  type ErasurePlan,
  type ErasureStanding,
  type Holding,
  planErasure,
} from './media/erasure.ts'
export {
  certificateLines,
  certificateNote,
  type ErasureCertificate,
  readCertificate,
} from './media/erasure-certificate.ts'
export { type IntakePace, type IntakeReport, intakePace, intakeReport } from './media/intake-report.ts'
export {
  decideOutcome,
  type FileFacts,
  filesSeen,
  noOutcomes,
  OUTCOMES,
  type Outcome,
  type OutcomeCounts,
} from './media/outcome.ts'
export { type ReferenceEntry, type ReferenceList, readReferenceList } from './media/reference-list.ts'
export {
  decideReview,
  expiryDay,
  type KeptExhibit,
  planRetention,
  REVIEW_NOTICE_DAYS,
  type RetentionRule,
  type Review,
  reviewDay,
  type ToldReview,
} from './media/retention.ts'
export type { StatedExif } from './media/stated-exif.ts'
export { storedPath } from './media/stored-path.ts'
export {
  compareStored,
  type StoredBytes,
  type VicsCase,
  type VicsMedia,
  type VicsModel,
  vicsCase,
  vicsMedia,
  vicsModel,
} from './media/vics.ts'
export type { VicsFields, VicsPair, VicsScalar } from './media/vics-fields.ts'
export { vicsReference } from './media/vics-reference.ts'
export { isRefusal, type Refusal, refuse } from './refusal.ts'
export {
  type AudienceOccurrence,
  type AudienceSet,
  proposeSetsByAudience,
} from './series/audience-partition.ts'
export {
  chooseRepresentative,
  type PictureLink,
  type PictureMedia,
  type PicturePlan,
  type PlannedPicture,
  planPictures,
} from './series/picture.ts'
export {
  decideAdd,
  decideCreate,
  decideMerge,
  decideSplit,
  decideUndo,
  type SeriesChange,
  type SeriesContent,
  type SeriesOperation,
  type SeriesState,
  type SeriesStep,
  type SetHolder,
} from './series/series-change.ts'
export { type EarlierSet, type Identified, keepSetIdentifiers } from './series/set-identifier.ts'
export { type ProposedSet, proposeSets, type SetOccurrence } from './series/set-proposal.ts'
export { type Hit, type Suggestion, suggestSeries } from './series/suggestion.ts'
