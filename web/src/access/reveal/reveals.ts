import { type ApiError, asApiError } from '../../api/api-error.ts'
import {
  type Clarity,
  type ExposureReport,
  endReveal,
  type Reveal,
  type RevealSubject,
  renewReveal,
  startReveal,
} from '../../api/reveal.ts'
import { serverNowMs } from '../../api/server-clock.ts'
import { PictureLoader } from './picture-loader.ts'

export type RevealEnd = 'closed' | 'covered' | 'expired' | 'gone' | 'capped'

export interface OpenReveal extends Reveal {
  readonly subject: RevealSubject
  readonly expiresAtMs: number
  readonly loader: PictureLoader
}

/** What the screen shows of a reveal; at most one is open in a window. */
export type RevealState =
  | { readonly phase: 'none'; readonly ended: RevealEnd | null; readonly subject: RevealSubject | null }
  | { readonly phase: 'opening'; readonly subject: RevealSubject; readonly clarity: Clarity }
  | { readonly phase: 'open'; readonly open: OpenReveal }
  | { readonly phase: 'refused'; readonly subject: RevealSubject; readonly error: ApiError }

/** True when two subjects name the same thing. */
export function sameSubject(a: RevealSubject | null, b: RevealSubject): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b)
}

/** The one reveal of this window: opened on request, ended by the person, the clock, the cover or the node. */
export class Reveals {
  #state: RevealState = { phase: 'none', ended: null, subject: null }
  #turn = 0
  readonly #listeners: Set<() => void> = new Set()
  readonly #reporters: Set<(report: ExposureReport) => void> = new Set()

  readonly state = (): RevealState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks the node for a reveal; the one that was open ends first. */
  async open(subject: RevealSubject, clarity: Clarity, purpose: string | null = null): Promise<void> {
    this.end('closed')
    this.#turn += 1
    const turn = this.#turn
    this.#set({ phase: 'opening', subject, clarity })
    try {
      const reveal = await startReveal(subject, clarity, purpose)
      if (turn !== this.#turn) {
        void endReveal(reveal.reveal).catch(() => undefined)
        return
      }
      const loader = new PictureLoader(reveal.reveal)
      this.#set({
        phase: 'open',
        open: { ...reveal, subject, expiresAtMs: Date.parse(reveal.expiresAt), loader },
      })
    } catch (thrown) {
      if (turn === this.#turn) this.#set({ phase: 'refused', subject, error: asApiError(thrown) })
    }
  }

  /** Ends what is open or opening. The pictures are gone from the document before this returns. */
  end(ended: RevealEnd): void {
    const state = this.#state
    this.#turn += 1
    if (state.phase === 'open') {
      for (const picture of document.querySelectorAll<HTMLImageElement>('img[src^="blob:"]'))
        picture.removeAttribute('src')
      state.open.loader.close()
      if (ended !== 'gone' && ended !== 'capped') void endReveal(state.open.reveal).catch(() => undefined)
      this.#set({ phase: 'none', ended, subject: state.open.subject })
    } else if (state.phase !== 'none') {
      this.#set({ phase: 'none', ended, subject: state.subject })
    }
  }

  /** Prolongs the open reveal. */
  async renew(): Promise<void> {
    const state = this.#state
    if (state.phase !== 'open') return
    try {
      const answer = await renewReveal(state.open.reveal)
      const now = this.#state
      if (now.phase !== 'open' || now.open.reveal !== state.open.reveal) return
      this.#set({ phase: 'open', open: { ...now.open, expiresAtMs: Date.parse(answer.expiresAt) } })
    } catch (thrown) {
      this.noteRefusal(state.open.reveal, asApiError(thrown))
    }
  }

  /** Hears of every report that the node answered. */
  onReport(listener: (report: ExposureReport) => void): () => void {
    this.#reporters.add(listener)
    return () => this.#reporters.delete(listener)
  }

  /** Takes in what a report of a reveal counted: where it reached a cap, the node has ended the reveal. */
  noteReport(reveal: string, report: ExposureReport): void {
    for (const listener of this.#reporters) listener(report)
    if (report.standing?.allowed === false) this.#endIfOpen(reveal, 'capped')
  }

  /** Takes in that the node refused something of a reveal: one that is over there is over here. */
  noteRefusal(reveal: string, error: ApiError): void {
    if (error.code.startsWith('exposure/')) this.#endIfOpen(reveal, 'capped')
    const over = error.status === 410 || error.status === 404 || error.status === 401
    if (over) this.#endIfOpen(reveal, 'gone')
  }

  #endIfOpen(reveal: string, ended: RevealEnd): void {
    if (this.#state.phase === 'open' && this.#state.open.reveal === reveal) this.end(ended)
  }

  /** Ends the open reveal when its time is over. */
  expire(): void {
    if (this.#state.phase === 'open' && serverNowMs() >= this.#state.open.expiresAtMs) this.end('expired')
  }

  #set(state: RevealState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

/** The reveals of this window. */
export const reveals: Reveals = new Reveals()
