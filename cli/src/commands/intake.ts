import { setTimeout as pause } from 'node:timers/promises'
import type { IntakeReport, IntakeStatus, VicsFigures, VicsProblem } from '../answers.ts'
import type { Client } from '../client.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode, exitOfCode } from '../exit-code.ts'
import { CommandError, UsageError } from '../failure.ts'
import { count, counted, duration, size, table } from '../figures.ts'
import { sentPath } from '../file-argument.ts'
import { Interrupt } from '../interrupt.ts'
import { printable } from '../path-bytes.ts'
import { pick } from '../pick.ts'
import { withClient } from '../with-client.ts'

const POLL_MS = 300
const FIGURES = [
  'exhibit',
  'filesSeen',
  'mediaNew',
  'mediaKnown',
  'duplicates',
  'knownGood',
  'quarantined',
  'empty',
  'context',
  'archives',
  'sizeBytes',
  'wallSeconds',
] as const
const LINES_NAMED = 20
// A node whose command was killed ends within seconds, and the intake in it with it.
const ENDING_WITHIN_MS = 15_000
const ENDING_PAUSE_MS = 500
const RESUMED_AT_MOST = 5

/** Takes files into an exhibit. */
export const intakeCommand: Command = {
  name: 'intake',
  form: 'PATH... --unit CODE --edition CODE --case NUMBER --exhibit NAME --purpose TEXT [--only PERSON...]',
  summary: 'Take files into an exhibit; the same command resumes an intake that was stopped.',
  options: {
    unit: { value: 'CODE', help: 'the unit that delivers' },
    edition: { value: 'CODE', help: 'the edition that it delivers to' },
    case: { value: 'NUMBER', help: 'the number of its case' },
    exhibit: { value: 'NAME', help: 'the name of the exhibit in the case' },
    purpose: { value: 'TEXT', help: 'what it is taken in for' },
    only: { value: 'PERSON', multiple: true, help: 'the only persons who may learn of the exhibit' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const { values } = call
  if (values.positionals.length === 0) throw new UsageError('PATH is missing.')
  const unit = values.required('unit')
  const only = values.list('only')
  const body = {
    unit,
    edition: values.required('edition'),
    case: values.required('case'),
    exhibit: values.required('exhibit'),
    purpose: values.required('purpose'),
    paths: values.positionals.map(sentPath),
    ...(only.length === 0 ? {} : { audience: only }),
  }
  const interrupt = new Interrupt(call.platform, () => {
    call.terminal.message('homeward: stopping after the files at hand; Ctrl-C again leaves at once.')
  })
  try {
    return await withClient(call, { unit }, (client) => takeIn(call, client, body, interrupt))
  } finally {
    interrupt.end()
  }
}

async function takeIn(call: Call, client: Client, body: unknown, interrupt: Interrupt): Promise<ExitCode> {
  const { terminal } = call
  let ended: IntakeStatus
  for (let resumed = 0; ; resumed++) {
    const { losses } = client
    const intake = await begin(call, client, body, interrupt)
    ended = await follow(call, client, intake, interrupt)
    // The node may have been another command's and have ended with it.
    const lostNode = ended.state === 'stopped' && !interrupt.asked && client.losses > losses
    if (!lostNode || resumed >= RESUMED_AT_MOST) break
    terminal.message('homeward: the node ended during the intake; resuming it.')
  }
  if (ended.state === 'failed') throw intakeFailure(ended)
  if (ended.state === 'stopped') {
    terminal.message(
      'homeward: stopped; nothing taken in so far is lost, and the same command resumes the intake.',
    )
  }
  const { report, vics } = ended
  if (report.quarantined > 0) await nameQuarantined(call, client, ended)
  if (vics !== null && vics.problems > 0) await nameVicsProblems(call, client, ended.intake, vics)
  tell(call, report, vics)
  const allGood = report.quarantined === 0 && (vics?.problems ?? 0) === 0
  return ended.state === 'finished' && allGood ? EXIT.done : EXIT.someFailed
}

/** Asks the node to begin or resume. An intake that ends with its node is waited for, one that goes on is not. */
async function begin(call: Call, client: Client, body: unknown, interrupt: Interrupt): Promise<string> {
  const startMs = call.platform.monotonicMs()
  for (;;) {
    try {
      return (await client.post<{ intake: string }>('/api/intakes', body)).intake
    } catch (error) {
      const running = error instanceof CommandError && error.code === 'intake/running'
      const late = call.platform.monotonicMs() - startMs > ENDING_WITHIN_MS
      if (!running || late || interrupt.asked) throw error
      call.terminal.progress('waiting for an intake of this exhibit to end')
      await pause(ENDING_PAUSE_MS)
    }
  }
}

/** Waits until the intake has ended and shows how far it is; asks the node to stop it when the person does. */
async function follow(
  call: Call,
  client: Client,
  intake: string,
  interrupt: Interrupt,
): Promise<IntakeStatus> {
  const path = `/api/intakes/${encodeURIComponent(intake)}`
  let stopSent = false
  try {
    for (;;) {
      if (interrupt.asked && !stopSent) {
        stopSent = true
        await client.post(`${path}/stop`, {})
      }
      const status = await client.get<IntakeStatus>(path)
      if (status.state !== 'running') return status
      call.terminal.progress(progressLine(status))
      await pause(POLL_MS)
    }
  } finally {
    call.terminal.clearProgress()
  }
}

function progressLine({ progress }: IntakeStatus): string {
  const { filesDone, filesPlanned, bytesDone, filesPerSecond, secondsLeft, stage } = progress
  if (stage === 'matching') return `${counted(filesDone, 'file')} read, matching`
  if (stage === 'grouping') return `${counted(filesDone, 'file')} read, grouping into pictures and sets`
  const of =
    filesPlanned === null
      ? counted(filesDone, 'file')
      : `${count(filesDone)} of ${counted(filesPlanned, 'file')}`
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`
  return `${of}, ${size(bytesDone)}, ${filesPerSecond.toFixed(1)} files/s${left}`
}

function intakeFailure({ problem }: IntakeStatus): CommandError {
  if (problem === null || typeof problem === 'string') {
    return new CommandError(
      'intake/failed',
      problem ?? 'The intake failed without a reason.',
      EXIT.environment,
    )
  }
  return new CommandError(problem.code, problem.because, exitOfCode(problem.code))
}

async function nameQuarantined(call: Call, client: Client, { intake, report }: IntakeStatus): Promise<void> {
  const { files } = await client.get<{ files: { path: string; code: string; because: string }[] }>(
    `/api/intakes/${encodeURIComponent(intake)}/quarantined`,
  )
  for (const { path, code, because } of files.slice(0, LINES_NAMED)) {
    call.terminal.message(`homeward: quarantined ${printable(path)}: ${code}: ${printable(because)}`)
  }
  const unnamed = report.quarantined - Math.min(files.length, LINES_NAMED)
  if (unnamed > 0) call.terminal.message(`homeward: quarantined ${counted(unnamed, 'more file')}`)
}

async function nameVicsProblems(
  call: Call,
  client: Client,
  intake: string,
  { problems }: VicsFigures,
): Promise<void> {
  const answer = await client.get<{ problems: readonly VicsProblem[] }>(
    `/api/intakes/${encodeURIComponent(intake)}/vics`,
  )
  const named = answer.problems.slice(0, LINES_NAMED)
  for (const { document, named: path, number, code, because } of named) {
    const media = path ?? (number === null ? null : `media ${number}`)
    const what = media === null ? document : `${document}: ${media}`
    call.terminal.message(`homeward: VICS ${printable(what)}: ${code}: ${printable(because)}`)
  }
  const unnamed = problems - named.length
  if (unnamed > 0) call.terminal.message(`homeward: VICS: ${counted(unnamed, 'more problem')}`)
}

/** One line on what the cases of the exhibit name; their files are in the lines of the report. */
function vicsLine(vics: VicsFigures): string {
  const { cases, named, withoutFile, differing, refused } = vics
  return [
    `VICS: ${counted(cases, 'case')}`,
    `${count(named)} media named`,
    `${count(withoutFile)} without a file`,
    `${count(differing)} whose bytes differ`,
    ...(refused === 0 ? [] : [`${counted(refused, 'document')} not readable`]),
  ].join(', ')
}

function tell(call: Call, report: IntakeReport, vics: VicsFigures | null): void {
  const { terminal } = call
  if (call.json) {
    terminal.resultJson({
      ...pick(report, FIGURES),
      hits: pick(report.hits, ['exact', 'near']),
      ...(vics === null ? {} : { vics }),
    })
    return
  }
  terminal.result(
    `Exhibit ${printable(report.exhibit)}: ${size(report.sizeBytes)} in ${duration(report.wallSeconds)}`,
  )
  const lines = table([
    ['  new media', report.mediaNew],
    ['  media already held', report.mediaKnown],
    ['  duplicates', report.duplicates],
    ['  known-good', report.knownGood],
    ['  quarantined', report.quarantined],
    ['  empty', report.empty],
    ['  context', report.context],
    ['  archives opened', report.archives],
    ['  files seen', report.filesSeen],
  ])
  for (const line of lines) terminal.result(line)
  if (vics !== null) terminal.result(vicsLine(vics))
  terminal.result(`Media with hits: ${count(report.hits.exact)} exact, ${count(report.hits.near)} near`)
}
