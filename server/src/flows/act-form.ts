import type { Act, CanonicalValue, Refusal } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Static, TSchema } from 'typebox'
import type { Actor } from '../access/actor.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { NodeContext } from '../node-context.ts'

/** What an act would do now: bound by its digest to whoever approves it. */
export interface ActContent {
  /** The unit that the act concerns. */
  readonly unit: string
  readonly content: CanonicalValue
  /** The same for people, one sentence. */
  readonly summary: string
}

/** The transaction in which an approved act is carried out. */
export interface CarryingOut {
  readonly context: NodeContext
  readonly tx: Tx
  readonly record: RecordEvent
  /** Who gave the last word: the second person, or who asked where somebody outside signed. */
  readonly actor: Actor
  readonly approval: string
  readonly askedBy: string
  /** A person, or an approver of another body. */
  readonly approvedBy: string
  /** The unit that the act concerns. */
  readonly unit: string
  readonly because: string
}

/** How one act is written down, shown and carried out. */
export interface ActForm<Subject extends TSchema = TSchema> {
  readonly act: Act
  /** What has to be said to ask for it. */
  readonly subject: Subject
  /** Works out what the act would do now, asked for by this person; refuses when there is nothing to do. */
  content(
    db: Kysely<Tables>,
    subject: Static<Subject>,
    asker: { readonly person: string; readonly unit: string; readonly unitCode: string },
    context: NodeContext,
  ): Promise<ActContent | Refusal>
  /** Null for an act that who asked takes later. */
  readonly carryOut: ((by: CarryingOut, subject: Static<Subject>) => Promise<Refusal | null>) | null
}

/** Declares the form of an act; the subject's type follows from its schema. */
export function actForm<Subject extends TSchema>(form: ActForm<Subject>): ActForm {
  return form as unknown as ActForm
}
