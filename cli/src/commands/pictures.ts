import type { Picture } from '../answers.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { counted } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { chooseEdition, withClient } from '../with-client.ts'

const PAGE = 200

/** Lists pictures. */
export const picturesCommand: Command = {
  name: 'pictures',
  form: '[--exhibit NAME] [--edition CODE]',
  summary: 'List pictures, each with all its copies.',
  options: {
    exhibit: { value: 'NAME', help: 'only pictures with a copy in this exhibit' },
    edition: { value: 'CODE', help: 'the edition (default: the only one)' },
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

function tell(call: Call, { picture, representative, members, suggestedSeries }: Picture): void {
  if (call.json) {
    call.terminal.resultJson({
      picture,
      representative,
      members: members.map(({ media, paths, distanceBits, transform }) => ({
        media,
        paths,
        distanceBits,
        transform,
      })),
      suggestedSeries,
    })
    return
  }
  call.terminal.result(`${picture}: ${counted(members.length, 'content')}`)
  for (const { paths, distanceBits, transform } of members) {
    for (const path of paths) {
      call.terminal.result(`  ${printable(path)}  distance ${distanceBits}, ${transform}`)
    }
  }
  for (const { name, because } of suggestedSeries) {
    call.terminal.result(`  may belong to ${printable(name)}: ${printable(because)}`)
  }
}
