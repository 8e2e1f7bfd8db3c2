import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { filesUnder } from './file-tree.ts'

/** One package.json: its folder relative to the repository ('' for the root) and what it declares. */
export type Package = {
  folder: string
  name: string
  /** Packages at run time, with their versions. */
  dependencies: Record<string, string>
  /** Packages of development and optional ones, with their versions. */
  others: Record<string, string>
}

/** Every package.json of the repository, the root first. */
export async function readPackages(root: string): Promise<Package[]> {
  const files = await filesUnder(root, (file) => path.posix.basename(file) === 'package.json')
  const packages = await Promise.all(files.map((file) => readPackage(root, file)))
  return packages.sort((left, right) => (left.folder < right.folder ? -1 : 1))
}

async function readPackage(root: string, file: string): Promise<Package> {
  const text = JSON.parse(await readFile(path.join(root, file), 'utf8')) as Record<string, unknown>
  const folder = path.posix.dirname(file)
  return {
    folder: folder === '.' ? '' : folder,
    name: String(text.name),
    dependencies: table(text.dependencies),
    others: { ...table(text.devDependencies), ...table(text.optionalDependencies) },
  }
}

function table(value: unknown): Record<string, string> {
  return value === undefined ? {} : (value as Record<string, string>)
}

/** Whether the repository at `root` holds the file or folder. */
export function holds(root: string, file: string): boolean {
  return existsSync(path.join(root, file))
}
