/** Type checks every project of the repository, and says which program text no project covers. */
import path from 'node:path'
import { runCommand } from './command.ts'
import { filesUnder } from './file-tree.ts'

/** The complaints of the compiler, and how many files it read. Nothing read is a complaint. */
export type TypeReport = { projects: number; filesChecked: number; complaints: string[] }

const PROJECT = /(^|\/)tsconfig(\.[a-z]+)?\.json$/
const TYPED = /\.(ts|tsx|mts)$/

/** Runs `tsc` on every tsconfig file but the base that the others extend. */
export async function checkTypes(root: string): Promise<TypeReport> {
  const projects = await filesUnder(root, (file) => PROJECT.test(file) && file !== 'tsconfig.base.json')
  const covered = new Set<string>()
  const complaints: string[] = []
  for (const project of projects) {
    const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
    const { code, output } = await runCommand(root, tsc, ['-p', project, '--listFiles', '--pretty', 'false'])
    const lines = output.split('\n').filter((line) => line !== '')
    const files = lines.filter((line) => path.isAbsolute(line))
    for (const file of files) covered.add(path.relative(root, file))
    const said = lines.filter((line) => !path.isAbsolute(line))
    complaints.push(...said)
    if (code !== 0 && said.length === 0) complaints.push(`${project}: tsc ended with code ${code}`)
  }
  const typed = await filesUnder(root, (file) => TYPED.test(file))
  for (const file of typed.filter((one) => !covered.has(one))) {
    complaints.push(`${file}: no tsconfig file covers it, so its types are not checked`)
  }
  const filesChecked = typed.filter((file) => covered.has(file)).length
  if (filesChecked === 0) complaints.push('no file was found to check')
  return { projects: projects.length, filesChecked, complaints: [...new Set(complaints)] }
}

if (import.meta.main) {
  const { projects, filesChecked, complaints } = await checkTypes(path.dirname(import.meta.dirname))
  for (const complaint of complaints) console.log(complaint)
  console.log(`types: ${projects} projects, ${filesChecked} files, ${complaints.length} complaints`)
  process.exitCode = complaints.length === 0 ? 0 : 1
}
