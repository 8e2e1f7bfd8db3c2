import { postBytes } from './request.ts'

export interface Hit {
  readonly media: string | null
  readonly picture: string | null
  readonly series: string | null
  readonly verdict: 'exact' | 'near'
  readonly distanceBits: number | null
  readonly variant: 'nn512' | 'full' | null
  readonly transform: string | null
  readonly referenceSet: string | null
}

export interface Suggestion {
  readonly series: string
  readonly name: string | null
  readonly origin: 'registry' | 'edition'
  readonly identified: boolean
  readonly because: string
  readonly evidence: readonly Hit[]
}

export interface SearchAnswer {
  readonly query: {
    readonly sha256: string
    readonly pdq: { readonly nn512: string; readonly full: string } | null
  }
  readonly hits: readonly Hit[]
}

/** Looks a file up in every reference that the person may see; the node keeps neither the file nor its hashes. */
export function searchFile(file: Blob, purpose: string): Promise<SearchAnswer> {
  return postBytes('/api/search', file, purpose)
}
