import type { Call, Command } from '../command.ts'
import { EXHIBIT_OPTIONS, findExhibit } from '../exhibit-name.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { table } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { writeResultFile } from '../result-file.ts'
import { withClient } from '../with-client.ts'

interface Retention {
  readonly exhibit: string
  readonly name: string | null
  readonly reviewOn: string | null
  readonly eraseOn: string | null
  readonly review: { readonly decision: 'keep' | 'erase' } | null
  readonly hold: { readonly placedAt: string } | null
  readonly erased: { readonly at: string; readonly isFinished: boolean } | null
}

/** Shows how long an exhibit is kept, or decides its review. */
export const exhibitReviewCommand: Command = {
  name: 'exhibit review',
  form: 'EXHIBIT [--case NUMBER] [--keep-until DAY | --let-go] [--because TEXT]',
  summary: 'Show when an exhibit is looked at again, or decide at its review whether it is kept.',
  options: {
    ...EXHIBIT_OPTIONS,
    'keep-until': { value: 'DAY', help: 'keep it until this day, YYYY-MM-DD' },
    'let-go': { help: 'it need not be kept: it goes at its review where the unit has a rule for that' },
    because: { value: 'TEXT', help: 'why' },
  },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [name = ''] = call.values.exactly('EXHIBIT')
    const keepUntil = call.values.text('keep-until') ?? null
    const letGo = call.values.flag('let-go')
    if (letGo && keepUntil !== null) throw new UsageError('Give either --keep-until or --let-go.')
    const decides = letGo || keepUntil !== null
    const because = decides ? call.values.required('because') : ''
    const found = await withClient(call, {}, async (client) => {
      const path = `/api/exhibits/${encodeURIComponent(await findExhibit(call, client, name))}`
      if (decides)
        await client.post(`${path}/review`, { ...(keepUntil === null ? {} : { keepUntil }), because })
      return client.get<Retention>(`${path}/retention`)
    })
    if (call.json) call.terminal.resultJson(found)
    else for (const line of tell(found)) call.terminal.result(line)
    return EXIT.done
  },
}

function tell({ erased, hold, reviewOn, review, eraseOn }: Retention): string[] {
  if (erased !== null)
    return [`Erased at ${erased.at}${erased.isFinished ? '' : ', its blobs are being removed'}.`]
  return [
    `Looked at again on ${reviewOn}${review?.decision === 'erase' ? '; it need not be kept' : ''}.`,
    ...(eraseOn === null ? [] : [`Erased by itself on ${eraseOn} unless somebody keeps it.`]),
    ...(hold === null ? [] : [`A legal hold stands since ${hold.placedAt}: nothing of it is erased.`]),
  ]
}

/** Prints the certificate of an erasure. */
export const exhibitCertificateCommand: Command = {
  name: 'exhibit certificate',
  form: 'EXHIBIT-ID [--out FILE]',
  summary: 'Print the certificate of the erasure of an exhibit, or write it with its signature into a file.',
  options: { out: { value: 'FILE', help: 'where to write the signed note' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [id = ''] = call.values.exactly('EXHIBIT-ID')
    const found = await withClient(call, {}, (client) =>
      client.get<{ lines: [string, string][]; note: string; certificate: unknown }>(
        `/api/exhibits/${encodeURIComponent(id)}/certificate`,
      ),
    )
    const out = call.values.text('out')
    if (out !== undefined) writeResultFile(out, found.note)
    if (call.json) call.terminal.resultJson(found)
    else {
      for (const line of table(found.lines)) call.terminal.result(line)
      if (out !== undefined) call.terminal.result(`Wrote the signed certificate to ${printable(out)}.`)
    }
    return EXIT.done
  },
}
