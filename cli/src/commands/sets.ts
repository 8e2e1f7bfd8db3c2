import type { PictureSet } from '../answers.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { counted } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { chooseEdition, EDITION_OPTION, withClient } from '../with-client.ts'

/** Lists sets. */
export const setsCommand: Command = {
  name: 'sets',
  form: '[--open] [--edition CODE]',
  summary: 'List the proposed sets with the reasons of each.',
  options: {
    open: { help: 'only sets that nobody has decided yet' },
    ...EDITION_OPTION,
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const state = call.values.flag('open') ? 'open' : 'all'
  const { sets } = await withClient(call, {}, async (client) => {
    const edition = await chooseEdition(client, call.values.text('edition'))
    return client.get<{ sets: PictureSet[] }>(
      `/api/editions/${encodeURIComponent(edition)}/sets?state=${state}`,
    )
  })
  for (const { set, pictures, reasons, series } of sets) {
    if (call.json) {
      call.terminal.resultJson({ set, pictures, reasons })
      continue
    }
    const of = series === null ? '' : `, in series ${series}`
    call.terminal.result(`${set}: ${counted(pictures.length, 'picture')}${of}`)
    for (const reason of reasons) call.terminal.result(`  ${printable(reason)}`)
  }
  return EXIT.done
}
