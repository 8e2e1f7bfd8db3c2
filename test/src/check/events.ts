import { EVENTS } from '@homeward/core'
import { groupedBy, type Snapshot } from './snapshot.ts'

interface Recorded {
  readonly type: string
  readonly verb: string
  readonly objects: Readonly<Record<string, string | readonly string[]>>
}

const OF_FILES: readonly string[] = ['media/file-taken-in', 'media/vics-read']

/** Every file taken in, every VICS document read and every reveal has exactly one event, and no event names a file or reveal that is not there. */
export function checkEvents(snapshot: Snapshot): string[] {
  const found: string[] = []
  const events = snapshot.event.map((row) => JSON.parse(row.body.toString('utf8')) as Recorded)
  const verbs: Readonly<Record<string, string>> = EVENTS
  for (const { type, verb } of events) {
    if (verbs[type] !== verb) found.push(`event ${type}: verb ${verb}, expected ${verbs[type]}`)
  }
  const erased = new Set(snapshot.exhibit.filter((row) => row.erased_at !== null).map((row) => row.id))
  const once = (type: string, object: string, ids: readonly string[]): void => {
    const told = groupedBy(
      // Files and documents of an erased exhibit are gone; how many there were is checked with its erasure.
      events.filter(
        (event) =>
          event.type === type && !(OF_FILES.includes(type) && erased.has(String(event.objects['exhibit']))),
      ),
      (event) => String(event.objects[object]),
    )
    for (const id of ids) {
      const times = told.get(id)?.length ?? 0
      if (times !== 1) found.push(`${object} ${id}: ${times} events ${type}`)
      told.delete(id)
    }
    for (const id of told.keys()) found.push(`event ${type}: ${object} ${id} is not there`)
  }
  once(
    'media/file-taken-in',
    'file',
    snapshot.occurrence.map((row) => row.id),
  )
  once(
    'media/exhibit-created',
    'exhibit',
    snapshot.exhibit.map((row) => row.id),
  )
  once(
    'media/intake-started',
    'intake',
    snapshot.intake.map((row) => row.id),
  )
  once(
    'media/intake-ended',
    'intake',
    snapshot.intake.filter((row) => row.state !== 'running').map((row) => row.id),
  )
  once(
    'media/vics-read',
    'vics',
    snapshot.vicsFile.filter((row) => row.state !== 'reading').map((row) => row.id),
  )
  once(
    'access/revealed',
    'reveal',
    snapshot.reveal.map((row) => row.id),
  )
  once('media/exhibit-erased', 'exhibit', [...erased])
  once(
    'media/erasure-finished',
    'exhibit',
    snapshot.erasure.filter((row) => row.finished_at !== null).map((row) => row.exhibit_id),
  )
  return found
}
