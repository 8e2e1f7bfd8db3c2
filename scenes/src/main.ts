import { parseArgs } from 'node:util'
import { drawEdition } from './edition/edition.ts'
import { SceneError } from './errors.ts'

const USAGE = 'usage: node scenes/src/main.ts DIR [--seed TEXT] [--scale NUMBER]\n'

/** Draws the demonstration edition into DIR; exit code 0 done, 2 usage, 1 anything else. */
async function main(): Promise<number> {
  let parsed: ReturnType<typeof readArguments>
  try {
    parsed = readArguments()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return 2
  }
  const { directory, seed, scale } = parsed
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    if (done % 50 === 0 || done === total) process.stderr.write(`${done} of ${total} pictures\n`)
  }
  try {
    const truth = await drawEdition({ directory, ...(seed === undefined ? {} : { seed }), scale, onProgress })
    process.stdout.write(
      `${JSON.stringify({ ...truth.totals, exhibits: truth.exhibits.length, series: truth.series.length })}\n`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof SceneError)) throw error
    process.stderr.write(`${error.code}: ${error.message}\n`)
    return 1
  }
}

function readArguments(): { directory: string; seed: string | undefined; scale: number } {
  const { values, positionals } = parseArgs({
    options: { seed: { type: 'string' }, scale: { type: 'string', default: '1' } },
    allowPositionals: true,
  })
  const [directory] = positionals
  const scale = Number(values.scale)
  if (directory === undefined || positionals.length > 1) throw new Error('expected one directory')
  if (!(scale > 0 && scale <= 1)) throw new Error(`expected a scale above 0 and up to 1, got ${values.scale}`)
  return { directory, seed: values.seed, scale }
}

process.exitCode = await main()
