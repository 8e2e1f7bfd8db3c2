import { parseCheckpoint } from '@homeward/tlog'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { alarmSentence } from './alarm.ts'
import { textOf } from './integrator.ts'
import type { Witness } from './witness-config.ts'
import { listAlarms, witnessedLogs, witnessStandings } from './witness-store.ts'

/** One witness of this node's ledger: what it cosigned last, and how many entries it has not seen yet. */
export interface WitnessLine {
  readonly witness: string
  readonly size: number
  readonly behind: number
  readonly cosignedAt: string | null
  readonly triedAt: string | null
  readonly failure: { readonly code: string; readonly because: string } | null
}

/** How the ledger stands with its witnesses, what it witnesses itself, and every contradiction that came to light. */
export interface WitnessOverview {
  readonly size: number
  readonly witnesses: readonly WitnessLine[]
  readonly witnessed: readonly {
    readonly origin: string
    readonly size: number
    readonly cosignedAt: string
  }[]
  readonly alarms: readonly {
    readonly alarm: string
    readonly at: string
    readonly kind: string
    readonly text: string
  }[]
}

/** Works the overview out. A witness that is configured and was never asked stands in it, too. */
export async function witnessOverview(
  db: Kysely<Tables>,
  witnesses: readonly Witness[],
  checkpoint: string | null,
): Promise<WitnessOverview> {
  const size = checkpoint === null ? 0 : parseCheckpoint(textOf(checkpoint)).size
  const standings = new Map((await witnessStandings(db)).map((one) => [one.name, one]))
  const lines = witnesses.map(({ key }): WitnessLine => {
    const standing = standings.get(key.name)
    return {
      witness: key.name,
      size: standing?.size ?? 0,
      behind: size - (standing?.size ?? 0),
      cosignedAt: standing?.cosignedAt?.toISOString() ?? null,
      triedAt: standing?.triedAt.toISOString() ?? null,
      failure: standing?.failure ?? null,
    }
  })
  const witnessed = (await witnessedLogs(db)).map((log) => ({
    origin: log.origin,
    size: log.size,
    cosignedAt: log.cosignedAt.toISOString(),
  }))
  const alarms = (await listAlarms(db)).map((alarm) => ({
    alarm: alarm.id,
    at: alarm.at.toISOString(),
    kind: alarm.kind,
    text: alarmSentence(alarm),
  }))
  return { size, witnesses: lines, witnessed, alarms }
}
