import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { printable } from '../path-bytes.ts'
import { writeResultFile, writeWorkResult } from '../result-file.ts'
import { withClient } from '../with-client.ts'
import { tellAsked } from './approval.ts'

/** Writes the ledger into a file that others can verify. */
export const ledgerExportCommand: Command = {
  name: 'ledger export',
  form: '(--because TEXT | FILE --approval APPROVAL)',
  summary: 'Write the ledger with its cosigned checkpoint into a file that anybody can verify.',
  options: {
    because: { value: 'TEXT', help: 'ask for it: a second person has to approve' },
    approval: { value: 'APPROVAL', help: 'the request that was approved' },
  },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const because = call.values.text('because')
    if (because !== undefined) return ask(call, because)
    const [file = ''] = call.values.exactly('FILE')
    const approval = encodeURIComponent(call.values.required('approval'))
    let notice: string | null = null
    // An approval is used up by what it gives out: a file that cannot be written is noticed before.
    await writeWorkResult(file, async () => {
      const given = await withClient(call, {}, (client) =>
        client.get<{ text: string; notice: string | null }>(`/api/ledger/export?approval=${approval}`),
      )
      notice = given.notice
      return given.text
    })
    if (call.json) call.terminal.resultJson({ file, notice })
    else {
      call.terminal.result(`Wrote the ledger to ${printable(file)}.`)
      if (notice !== null) call.terminal.result(notice)
    }
    return EXIT.done
  },
}

async function ask(call: Call, because: string): Promise<ExitCode> {
  call.values.exactly()
  const asked = await withClient(call, {}, (client) =>
    client.post<{ approval: string }>('/api/approvals', { act: 'audit.export', subject: {}, because }),
  )
  if (call.json) {
    call.terminal.resultJson(asked)
    return EXIT.done
  }
  tellAsked(call.terminal, asked.approval)
  call.terminal.result(`Then: homeward ledger export FILE --approval ${asked.approval}`)
  return EXIT.done
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
