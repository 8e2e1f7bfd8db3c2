import type { EditionReport } from '../answers.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { table } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { withClient } from '../with-client.ts'

/** Prints the report of an edition. */
export const reportCommand: Command = {
  name: 'report',
  form: 'EDITION',
  summary: 'Print the figures of an edition, each by its definition.',
  options: {},
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const [edition = ''] = call.values.exactly('EDITION')
  const report = await withClient(call, {}, (client) =>
    client.get<EditionReport>(`/api/editions/${encodeURIComponent(edition)}/report`),
  )
  const { terminal } = call
  if (call.json) {
    terminal.resultJson(report)
    return EXIT.done
  }
  terminal.result(`${printable(report.edition.name)} (${report.edition.code}), ${report.generatedAt}`)
  terminal.result('')
  const figures = { ...report.funnel, ...report.series, ...report.exposure }
  const rows = Object.entries(figures).map(([key, value]) => [
    `  ${inWords(key)}`,
    value,
    printable(report.definitions[key] ?? ''),
  ])
  for (const line of table(rows)) terminal.result(line)
  terminal.result('')
  const units = report.units.map((unit) => [
    `  ${unit.unit}`,
    unit.exhibits.length,
    unit.filesSeen,
    unit.mediaNew,
    unit.mediaKnown,
    unit.unknown,
  ])
  for (const line of table([['  unit', 'exhibits', 'files seen', 'new', 'held', 'unknown'], ...units])) {
    terminal.result(line)
  }
  return EXIT.done
}

/** `picturesInSets` as `pictures in sets`. */
function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
