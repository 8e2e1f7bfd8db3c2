import type { SearchAnswer } from '../answers.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { counted, table } from '../figures.ts'
import { fileBytes } from '../file-argument.ts'
import { pick } from '../pick.ts'
import { withClient } from '../with-client.ts'

const HIT = [
  'media',
  'picture',
  'series',
  'verdict',
  'distanceBits',
  'variant',
  'transform',
  'referenceSet',
] as const

/** Searches for copies of a file. */
export const searchCommand: Command = {
  name: 'search',
  form: 'FILE --purpose TEXT',
  summary: 'Search for copies of a file that is not kept; the search is recorded.',
  options: { purpose: { value: 'TEXT', help: 'what it is searched for' } },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const [file = ''] = call.values.exactly('FILE')
  const purpose = call.values.required('purpose')
  const bytes = fileBytes(file)
  const { query, hits } = await withClient(call, {}, (client) =>
    client.postBytes<SearchAnswer>('/api/search', bytes, purpose),
  )
  if (call.json) {
    call.terminal.resultJson({
      query: pick(query, ['sha256', 'pdq']),
      hits: hits.map((hit) => pick(hit, HIT)),
    })
    return EXIT.done
  }
  call.terminal.result(`${query.sha256}: ${counted(hits.length, 'hit')}`)
  const rows = hits.map((hit) => [
    `  ${hit.verdict}`,
    hit.distanceBits,
    hit.transform ?? '',
    hit.media,
    hit.series === null ? '' : `series ${hit.series}`,
    hit.referenceSet === null ? '' : `reference ${hit.referenceSet}`,
  ])
  for (const line of table(rows)) call.terminal.result(line)
  return EXIT.done
}
