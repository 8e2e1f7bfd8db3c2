import type { Audience } from './audience.ts'
import type { HitCounts, OutcomeCounts } from './edition.ts'
import { get, part, post } from './request.ts'

export interface IntakeProgress {
  readonly filesDone: number
  readonly filesPlanned: number | null
  readonly bytesDone: number
  readonly bytesPlanned: number | null
  readonly filesPerSecond: number
  readonly secondsLeft: number | null
  readonly stage: 'reading' | 'matching' | 'grouping' | 'done'
}

export interface IntakeReport extends OutcomeCounts {
  readonly exhibit: string
  readonly filesSeen: number
  readonly sizeBytes: number
  readonly wallSeconds: number
  readonly hits: HitCounts
}

/** What the VICS cases of an exhibit came to; none of it is a file seen. */
export interface VicsFigures {
  readonly documents: number
  readonly refused: number
  readonly cases: number
  readonly named: number
  readonly stored: number
  readonly withoutFile: number
  readonly differing: number
  readonly places: number
  readonly problems: number
}

export interface VicsProblem {
  readonly document: string
  readonly named: string | null
  readonly number: string | null
  readonly code: string
  readonly because: string
}

/** What the cases of an exhibit are, what their exporters state, and what is wrong with them. */
export interface VicsAnswer {
  readonly documents: readonly {
    readonly path: string
    readonly version: string | null
    readonly scheme: string | null
    readonly cases: readonly {
      readonly caseId: string | null
      readonly caseNumber: string | null
      readonly organisation: string | null
      readonly application: string | null
    }[]
  }[]
  readonly statements: {
    readonly categories: readonly {
      readonly scheme: string | null
      readonly code: string
      readonly media: number
    }[]
    readonly series: number
    readonly victimIdentified: number
    readonly offenderIdentified: number
    readonly distributed: number
  }
  readonly problems: readonly VicsProblem[]
}

export interface IntakeStatus {
  readonly intake: string
  readonly exhibit: string
  readonly exhibitId: string
  readonly audience: Audience
  readonly unit: string
  readonly case: string
  readonly edition: string
  readonly state: 'running' | 'finished' | 'stopped' | 'failed'
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly problem: { readonly code: string; readonly because: string } | null
  readonly progress: IntakeProgress
  readonly report: IntakeReport
  readonly vics: VicsFigures | null
}

/** The outcomes in the order of the counting rule. */
export const OUTCOMES: readonly (keyof OutcomeCounts)[] = [
  'mediaNew',
  'mediaKnown',
  'duplicates',
  'knownGood',
  'archives',
  'context',
  'empty',
  'quarantined',
]

export interface FileLine {
  readonly path: string
  readonly code: string | null
  readonly because: string | null
}

export function listIntakes(
  edition: string,
  signal?: AbortSignal,
): Promise<{ intakes: readonly IntakeStatus[] }> {
  return get(`/api/intakes?edition=${part(edition)}`, signal)
}

export function getIntake(intake: string, signal?: AbortSignal): Promise<IntakeStatus> {
  return get(`/api/intakes/${part(intake)}`, signal)
}

/** The address of the live status of an intake, as server-sent events. */
export function intakeLivePath(intake: string): string {
  return `/api/intakes/${part(intake)}/live`
}

export function stopIntake(intake: string): Promise<object> {
  return post(`/api/intakes/${part(intake)}/stop`)
}

export function listFiles(
  intake: string,
  outcome: keyof OutcomeCounts,
  signal?: AbortSignal,
): Promise<{ files: readonly FileLine[] }> {
  return get(`/api/intakes/${part(intake)}/quarantined?outcome=${part(outcome)}`, signal)
}

export interface Receipt extends IntakeStatus {
  /** Who took the exhibit in, as the reader may call that person. */
  readonly takenInBy: string
  readonly unitName: string
  readonly editionName: string
  /** The certificate of its erasure, a label and a value a line; null while the exhibit stands. */
  readonly certificate: readonly (readonly [label: string, value: string])[] | null
}

export function getReceipt(intake: string, signal?: AbortSignal): Promise<Receipt> {
  return get(`/api/intakes/${part(intake)}/receipt`, signal)
}

export function getVics(intake: string, signal?: AbortSignal): Promise<VicsAnswer> {
  return get(`/api/intakes/${part(intake)}/vics`, signal)
}
