import type { Series, SeriesSummary } from '../answers.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { counted, table } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { chooseEdition, EDITION_OPTION, withClient } from '../with-client.ts'

/** Lists the series of an edition. */
export const seriesListCommand: Command = {
  name: 'series list',
  form: '[--edition CODE]',
  summary: 'List the series of an edition.',
  options: EDITION_OPTION,
  acts: true,
  run: runList,
}

/** Shows one series. */
export const seriesShowCommand: Command = {
  name: 'series show',
  form: 'SERIES',
  summary: 'Show a series with its sets and revisions.',
  options: {},
  acts: true,
  run: runShow,
}

async function runList(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const { series } = await withClient(call, {}, async (client) => {
    const edition = await chooseEdition(client, call.values.text('edition'))
    return client.get<{ series: SeriesSummary[] }>(`/api/editions/${encodeURIComponent(edition)}/series`)
  })
  if (call.json) {
    for (const each of series) call.terminal.resultJson(each)
    return EXIT.done
  }
  const rows = series.map((each) => [
    each.series,
    each.pictures,
    each.pictures === 1 ? 'picture ' : 'pictures',
    each.origin,
    each.identified ? 'identified' : 'unidentified',
    each.units.join(' '),
    printable(each.name),
  ])
  for (const line of table(rows)) call.terminal.result(line)
  return EXIT.done
}

async function runShow(call: Call): Promise<ExitCode> {
  const [id = ''] = call.values.exactly('SERIES')
  const series = await withClient(call, {}, (client) =>
    client.get<Series>(`/api/series/${encodeURIComponent(id)}`),
  )
  const { terminal } = call
  if (call.json) {
    terminal.resultJson(series)
    return EXIT.done
  }
  if (series.redirectedFrom !== undefined)
    terminal.result(`${series.redirectedFrom} was merged into this series.`)
  terminal.result(
    `${series.series} ${printable(series.name)}: ${counted(series.pictures, 'picture')}, ${counted(series.media, 'content')}, ${series.identified ? 'identified' : 'unidentified'}`,
  )
  for (const { set, pictures, reasons } of series.sets) {
    terminal.result(`  set ${set}: ${counted(pictures.length, 'picture')}; ${printable(reasons.join(' '))}`)
  }
  for (const { revision, operation, by, at, undone } of series.revisions) {
    terminal.result(`  revision ${revision}: ${operation} by ${by} at ${at}${undone ? ', undone' : ''}`)
  }
  return EXIT.done
}
