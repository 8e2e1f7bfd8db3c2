import { setTimeout as pause } from 'node:timers/promises'
import type { IntakeReport, IntakeStatus } from '../answers.ts'
import type { Client } from '../client.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode, exitOfCode } from '../exit-code.ts'
import { CommandError, UsageError } from '../failure.ts'
import { count, counted, duration, size, table } from '../figures.ts'
import { sentPath } from '../file-argument.ts'
import { printable } from '../path-bytes.ts'
import { withClient } from '../with-client.ts'

const POLL_MS = 300
const QUARANTINED_NAMED = 20
// One Ctrl-C reaches this process twice when it runs under the launcher: from the terminal and handed on.
const SAME_INTERRUPT_MS = 1_000

/** Takes files into an exhibit. */
export const intakeCommand: Command = {
  name: 'intake',
  form: 'PATH... --unit CODE --edition CODE --case NUMBER --exhibit NAME --purpose TEXT',
  summary: 'Take files into an exhibit; the same command resumes an intake that was stopped.',
  options: {
    unit: { value: 'CODE', help: 'the unit that delivers' },
    edition: { value: 'CODE', help: 'the edition that it delivers to' },
    case: { value: 'NUMBER', help: 'the number of its case' },
    exhibit: { value: 'NAME', help: 'the name of the exhibit in the case' },
    purpose: { value: 'TEXT', help: 'what it is taken in for' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const { values } = call
  if (values.positionals.length === 0) throw new UsageError('PATH is missing.')
  const unit = values.required('unit')
  const body = {
    unit,
    edition: values.required('edition'),
    case: values.required('case'),
    exhibit: values.required('exhibit'),
    purpose: values.required('purpose'),
    paths: values.positionals.map(sentPath),
  }
  return withClient(call, { unit }, async (client) => {
    const { intake } = await client.post<{ intake: string }>('/api/intakes', body)
    const ended = await follow(call, client, intake)
    if (ended.state === 'failed') throw intakeFailure(ended)
    if (ended.state === 'stopped') {
      call.terminal.message(
        'homeward: stopped; nothing taken in so far is lost, and the same command resumes the intake.',
      )
    }
    if (ended.report.quarantined > 0) await nameQuarantined(call, client, intake, ended.report.quarantined)
    tell(call, ended.report)
    return ended.state === 'finished' && ended.report.quarantined === 0 ? EXIT.done : EXIT.someFailed
  })
}

/** Waits until the intake has ended and shows how far it is. Ctrl-C stops the intake in order; a second one leaves. */
async function follow(call: Call, client: Client, intake: string): Promise<IntakeStatus> {
  const path = `/api/intakes/${encodeURIComponent(intake)}`
  let interruptedAtMs: number | undefined
  let stopSent = false
  const onInterrupt = () => {
    const nowMs = call.platform.monotonicMs()
    if (interruptedAtMs === undefined) {
      interruptedAtMs = nowMs
      call.terminal.message('homeward: stopping after the files at hand; Ctrl-C again leaves at once.')
    } else if (nowMs - interruptedAtMs > SAME_INTERRUPT_MS) process.exit(EXIT.someFailed)
  }
  process.on('SIGINT', onInterrupt)
  try {
    for (;;) {
      if (interruptedAtMs !== undefined && !stopSent) {
        stopSent = true
        await client.post(`${path}/stop`, {})
      }
      const status = await client.get<IntakeStatus>(path)
      if (status.state !== 'running') return status
      call.terminal.progress(progressLine(status))
      await pause(POLL_MS)
    }
  } finally {
    process.off('SIGINT', onInterrupt)
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

async function nameQuarantined(call: Call, client: Client, intake: string, total: number): Promise<void> {
  const { files } = await client.get<{ files: { path: string; code: string; because: string }[] }>(
    `/api/intakes/${encodeURIComponent(intake)}/quarantined`,
  )
  for (const { path, code, because } of files.slice(0, QUARANTINED_NAMED)) {
    call.terminal.message(`homeward: quarantined ${printable(path)}: ${code}: ${printable(because)}`)
  }
  const unnamed = total - Math.min(files.length, QUARANTINED_NAMED)
  if (unnamed > 0) call.terminal.message(`homeward: quarantined ${counted(unnamed, 'more file')}`)
}

function tell(call: Call, report: IntakeReport): void {
  const {
    exhibit,
    filesSeen,
    mediaNew,
    mediaKnown,
    duplicates,
    knownGood,
    quarantined,
    empty,
    context,
    archives,
  } = report
  const { sizeBytes, wallSeconds, hits } = report
  if (call.json) {
    call.terminal.resultJson({
      exhibit,
      filesSeen,
      mediaNew,
      mediaKnown,
      duplicates,
      knownGood,
      quarantined,
      empty,
      context,
      archives,
      sizeBytes,
      wallSeconds,
      hits: { exact: hits.exact, near: hits.near },
    })
    return
  }
  call.terminal.result(`Exhibit ${exhibit}: ${size(sizeBytes)} in ${duration(wallSeconds)}`)
  const lines = table([
    ['  new media', mediaNew],
    ['  media already held', mediaKnown],
    ['  duplicates', duplicates],
    ['  known-good', knownGood],
    ['  quarantined', quarantined],
    ['  empty', empty],
    ['  context', context],
    ['  archives opened', archives],
    ['  files seen', filesSeen],
  ])
  for (const line of lines) call.terminal.result(line)
  call.terminal.result(`Media with hits in references: ${count(hits.exact)} exact, ${count(hits.near)} near`)
}
