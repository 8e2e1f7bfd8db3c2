import { administration } from './administration.ts'
import { approval } from './approval.ts'
import { audience } from './audience.ts'
import { edition } from './edition.ts'
import { exposure } from './exposure.ts'
import { frame } from './frame.ts'
import { intake } from './intake.ts'
import { match } from './match.ts'
import { oversight } from './oversight.ts'
import { reveal } from './reveal.ts'
import { search } from './search.ts'
import { series } from './series.ts'
import { signIn } from './sign-in.ts'
import { triage } from './triage.ts'

type Widened<Words> = {
  readonly [Key in keyof Words]: Words[Key] extends string ? string : Widened<Words[Key]>
}

/** The shape of a catalogue: every page has one file of words, and a translation has the same keys. */
export type Catalogue = {
  readonly administration: Widened<typeof administration>
  readonly approval: Widened<typeof approval>
  readonly audience: Widened<typeof audience>
  readonly edition: Widened<typeof edition>
  readonly exposure: Widened<typeof exposure>
  readonly frame: Widened<typeof frame>
  readonly intake: Widened<typeof intake>
  readonly match: Widened<typeof match>
  readonly oversight: Widened<typeof oversight>
  readonly reveal: Widened<typeof reveal>
  readonly search: Widened<typeof search>
  readonly series: Widened<typeof series>
  readonly signIn: Widened<typeof signIn>
  readonly triage: Widened<typeof triage>
}

/** The English catalogue. */
export const ENGLISH: Catalogue = {
  administration,
  approval,
  audience,
  edition,
  exposure,
  frame,
  intake,
  match,
  oversight,
  reveal,
  search,
  series,
  signIn,
  triage,
}
