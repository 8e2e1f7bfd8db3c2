import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { withClient } from '../with-client.ts'

interface Glass {
  readonly glass: string
  readonly person: string
  readonly unit: string
  readonly kind: string
  readonly object: string
  readonly because: string | null
  readonly startsAt: string
  readonly endsAt: string
  readonly reviewDueAt: string
  readonly overdue: boolean
  readonly reviewedBy: string | null
  readonly finding: string | null
}

/** Opens what the person is not in the audience of. */
export const glassBreakCommand: Command = {
  name: 'glass break',
  form: 'OBJECT --because TEXT',
  summary: 'See for 60 minutes a series or an exhibit whose audience you are not in; oversight is told.',
  options: { because: { value: 'TEXT', help: 'why it cannot wait' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [object = ''] = call.values.exactly('OBJECT')
    const because = call.values.required('because')
    const answer = await withClient(call, {}, (client) =>
      client.post<{ glass: string; endsAt: string }>('/api/glass', { object, because }),
    )
    if (call.json) call.terminal.resultJson(answer)
    else
      call.terminal.result(
        `${object} is in your sight until ${answer.endsAt}. Somebody else will review why.`,
      )
    return EXIT.done
  },
}

/** Lists broken glass. */
export const glassListCommand: Command = {
  name: 'glass list',
  form: '',
  summary: 'List whose glass was broken in your unit or of its objects, and what waits for review.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    call.values.exactly()
    const { glass } = await withClient(call, {}, (client) => client.get<{ glass: Glass[] }>('/api/glass'))
    if (call.json) call.terminal.resultJson({ glass })
    else if (glass.length === 0) call.terminal.result('No glass was broken.')
    else
      for (const one of glass) {
        call.terminal.result(
          `${one.glass}: ${one.person} of ${one.unit} opened ${one.object}, ${one.startsAt}`,
        )
        call.terminal.result(`  why: ${one.because ?? 'erased at the end of its time'}`)
        call.terminal.result(
          one.reviewedBy === null
            ? `  to be reviewed until ${one.reviewDueAt}${one.overdue ? ' (overdue)' : ''}`
            : `  reviewed by ${one.reviewedBy}: ${one.finding}`,
        )
      }
    return EXIT.done
  },
}

/** Reviews broken glass. */
export const glassReviewCommand: Command = {
  name: 'glass review',
  form: 'GLASS --finding TEXT',
  summary: 'Review broken glass.',
  options: { finding: { value: 'TEXT', help: 'what you found' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [id = ''] = call.values.exactly('GLASS')
    const finding = call.values.required('finding')
    await withClient(call, {}, (client) =>
      client.post(`/api/glass/${encodeURIComponent(id)}/review`, { finding }),
    )
    if (call.json) call.terminal.resultJson({ glass: id })
    else call.terminal.result(`${id} is reviewed.`)
    return EXIT.done
  },
}
