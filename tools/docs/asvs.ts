import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isTest } from '../file-tree.ts'
import { ASVS_LEVELS } from './asvs-levels.ts'
import { csvRows } from './csv.ts'
import { anchorsOf } from './markdown.ts'
import type { DocsPart } from './problem.ts'
import { testNamesIn } from './test-names.ts'

/** Where the answers stand. */
export const ASVS_TABLE = 'docs/asvs.csv'

const COLUMNS = ['id', 'level', 'subject', 'state', 'evidence', 'reason']
const STATES = ['shown', 'documented', 'open', 'not applicable'] as const
type State = (typeof STATES)[number]

/** What the table says, and how many requirements are in each state. */
export type AsvsPart = DocsPart & { readonly counts: Readonly<Record<State, number>> }

type Row = { id: string; level: string; subject: string; state: string; evidence: string[]; reason: string }

/**
 * Checks the table of answers to the ASVS: every requirement stands in it once, with its level, a subject and a state;
 * what is shown names a test, what is documented a heading, and each of these is there; what is not done says why.
 */
export async function checkAsvs(root: string, pages: ReadonlyMap<string, string>): Promise<AsvsPart> {
  const counts = { shown: 0, documented: 0, open: 0, 'not applicable': 0 }
  const text = await readFile(path.join(root, ASVS_TABLE), 'utf8').catch(() => null)
  const [head, ...rows] = text === null ? [] : csvRows(text)
  if (head?.cells.join() !== COLUMNS.join()) {
    return {
      looked: 0,
      counts,
      problems: [`${ASVS_TABLE}: expected a table with the columns ${COLUMNS.join(', ')}`],
    }
  }
  const problems: string[] = []
  const seen = new Set<string>()
  const testNames = new Map<string, Set<string> | null>()
  for (const { line, cells } of rows) {
    const row = rowOf(cells)
    const wrong = [
      ...(cells.length === COLUMNS.length ? [] : [`expected ${COLUMNS.length} cells, got ${cells.length}`]),
      ...problemsOfRow(row, seen),
      ...(await problemsOfEvidence(root, pages, row.evidence, testNames)),
    ]
    problems.push(...wrong.map((one) => `${ASVS_TABLE}:${line} ${row.id}: ${one}`))
    seen.add(row.id)
    if (isState(row.state)) counts[row.state] += 1
  }
  for (const id of ASVS_LEVELS.keys()) {
    if (!seen.has(id)) problems.push(`${ASVS_TABLE}: ${id} has no row`)
  }
  return { looked: rows.length, counts, problems }
}

function isState(state: string): state is State {
  return STATES.some((one) => one === state)
}

function rowOf(cells: readonly string[]): Row {
  const [id = '', level = '', subject = '', state = '', evidence = '', reason = ''] = cells
  return { id, level, subject, state, evidence: evidence === '' ? [] : evidence.split(' | '), reason }
}

function problemsOfRow(row: Row, seen: ReadonlySet<string>): string[] {
  const problems: string[] = []
  const level = ASVS_LEVELS.get(row.id)
  if (level === undefined) problems.push('the standard has no such requirement of level 1 or 2')
  else if (row.level !== level) problems.push(`expected level ${level}, got '${row.level}'`)
  if (seen.has(row.id)) problems.push('stands here twice')
  if (row.subject === '') problems.push('has no subject')
  if (!isState(row.state)) problems.push(`expected one of ${STATES.join(', ')}, got '${row.state}'`)
  if (row.state === 'shown' && !row.evidence.some((one) => isTest(one.split(': ', 1)[0] ?? ''))) {
    problems.push('is shown by no test')
  }
  if (row.state === 'documented' && !row.evidence.some((one) => /\.md#/.test(one))) {
    problems.push('is documented under no heading')
  }
  if ((row.state === 'open' || row.state === 'not applicable') && row.reason === '') {
    problems.push('does not say why')
  }
  return problems
}

async function problemsOfEvidence(
  root: string,
  pages: ReadonlyMap<string, string>,
  evidence: readonly string[],
  testNames: Map<string, Set<string> | null>,
): Promise<string[]> {
  const problems: string[] = []
  for (const one of evidence) {
    const heading = /^(\S+\.md)#(\S+)$/.exec(one)
    const test = /^(\S+): (.+)$/.exec(one)
    if (heading !== null) {
      const [, page = '', anchor = ''] = heading
      const text = pages.get(page)
      if (text === undefined) problems.push(`there is no page ${page}`)
      else if (!anchorsOf(text).has(anchor)) problems.push(`there is no heading '${anchor}' in ${page}`)
    } else if (test !== null && isTest(test[1] ?? '')) {
      const [, file = '', name = ''] = test
      const names = testNames.get(file) ?? (await namesIn(root, file))
      testNames.set(file, names)
      if (names === null) problems.push(`there is no ${file}`)
      else if (!names.has(name)) problems.push(`there is no test '${name}' in ${file}`)
    } else {
      problems.push(`expected 'FILE.test.ts: NAME' or 'PAGE.md#HEADING', got '${one}'`)
    }
  }
  return problems
}

async function namesIn(root: string, file: string): Promise<Set<string> | null> {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => null)
  return text === null ? null : testNamesIn(file, text)
}
