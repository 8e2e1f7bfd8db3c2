import { readdir } from 'node:fs/promises'
import path from 'node:path'

const LEFT_OUT = /^(node_modules|dist|homeward-data.*|\..*)$/

/**
 * The files under `root` that `accept` takes, as paths relative to `root` with forward slashes, in byte
 * order. Installed, built and hidden folders and data directories are left out; links are not followed.
 */
export async function filesUnder(root: string, accept: (file: string) => boolean): Promise<string[]> {
  const found: string[] = []
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!LEFT_OUT.test(entry.name)) await visit(file)
      } else if (entry.isFile() && accept(file)) {
        found.push(file)
      }
    }
  }
  await visit('')
  return found.sort()
}

/** Whether the file is program text: TypeScript or JavaScript, declarations included. */
export function isProgramText(file: string): boolean {
  return /\.([cm]?[jt]s|[jt]sx)$/.test(file)
}

/** Whether the file is a test; the name alone says so, so that no list of tests is kept by hand. */
export function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || file.endsWith('.test.tsx')
}
