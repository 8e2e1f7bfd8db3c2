import { readPackages } from '../packages.ts'
import { tableRows } from './markdown.ts'
import type { DocsPart } from './problem.ts'

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/
const COLUMNS = ['Package', 'Why']

/** Whether every dependency is pinned exactly and has its line, and every line its dependency. */
export async function checkDependencies(root: string, style: string | undefined): Promise<DocsPart> {
  const packages = await readPackages(root)
  const own = new Set(packages.map((one) => one.name))
  const problems: string[] = []
  const used = new Set<string>()
  for (const { folder, dependencies, others } of packages) {
    for (const [name, version] of Object.entries({ ...dependencies, ...others })) {
      const place = `${folder === '' ? '' : `${folder}/`}package.json`
      if (!EXACT.test(version))
        problems.push(`${place}: '${name}' is at '${version}', which is no exact version`)
      if (!own.has(name)) used.add(name)
    }
  }
  const rows = style === undefined ? null : tableRows(style, COLUMNS)
  if (rows === null)
    return { looked: used.size, problems: [...problems, `STYLE.md: there is no table ${COLUMNS.join(', ')}`] }
  const listed = new Map(rows.map((row) => [(row[0] ?? '').replaceAll('`', ''), row[1] ?? '']))
  for (const name of used) {
    if (!listed.has(name)) problems.push(`STYLE.md: '${name}' has no line that says why it is here`)
  }
  for (const [name, why] of listed) {
    if (!used.has(name)) problems.push(`STYLE.md: '${name}' has a line and no package.json names it`)
    if (why === '') problems.push(`STYLE.md: the line of '${name}' does not say why`)
  }
  return { looked: used.size, problems }
}
