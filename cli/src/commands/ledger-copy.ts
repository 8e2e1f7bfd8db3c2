import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { printable } from '../path-bytes.ts'
import { writeResultFile } from '../result-file.ts'
import { withClient } from '../with-client.ts'

/** Writes the ledger into a file that others can verify. */
export const ledgerExportCommand: Command = {
  name: 'ledger export',
  form: 'FILE',
  summary: 'Write the ledger with its cosigned checkpoint into a file that anybody can verify.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [file = ''] = call.values.exactly('FILE')
    const { text } = await withClient(call, {}, (client) =>
      client.get<{ text: string }>('/api/ledger/export'),
    )
    writeResultFile(file, text)
    if (call.json) call.terminal.resultJson({ file })
    else call.terminal.result(`Wrote the ledger to ${printable(file)}.`)
    return EXIT.done
  },
}

/** Writes the proof of one event. */
export const ledgerProveCommand: Command = {
  name: 'ledger prove',
  form: 'EVENT [--out FILE]',
  summary: 'Write the proof of one event, named by its index or its hash, as a .tlog-proof file.',
  options: { out: { value: 'FILE', help: 'where to write it; EVENT.tlog-proof otherwise' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [event = ''] = call.values.exactly('EVENT')
    const file = call.values.text('out') ?? `${event}.tlog-proof`
    const { index, proof } = await withClient(call, {}, (client) =>
      client.get<{ index: number; proof: string }>(`/api/ledger/proofs/${encodeURIComponent(event)}`),
    )
    writeResultFile(file, proof)
    if (call.json) call.terminal.resultJson({ file, index })
    else call.terminal.result(`Wrote the proof of event ${index} to ${printable(file)}.`)
    return EXIT.done
  },
}
