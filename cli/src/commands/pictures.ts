import type { Picture } from '../answers.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { counted, table } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { pick } from '../pick.ts'
import { chooseEdition, EDITION_OPTION, withClient } from '../with-client.ts'

const PAGE = 200
const CONTENT = ['media', 'paths', 'distanceBits', 'transform'] as const
type Content = Pick<Picture['members'][number], (typeof CONTENT)[number]>

/** Lists pictures. */
export const picturesCommand: Command = {
  name: 'pictures',
  form: '[--exhibit NAME] [--edition CODE]',
  summary: 'List pictures, each with all its copies.',
  options: {
    exhibit: { value: 'NAME', help: 'only pictures with a copy in this exhibit' },
    ...EDITION_OPTION,
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  call.values.exactly()
  await withClient(call, {}, async (client) => {
    const edition = await chooseEdition(client, call.values.text('edition'))
    const exhibit = call.values.text('exhibit')
    let after: string | null = null
    do {
      const query = new URLSearchParams({ limit: String(PAGE) })
      if (exhibit !== undefined) query.set('exhibit', exhibit)
      if (after !== null) query.set('after', after)
      const page: { pictures: Picture[]; next: string | null } = await client.get(
        `/api/editions/${encodeURIComponent(edition)}/pictures?${query}`,
      )
      for (const picture of page.pictures) tell(call, picture)
      after = page.next
    } while (after !== null)
  })
  return EXIT.done
}

function tell(
  { json, terminal }: Call,
  { picture, representative, members, suggestedSeries }: Picture,
): void {
  const contents = byContent(members)
  if (json) {
    terminal.resultJson({ picture, representative, members: contents, suggestedSeries })
    return
  }
  terminal.result(`${picture}: ${counted(contents.length, 'content')}`)
  const rows = members.flatMap(({ unit, exhibit, paths, distanceBits, transform }) =>
    paths.map((path) => [
      `  ${unit} ${printable(exhibit)}`,
      printable(path),
      `distance ${distanceBits}, ${transform}`,
    ]),
  )
  for (const line of table(rows)) terminal.result(line)
  for (const { name, because } of suggestedSeries) {
    terminal.result(`  may belong to ${printable(name)}: ${printable(because)}`)
  }
}

/** One member a content: the node tells it once for every exhibit that holds it. */
function byContent(members: Picture['members']): Content[] {
  const contents = new Map<string, Content>()
  for (const member of members) {
    const paths = [...(contents.get(member.media)?.paths ?? []), ...member.paths]
    contents.set(member.media, { ...pick(member, CONTENT), paths: [...new Set(paths)] })
  }
  return [...contents.values()]
}
