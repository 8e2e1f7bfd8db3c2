import type { DeclaredCode } from './declared-codes.ts'
import { tableRows } from './markdown.ts'
import type { DocsPart } from './problem.ts'

/** Where the list stands. */
export const ERROR_LIST = 'docs/errors.md'

const COLUMNS = ['Code', 'File', 'Because']

/** Compares the codes that program text declares with the list, in both directions. */
export function checkErrorList(page: string | undefined, declared: readonly DeclaredCode[]): DocsPart {
  const rows = page === undefined ? null : tableRows(page, COLUMNS)
  if (rows === null) {
    return { looked: declared.length, problems: [`${ERROR_LIST}: there is no table ${COLUMNS.join(', ')}`] }
  }
  const problems: string[] = []
  const listed = new Map<string, string[]>()
  for (const row of rows) {
    const code = unspan(row[0])
    if (listed.has(code)) problems.push(`${ERROR_LIST}: ${code} is listed twice`)
    listed.set(code, row)
  }
  for (const { code, files } of declared) {
    const row = listed.get(code)
    if (row === undefined) problems.push(`${ERROR_LIST}: ${code}, declared in ${files[0]}, is missing`)
    else if (!files.includes(unspan(row[1])))
      problems.push(`${ERROR_LIST}: ${code} is declared in ${files.join(', ')}`)
    else if ((row[2] ?? '') === '') problems.push(`${ERROR_LIST}: ${code} has no explanation`)
  }
  const known = new Set(declared.map((one) => one.code))
  for (const code of listed.keys()) {
    if (!known.has(code)) problems.push(`${ERROR_LIST}: ${code} is listed and declared nowhere`)
  }
  return { looked: declared.length, problems }
}

/** The list written anew: explanations that stand in `page` are kept, others come from beside the code. */
export function writeErrorList(page: string | undefined, declared: readonly DeclaredCode[]): string {
  const kept = new Map(
    (page === undefined ? null : tableRows(page, COLUMNS))?.map((row) => [unspan(row[0]), row]),
  )
  const rows = declared.map(({ code, files, because }) => {
    const old = kept.get(code)
    const oldFile = unspan(old?.[1])
    const file = files.includes(oldFile) ? oldFile : files[0]
    const text = old?.[2] || because.replaceAll('\n', ' ').replaceAll('|', '\\|').trim()
    return `| \`${code}\` | \`${file}\` | ${text} |`
  })
  return `${[HEAD, `| ${COLUMNS.join(' | ')} |`, '|---|---|---|', ...rows].join('\n')}\n`
}

const HEAD = `# Error codes

Every refusal and every error has a code of the form \`area/what\`, declared by the feature that owns it. The
code is stable; the words are for people and may change. \`npm run docs\` writes the first two columns from the
program text and keeps the third, which is written by hand; \`npm run check\` compares both directions.
`

function unspan(cell: string | undefined): string {
  return (cell ?? '').replaceAll('`', '')
}
