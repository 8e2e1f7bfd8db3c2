// The parts of the node's answers that the command line reads; the OpenAPI page of the node has the whole of them.

export interface IntakeReport {
  readonly exhibit: string
  readonly filesSeen: number
  readonly mediaNew: number
  readonly mediaKnown: number
  readonly duplicates: number
  readonly knownGood: number
  readonly quarantined: number
  readonly empty: number
  readonly context: number
  readonly archives: number
  readonly sizeBytes: number
  readonly wallSeconds: number
  readonly hits: { readonly exact: number; readonly near: number }
}

/** What the VICS cases of an exhibit came to; null where it holds none. */
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

export interface IntakeStatus {
  readonly intake: string
  readonly unit: string
  readonly case: string
  readonly exhibit: string
  readonly exhibitId: string
  readonly state: 'running' | 'finished' | 'stopped' | 'failed'
  readonly problem: string | { readonly code: string; readonly because: string } | null
  readonly progress: {
    readonly filesDone: number
    readonly filesPlanned: number | null
    readonly bytesDone: number
    readonly bytesPlanned: number | null
    readonly filesPerSecond: number
    readonly secondsLeft: number | null
    readonly stage: 'reading' | 'matching' | 'grouping' | 'done'
  }
  readonly report: IntakeReport
  readonly vics: VicsFigures | null
}

export interface Suggestion {
  readonly series: string
  readonly name: string
  readonly origin: string
  readonly identified: boolean
  readonly because: string
}

export interface Picture {
  readonly picture: string
  readonly representative: string
  readonly members: readonly {
    readonly media: string
    readonly unit: string
    readonly exhibit: string
    readonly paths: readonly string[]
    readonly distanceBits: number
    readonly transform: string
  }[]
  readonly suggestedSeries: readonly Suggestion[]
}

export interface PictureSet {
  readonly set: string
  readonly pictures: readonly string[]
  readonly reasons: readonly string[]
  readonly series: string | null
}

export interface Hit {
  readonly media: string
  readonly picture: string | null
  readonly series: string | null
  readonly verdict: 'exact' | 'near'
  readonly distanceBits: number
  readonly variant: string | null
  readonly transform: string | null
  readonly referenceSet: string | null
}

export interface SearchAnswer {
  readonly query: {
    readonly sha256: string
    readonly pdq: { readonly nn512: string; readonly full: string } | null
  }
  readonly hits: readonly Hit[]
}

export interface SeriesSummary {
  readonly series: string
  readonly name: string
  readonly origin: string
  readonly identified: boolean
  readonly pictures: number
  readonly media: number
  readonly units: readonly string[]
  readonly sets: number
  readonly revision: number
}

export interface Series extends Omit<SeriesSummary, 'sets'> {
  readonly sets: readonly PictureSet[]
  readonly revisions: readonly {
    readonly revision: number
    readonly operation: string
    readonly by: string
    readonly at: string
    readonly because: string | null
    readonly undone: boolean
  }[]
  readonly redirectedFrom?: string
}

export interface EditionReport {
  readonly edition: { readonly code: string; readonly name: string }
  readonly generatedAt: string
  readonly funnel: Readonly<Record<string, number>>
  readonly definitions: Readonly<Record<string, string>>
  readonly units: readonly {
    readonly unit: string
    readonly name: string
    readonly exhibits: readonly Omit<IntakeReport, 'wallSeconds'>[]
    readonly filesSeen: number
    readonly mediaNew: number
    readonly mediaKnown: number
    readonly unknown: number
  }[]
  readonly series: Readonly<Record<string, number>>
  readonly exposure: Readonly<Record<string, number>>
}

export interface Reference {
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly distanceBits: number
  readonly enabled: boolean
  readonly entries: number
  readonly importedAt: string
}
