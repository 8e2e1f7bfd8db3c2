import { stat } from 'node:fs/promises'
import path from 'node:path'
import { anchorsOf, linksOf } from './markdown.ts'
import type { DocsPart } from './problem.ts'

const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i

/** Whether every relative link of the pages leads to a file that is there and to a heading in it. */
export async function checkLinks(root: string, pages: ReadonlyMap<string, string>): Promise<DocsPart> {
  const problems: string[] = []
  let looked = 0
  for (const [page, text] of pages) {
    for (const { target, line } of linksOf(text)) {
      if (ELSEWHERE.test(target)) continue
      looked += 1
      const [file = '', anchor] = target.split('#', 2)
      const there =
        file === '' ? page : path.posix.normalize(path.posix.join(path.posix.dirname(page), decode(file)))
      if (there.startsWith('..') || file.startsWith('/') || !(await isThere(path.join(root, there)))) {
        problems.push(`${page}:${line} the link '${target}' leads nowhere`)
        continue
      }
      const text = pages.get(there)
      if (anchor === undefined || anchor === '' || text === undefined) continue
      if (!anchorsOf(text).has(decode(anchor))) {
        problems.push(`${page}:${line} the link '${target}' leads to no heading of ${there}`)
      }
    }
  }
  return { looked, problems }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
