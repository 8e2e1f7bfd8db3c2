import type { Hit, IntakeReport } from '@homeward/core'

/** What the node answers, as far as the journeys look at it. */
export interface IntakeStatus {
  readonly intake: string
  readonly exhibit: string
  readonly exhibitId: string
  readonly audience: readonly string[] | null
  readonly state: 'running' | 'finished' | 'stopped' | 'failed'
  readonly problem: { readonly code: string; readonly because: string } | null
  readonly progress: {
    readonly filesDone: number
    readonly filesPlanned: number | null
    readonly stage: string
  }
  readonly report: IntakeReport
  readonly vics: VicsFigures | null
}

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

export interface VicsAnswer {
  readonly documents: readonly {
    readonly path: string
    readonly version: string | null
    readonly scheme: string | null
    readonly problem: { readonly code: string } | null
    readonly cases: readonly { readonly caseNumber: string | null; readonly caseId: string | null }[]
  }[]
  readonly statements: {
    readonly categories: readonly {
      readonly scheme: string | null
      readonly code: string
      readonly media: number
    }[]
    readonly series: number
    readonly victimIdentified: number
    readonly distributed: number
  }
  readonly problems: readonly {
    readonly document: string
    readonly named: string | null
    readonly code: string
    readonly because: string
  }[]
}

export interface PictureMember {
  readonly media: string
  readonly unit: string
  readonly exhibit: string
  readonly paths: readonly string[]
  readonly distanceBits: number | null
  readonly transform: string | null
}

export interface Picture {
  readonly picture: string
  readonly representative: string
  readonly members: readonly PictureMember[]
  readonly set: string | null
  readonly series: string | null
  readonly suggestedSeries: readonly {
    readonly series: string
    readonly name: string
    readonly origin: string
  }[]
  readonly hits: readonly Hit[]
  readonly links?: readonly PictureLink[]
}

export interface PictureLink {
  readonly link: string
  readonly mediaA: string
  readonly mediaB: string
  readonly distanceBits: number
  readonly cut: boolean
}

export interface PictureSet {
  readonly set: string
  readonly pictures: readonly string[]
  readonly reasons: readonly string[]
  readonly series: string | null
  readonly units: readonly string[]
  readonly files: number
  readonly suggestedSeries: readonly { readonly series: string; readonly name: string }[]
  readonly setAside: { readonly because: string; readonly by: string } | null
}

export interface Series {
  readonly series: string
  readonly name: string
  readonly origin: 'edition' | 'registry'
  readonly pictures: number
  readonly sets: readonly PictureSet[]
  readonly units: readonly string[]
  readonly revision: number
  readonly revisions: readonly {
    readonly revision: number
    readonly operation: string
    readonly because: string | null
    readonly undone: boolean
  }[]
  readonly redirectedFrom?: string
}

export interface EditionReport {
  readonly funnel: Readonly<Record<string, number>>
  readonly units: readonly {
    readonly unit: string
    readonly filesSeen: number
    readonly exhibits: readonly (Omit<IntakeReport, 'wallSeconds'> & { readonly case: string })[]
  }[]
  readonly series: { readonly open: number; readonly seriesAddedTo: number; readonly registry: number }
  readonly exposure: {
    readonly viewsAvoided: number
    readonly knownGood: number
    readonly decisionReused: number
    readonly representativeOnly: number
  }
}
