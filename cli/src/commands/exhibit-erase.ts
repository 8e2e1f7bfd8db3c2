import type { Call, Command } from '../command.ts'
import { EXHIBIT_OPTIONS, findExhibit } from '../exhibit-name.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { withClient } from '../with-client.ts'
import { tellAsked } from './approval.ts'

const BECAUSE = { value: 'TEXT', help: 'why; the second person reads it' } as const

/** The request as it stands. */
interface Asked {
  readonly approval: string
  readonly summary: string | null
}

async function ask(call: Call, act: string, subjectOf: (name: string) => object | null): Promise<ExitCode> {
  const because = call.values.required('because')
  const asked = await withClient(call, {}, async (client) => {
    const [name = ''] = call.values.positionals
    const subject = subjectOf(name) ?? { exhibit: await findExhibit(call, client, name) }
    const { approval } = await client.post<{ approval: string }>('/api/approvals', { act, subject, because })
    return client.get<Asked>(`/api/approvals/${encodeURIComponent(approval)}`)
  })
  if (call.json) call.terminal.resultJson(asked)
  else {
    if (asked.summary !== null) call.terminal.result(asked.summary)
    tellAsked(call.terminal, asked.approval)
  }
  return EXIT.done
}

/** Asks to have an exhibit erased. */
export const exhibitEraseCommand: Command = {
  name: 'exhibit erase',
  form: 'EXHIBIT --case NUMBER --because TEXT [--edition CODE]',
  summary: 'Ask to have an exhibit erased for good; a supervisor of the unit has to approve it.',
  options: { ...EXHIBIT_OPTIONS, because: BECAUSE },
  acts: true,
  run: (call) => {
    call.values.exactly('EXHIBIT')
    return ask(call, 'exhibit.erase', () => null)
  },
}

/** Asks for a legal hold, or to have it lifted. */
export const exhibitHoldCommand: Command = {
  name: 'exhibit hold',
  form: 'EXHIBIT --case NUMBER [--lift] --because TEXT [--edition CODE]',
  summary: 'Ask for a legal hold, under which nothing of an exhibit is erased, or to have it lifted.',
  options: { ...EXHIBIT_OPTIONS, lift: { help: 'lift the hold that stands' }, because: BECAUSE },
  acts: true,
  run: (call) => {
    call.values.exactly('EXHIBIT')
    return ask(call, call.values.flag('lift') ? 'hold.lift' : 'hold.place', () => null)
  },
}

/** Asks for a rule about how long the unit keeps exhibits. */
export const unitRetentionCommand: Command = {
  name: 'unit retention',
  form: '--keep-days DAYS [--objection-days DAYS] --legal-basis TEXT --because TEXT',
  summary: 'Ask for a rule of your unit about how long exhibits are kept, and whether they go by themselves.',
  options: {
    'keep-days': { value: 'DAYS', help: 'from the intake to the review day, 1 to 36500' },
    'objection-days': { value: 'DAYS', help: '14 to 365; without it nothing is erased by itself' },
    'legal-basis': { value: 'TEXT', help: 'what the rule rests on' },
    because: BECAUSE,
  },
  acts: true,
  run: (call) => {
    call.values.exactly()
    call.values.required('keep-days')
    const legalBasis = call.values.required('legal-basis')
    const keepDays = call.values.whole('keep-days', 1, 36_500)
    const objectionDays = call.values.whole('objection-days', 14, 365)
    return ask(call, 'retention.set', () => ({
      legalBasis,
      keepDays,
      ...(objectionDays === undefined ? {} : { objectionDays }),
    }))
  },
}
