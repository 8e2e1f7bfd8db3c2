import { AUDIENCE_OPTIONS, setAudience } from '../audience.ts'
import type { Client } from '../client.ts'
import { type Call, type Command, splitList } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { chooseEdition, EDITION_OPTION, withClient } from '../with-client.ts'

const BECAUSE = { value: 'TEXT', help: 'why; kept with the revision' }

/** Makes a series from sets. */
export const seriesCreateCommand: Command = {
  name: 'series create',
  form: '--from SET... [--name TEXT] [--edition CODE]',
  summary: 'Make a series from sets.',
  options: {
    from: { value: 'SET', multiple: true, help: 'the sets; more may follow as arguments' },
    name: { value: 'TEXT', help: 'its name' },
    ...EDITION_OPTION,
    because: BECAUSE,
  },
  acts: true,
  run: (call) => {
    if (call.values.list('from').length === 0) throw new UsageError('--from is needed.')
    const sets = splitList([...call.values.list('from'), ...call.values.positionals])
    const name = call.values.text('name')
    return change(call, 'Made series', async (client) => {
      const edition = await chooseEdition(client, call.values.text('edition'))
      return client.post('/api/series', { edition, sets, name, because: call.values.text('because') })
    })
  },
}

/** Adds sets to a series. */
export const seriesAddCommand: Command = {
  name: 'series add',
  form: 'SERIES SET...',
  summary: 'Add sets to a series.',
  options: {},
  acts: true,
  run: (call) => {
    const { series, rest } = seriesAndRest(call)
    const sets = neededSets(rest)
    return change(call, 'Added to series', (client) => client.post(`${pathOf(series)}/add`, { sets }))
  },
}

/** Merges one series into another. */
export const seriesMergeCommand: Command = {
  name: 'series merge',
  form: 'SERIES OTHER [--because TEXT]',
  summary: 'Merge OTHER into SERIES; the identifier of OTHER goes on leading there.',
  options: { because: BECAUSE },
  acts: true,
  run: (call) => {
    const [series = '', other] = call.values.exactly('SERIES', 'OTHER')
    const because = call.values.text('because')
    return change(call, 'Merged into series', (client) =>
      client.post(`${pathOf(series)}/merge`, { other, because }),
    )
  },
}

/** Splits sets off a series. */
export const seriesSplitCommand: Command = {
  name: 'series split',
  form: 'SERIES --sets SET... [--because TEXT]',
  summary: 'Split sets off a series into a new one.',
  options: {
    sets: { value: 'SET', multiple: true, help: 'the sets; more may follow as arguments' },
    because: BECAUSE,
  },
  acts: true,
  run: (call) => {
    const { series, rest } = seriesAndRest(call)
    const sets = neededSets([...call.values.list('sets'), ...rest])
    const because = call.values.text('because')
    return change(call, 'Split off into series', (client) =>
      client.post(`${pathOf(series)}/split`, { sets, because }),
    )
  },
}

/** Undoes the last change of a series. */
export const seriesUndoCommand: Command = {
  name: 'series undo',
  form: 'SERIES',
  summary: 'Undo the last change of a series.',
  options: {},
  acts: true,
  run: (call) => {
    const [series = ''] = call.values.exactly('SERIES')
    return change(call, 'Took back the last change of series', (client) =>
      client.post(`${pathOf(series)}/undo`, {}),
    )
  },
}

/** Names who may learn of a series. */
export const seriesAudienceCommand: Command = {
  name: 'series audience',
  form: 'SERIES --only PERSON... | --open',
  summary: 'Let only these persons learn of a series, or open it to its edition.',
  options: AUDIENCE_OPTIONS,
  acts: true,
  run: (call) => {
    const [series = ''] = call.values.exactly('SERIES')
    return setAudience(call, async () => `${pathOf(series)}/audience`)
  },
}

/** What every change answers with; `undone` is the revision that was taken back. */
interface Changed {
  readonly series: string
  readonly revision?: number
  readonly undone?: number
}

async function change(
  call: Call,
  what: string,
  work: (client: Client) => Promise<Changed>,
): Promise<ExitCode> {
  const answer = await withClient(call, {}, work)
  const { series, revision, undone } = answer
  if (call.json) call.terminal.resultJson(answer)
  else call.terminal.result(`${what} ${series} (revision ${undone ?? revision}).`)
  return EXIT.done
}

function seriesAndRest(call: Call): { series: string; rest: string[] } {
  const [series, ...rest] = call.values.positionals
  if (series === undefined) throw new UsageError('SERIES is missing.')
  return { series, rest }
}

function neededSets(sets: readonly string[]): string[] {
  const given = splitList(sets)
  if (given.length === 0) throw new UsageError('SET is missing.')
  return given
}

function pathOf(series: string): string {
  return `/api/series/${encodeURIComponent(series)}`
}
