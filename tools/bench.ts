/**
 * Runs the benchmarks of the kernels and prints what each contender took and how it compares with the first. With
 * arguments, runs only the files whose path contains one of them. Not a test: figures go into the kernel's README,
 * with the machine and the load that this prints.
 */
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { filesUnder } from './file-tree.ts'

/**
 * What a benchmark file exports as `benchmarks(tiny)`: by title, the contenders by name, ours first. All contenders of
 * one title must answer the same. `tiny` asks for sizes that only show that the file runs.
 */
type Benchmarks = (tiny: boolean) => Record<string, Record<string, () => unknown>>

/** The least time of one run of each contender, in milliseconds, by title. */
export type Figures = Map<string, Map<string, number>>

const ROUNDS = 12
const FILE = /^kernels\/[^/]+\/bench\/[^/]+\.bench\.ts$/

/** The benchmark files of the repository, in byte order. */
export function findBenchmarks(root: string): Promise<string[]> {
  return filesUnder(root, (file) => FILE.test(file))
}

/**
 * Runs one file: contenders take turns, the least time of each counts, so that a busy machine hits both alike.
 * Throws when it measures nothing or when two contenders of one title answer differently.
 */
export async function runBenchmark(root: string, file: string, tiny: boolean): Promise<Figures> {
  const { benchmarks } = (await import(pathToFileURL(path.join(root, file)).href)) as {
    benchmarks: Benchmarks
  }
  const figures: Figures = new Map()
  for (const [title, contenders] of Object.entries(benchmarks(tiny))) {
    const least = new Map<string, number>()
    for (let round = 0; round < (tiny ? 1 : ROUNDS); round++) {
      const answers = Object.entries(contenders).map(([name, run]) => {
        const startedMs = performance.now()
        const answer = run()
        const tookMs = performance.now() - startedMs
        least.set(name, Math.min(tookMs, least.get(name) ?? tookMs))
        return answer
      })
      if (!answers.every((answer) => isDeepStrictEqual(answer, answers[0])))
        throw new Error(
          `${file}: the contenders of "${title}" answer differently, so their times do not compare`,
        )
    }
    if (least.size > 0) figures.set(title, least)
  }
  if (figures.size === 0) throw new Error(`${file}: measured nothing`)
  return figures
}

/** The figures as lines of text, each contender after the first with its ratio. */
export function linesOf(figures: Figures): string[] {
  return [...figures].flatMap(([title, least]) => {
    const [oursMs = 0] = least.values()
    return [
      title,
      ...[...least].map(([name, ms], i) => {
        const ratio = i === 0 ? '' : `   ${(ms / oursMs).toFixed(1)} times the first`
        return `  ${name.padEnd(16)} ${ms.toFixed(2).padStart(9)} ms${ratio}`
      }),
    ]
  })
}

if (import.meta.main) {
  const root = path.dirname(import.meta.dirname)
  const wanted = process.argv.slice(2)
  const all = await findBenchmarks(root)
  const files = all.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  const load = os.loadavg()[0]?.toFixed(1)
  console.log(`${os.cpus()[0]?.model}, ${os.cpus().length} cores, load ${load}, Node ${process.version}`)
  for (const file of files) {
    console.log(`\n${file}`)
    for (const line of linesOf(await runBenchmark(root, file, false))) console.log(line)
  }
  if (files.length === 0) {
    console.log('no benchmark was found')
    process.exitCode = 1
  }
}
