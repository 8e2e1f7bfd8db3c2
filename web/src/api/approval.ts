import { get, part, post } from './request.ts'

/** A request for what one person alone cannot do, as this reader may see it. */
export interface Approval {
  readonly approval: string
  readonly act: string
  readonly what: string
  readonly unit: string
  readonly by: string
  readonly byUnit: string
  readonly at: string
  readonly because: string | null
  readonly state: 'open' | 'approved' | 'refused' | 'withdrawn' | 'done' | 'lapsed'
  readonly endsAt: string | null
  /** What would be done now; null when that can no longer be done as it was asked for. */
  readonly summary: string | null
  readonly contentSha256: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly decidedBecause: string | null
  readonly mine: boolean
  /** What it is about, in the form of its act. */
  readonly subject: { readonly person?: string }
  /** What is in the way of approving it, null for who may. */
  readonly hindrance: { readonly code: string; readonly because: string } | null
}

export interface Approvals {
  readonly approvals: readonly Approval[]
  /** Acts that this person may ask for. */
  readonly acts: readonly string[]
}

export interface AskedFor {
  readonly act: string
  readonly subject: object
  readonly because: string
}

export function listApprovals(signal?: AbortSignal): Promise<Approvals> {
  return get('/api/approvals', signal)
}

export function askApproval(asked: AskedFor): Promise<{ approval: string; summary: string }> {
  return post('/api/approvals', asked)
}

/** Approves exactly what was shown: the node compares the digest. */
export function giveApproval({ approval, contentSha256 }: Approval): Promise<{ state: string }> {
  return post(`/api/approvals/${part(approval)}/approve`, { contentSha256 })
}

export function refuseApproval(approval: string, because: string): Promise<object> {
  return post(`/api/approvals/${part(approval)}/refuse`, { because })
}

export function withdrawApproval(approval: string): Promise<object> {
  return post(`/api/approvals/${part(approval)}/withdraw`)
}

/** What an approver outside the node signs; null where the unit has none. */
export function textToSign(
  approval: string,
): Promise<{ toSign: { text: string; namespace: string; by: string } | null }> {
  return get(`/api/approvals/${part(approval)}`)
}

export function bringSignature(approval: string, signature: string): Promise<{ state: string }> {
  return post(`/api/approvals/${part(approval)}/signature`, { signature })
}
