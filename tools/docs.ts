/**
 * The docs check: links, error list, policy page, marked code blocks, dependency table, answers to the ASVS. With
 * `--write`, writes the error list and the policy page anew from the program text.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { checkAsvs } from './docs/asvs.ts'
import { declaredCodes } from './docs/declared-codes.ts'
import { checkDependencies } from './docs/dependencies.ts'
import { checkErrorList, ERROR_LIST, writeErrorList } from './docs/error-list.ts'
import { checkLinks } from './docs/links.ts'
import { checkPolicyPage, POLICY_PAGE, writePolicyPage } from './docs/policy-page.ts'
import { checkSnippets } from './docs/snippets.ts'
import { filesUnder } from './file-tree.ts'

/** A sentence on what was looked at, and everything that is wrong. */
export type DocsReport = { looked: string; problems: string[] }

/** Checks the pages of the repository at `root`. Where there is nothing to check, that is a problem. */
export async function checkDocs(root: string): Promise<DocsReport> {
  const pages = await readPages(root)
  const codes = await declaredCodes(root)
  const links = await checkLinks(root, pages)
  const errors = checkErrorList(pages.get(ERROR_LIST), codes)
  const snippets = await checkSnippets(root, pages)
  const dependencies = await checkDependencies(root, pages.get('STYLE.md'))
  const policy = checkPolicyPage(pages.get(POLICY_PAGE))
  const asvs = await checkAsvs(root, pages)
  const problems = [links, errors, policy, snippets, dependencies, asvs].flatMap((part) => part.problems)
  const counts = {
    pages: pages.size,
    links: links.looked,
    'error codes': errors.looked,
    'policy actions': policy.looked,
    dependencies: dependencies.looked,
    'ASVS requirements': asvs.looked,
  }
  for (const [what, count] of Object.entries(counts)) {
    if (count === 0) problems.push(`no ${what} were found to check`)
  }
  const figures = { ...counts, 'marked code blocks': snippets.looked }
  const say = (all: Readonly<Record<string, number>>): string =>
    Object.entries(all)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')
  return { looked: `${say(figures)}; of the ASVS ${say(asvs.counts)}`, problems }
}

/** Writes the error list anew, keeping the explanations that stand in it, and the policy page. */
export async function writeDocs(root: string): Promise<void> {
  const pages = await readPages(root)
  const text = writeErrorList(pages.get(ERROR_LIST), await declaredCodes(root))
  await writeFile(path.join(root, ERROR_LIST), text)
  await writeFile(path.join(root, POLICY_PAGE), writePolicyPage())
}

async function readPages(root: string): Promise<Map<string, string>> {
  const files = await filesUnder(root, (file) => file.endsWith('.md'))
  const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')))
  return new Map(files.map((file, index) => [file, texts[index] ?? '']))
}

if (import.meta.main) {
  const root = path.dirname(import.meta.dirname)
  if (process.argv.includes('--write')) await writeDocs(root)
  const { looked, problems } = await checkDocs(root)
  for (const problem of problems) console.log(problem)
  console.log(`docs: ${looked}, ${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
