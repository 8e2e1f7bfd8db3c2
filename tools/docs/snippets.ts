import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { DocsPart } from './problem.ts'

const MARK = /^<!-- file: (\S+)(?: region: (\S+))? -->$/

/** Whether every marked code block of the pages is, word for word, the piece of the file that it names. */
export async function checkSnippets(root: string, pages: ReadonlyMap<string, string>): Promise<DocsPart> {
  const problems: string[] = []
  let looked = 0
  for (const [page, text] of pages) {
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      const [, file, region] = MARK.exec(line.trim()) ?? []
      if (file === undefined) continue
      looked += 1
      const shown = blockAfter(lines, index + 1)
      const source = await sourceOf(path.join(root, file), region)
      const place = `${page}:${index + 1}`
      if (shown === null) problems.push(`${place} no code block follows the mark`)
      else if (source === null)
        problems.push(`${place} there is no ${file}${region ? ` with a region ${region}` : ''}`)
      else if (source !== shown) problems.push(`${place} the code block differs from ${file}`)
    }
  }
  return { looked, problems }
}

function blockAfter(lines: readonly string[], start: number): string | null {
  const first = lines.findIndex((line, index) => index >= start && line.trim() !== '')
  if (first === -1 || !/^```/.test(lines[first] ?? '')) return null
  const last = lines.findIndex((line, index) => index > first && /^```\s*$/.test(line))
  return last === -1 ? null : lines.slice(first + 1, last).join('\n')
}

async function sourceOf(file: string, region: string | undefined): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  if (region === undefined) return text.trimEnd()
  const lines = text.split('\n')
  const first = lines.findIndex((line) => new RegExp(`^\\s*(//|#) region: ${region}\\s*$`).test(line))
  const last = lines.findIndex((line, index) => index > first && /^\s*(\/\/|#) endregion\b/.test(line))
  if (first === -1 || last === -1) return null
  return dedent(lines.slice(first + 1, last))
}

function dedent(lines: readonly string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const indent = Math.min(...indents)
  return lines.map((line) => line.slice(indent)).join('\n')
}
