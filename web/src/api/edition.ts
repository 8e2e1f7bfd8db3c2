import { get, part } from './request.ts'

export interface Edition {
  readonly code: string
  readonly name: string
  readonly purpose: string | null
  readonly units: readonly { readonly code: string; readonly name: string; readonly country: string | null }[]
  readonly startsOn: string | null
  readonly endsOn: string | null
}

export interface Funnel {
  readonly filesSeen: number
  readonly unique: number
  readonly knownIdentified: number
  readonly knownUnidentified: number
  readonly unknown: number
  readonly pictures: number
  readonly picturesInSets: number
  readonly sets: number
  readonly picturesInSeries: number
  readonly series: number
}

/** The eight counted outcomes of an exhibit's files; they add up to `filesSeen`. */
export interface OutcomeCounts {
  readonly mediaNew: number
  readonly mediaKnown: number
  readonly duplicates: number
  readonly knownGood: number
  readonly quarantined: number
  readonly empty: number
  readonly context: number
  readonly archives: number
}

export interface HitCounts {
  readonly exact: number
  readonly near: number
}

export interface ExhibitReport extends OutcomeCounts {
  readonly exhibit: string
  readonly case: string
  readonly filesSeen: number
  readonly sizeBytes: number
  readonly hits: HitCounts
}

export interface UnitReport {
  readonly unit: string
  readonly name: string
  readonly country: string | null
  readonly exhibits: readonly ExhibitReport[]
  readonly filesSeen: number
  readonly mediaNew: number
  readonly mediaKnown: number
  readonly unknown: number
}

export interface EditionReport {
  readonly edition: { readonly code: string; readonly name: string }
  readonly generatedAt: string
  readonly funnel: Funnel
  readonly definitions: Readonly<Record<string, string>>
  readonly units: readonly UnitReport[]
  readonly series: {
    readonly seriesAddedTo: number
    readonly open: number
    readonly registry: number
  }
  /** Files that nobody had to look at, and what spared the look. */
  readonly exposure: {
    readonly viewsAvoided: number
    readonly knownGood: number
    readonly decisionReused: number
    readonly representativeOnly: number
  }
}

export function getEdition(code: string, signal?: AbortSignal): Promise<Edition> {
  return get(`/api/editions/${part(code)}`, signal)
}

export function getEditionReport(code: string, signal?: AbortSignal): Promise<EditionReport> {
  return get(`/api/editions/${part(code)}/report`, signal)
}
