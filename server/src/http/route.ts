import type { IncomingHttpHeaders } from 'node:http'
import type { Action, Refusal, Relation } from '@homeward/core'
import type { FastifyReply } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Actor } from '../access/actor.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { NodeContext } from '../node-context.ts'

export type Method = 'GET' | 'POST'

/** What a handler gets: the request's parts, already checked against the route's schemas and the policy. */
export interface Call<Body, Query> {
  readonly context: NodeContext
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  readonly headers: IncomingHttpHeaders
  /** True on the Unix socket of the data directory. */
  readonly local: boolean
  readonly reply: FastifyReply
  /**
   * Runs a change at most once under the call's operation identifier, with its events in the same transaction. What it
   * returns is the answer that a repeated call gets.
   */
  change<T>(work: (tx: Tx, record: RecordEvent) => Promise<T | Refusal>): Promise<T | Refusal>
}

/** The object of a call, with how it stands to the actor; null when there is no such object. */
export interface Subject<Loaded> {
  readonly relation: Relation
  readonly value: Loaded
}

/** A route as the table of routes holds it. */
export interface Route {
  readonly method: Method
  readonly path: string
  readonly action: Action
  /** Served on the Unix socket only: it names paths of the node's own machine. */
  readonly local: boolean
  readonly body: TSchema | null
  readonly query: TSchema | null
  /** Takes the request's raw bytes instead of JSON. */
  readonly raw: boolean
  /** How often a session, or an address without one, may ask in a minute; null without a limit of its own. */
  readonly perMinute: number | null
  readonly load: (call: Call<unknown, unknown>) => Promise<Subject<unknown> | null>
  readonly handle: (call: Call<unknown, unknown>, value: unknown) => Promise<unknown>
}

interface RouteOptions<B extends TSchema, Q extends TSchema, Loaded> {
  readonly body?: B
  readonly query?: Q
  readonly local?: boolean
  readonly raw?: boolean
  readonly perMinute?: number
  /** Loads what the decision needs. Without it the object is the person's own. */
  readonly load?: (call: Call<Static<B>, Static<Q>>) => Promise<Subject<Loaded> | null>
  readonly handle: (call: Call<Static<B>, Static<Q>>, value: Loaded) => Promise<unknown>
}

/** Declares a route: where it is, which action of the policy it is, what it loads and what it answers. */
export function route<B extends TSchema, Q extends TSchema, Loaded = null>(
  method: Method,
  path: string,
  action: Action,
  options: RouteOptions<B, Q, Loaded>,
): Route {
  const own = (): Promise<Subject<unknown>> => Promise.resolve({ relation: 'own', value: null })
  return {
    method,
    path,
    action,
    local: options.local ?? false,
    body: options.body ?? null,
    query: options.query ?? null,
    raw: options.raw ?? false,
    perMinute: options.perMinute ?? null,
    load: (options.load as Route['load'] | undefined) ?? own,
    handle: options.handle as Route['handle'],
  }
}
