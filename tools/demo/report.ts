import type { EditionReport } from '../../cli/src/answers.ts'
import { count, table } from '../../cli/src/figures.ts'
import type { Terminal } from '../../cli/src/terminal.ts'
import { type DemoNode, EDITION } from './node.ts'
import { ROLE_PERSONS } from './set-up.ts'

const FUNNEL: readonly (readonly [keyof EditionReport['funnel'], string])[] = [
  ['filesSeen', 'files seen'],
  ['unique', 'unique media'],
  ['knownIdentified', 'known, victim identified'],
  ['knownUnidentified', 'known, victim unidentified'],
  ['unknown', 'unknown'],
  ['pictures', 'pictures'],
  ['picturesInSets', 'pictures in sets'],
  ['sets', 'sets'],
  ['picturesInSeries', 'pictures in series'],
  ['series', 'series'],
]

/** Prints the edition report on standard output. Nothing in it depends on the time of the run. */
export async function printReport(node: DemoNode, terminal: Terminal): Promise<void> {
  const report = await node
    .as(ROLE_PERSONS['coordinator'] ?? '')
    .get<EditionReport>(`/api/editions/${EDITION}/report`)
  terminal.result(`${report.edition.name} (${report.edition.code})`)
  terminal.result('')
  for (const line of table(FUNNEL.map(([key, words]) => [`  ${words}`, report.funnel[key] ?? 0])))
    terminal.result(line)
  terminal.result('')
  const head = [
    '  unit',
    'exhibit',
    'seen',
    'new',
    'held',
    'dup.',
    'good',
    'quar.',
    'empty',
    'context',
    'arch.',
    'exact',
    'near',
  ]
  const rows = report.units.flatMap((unit) =>
    unit.exhibits.map((one) => [
      `  ${unit.unit}`,
      one.exhibit,
      one.filesSeen,
      one.mediaNew,
      one.mediaKnown,
      one.duplicates,
      one.knownGood,
      one.quarantined,
      one.empty,
      one.context,
      one.archives,
      one.hits.exact,
      one.hits.near,
    ]),
  )
  for (const line of table([head, ...rows])) terminal.result(line)
  const idle = report.units.filter((unit) => unit.exhibits.length === 0).map((unit) => unit.unit)
  if (idle.length > 0) terminal.result(`  ${count(idle.length)} units without a delivery: ${idle.join(' ')}`)
}

/** Prints one sign-in link a role on standard error: they are for the person at this screen only. */
export async function printLinks(node: DemoNode, terminal: Terminal): Promise<void> {
  terminal.message('')
  terminal.message('One-time sign-in links, one a role (each opens once):')
  const administrator = node.as('administrator')
  for (const [role, code] of Object.entries(ROLE_PERSONS)) {
    const { link } = await administrator.post<{ link: string }>(`/api/persons/${code}/link`, {})
    terminal.message(`  ${role.padEnd(16)} ${link}`)
  }
  terminal.message('')
}
