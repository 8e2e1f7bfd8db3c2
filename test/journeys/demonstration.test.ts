import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { GroundTruth } from '@homeward/scenes'
import type { Browser, Page } from 'playwright-core'
import type { Picture, PictureSet } from '../src/answers.ts'
import { launchBrowser, openPage, untilWhole } from '../src/browser.ts'
import { compareSets, SET_PRECISION_MIN, SET_RECALL_MIN } from '../src/set-agreement.ts'

const ROOT = join(import.meta.dirname, '../..')
const READY_WITHIN_MS = 9 * 60_000

/** The edition's pages, each with what stands on it once the node has answered everything that it asks. */
const PAGES = [
  { words: 'the edition', address: '', shows: 'table.deliveries tbody tr' },
  { words: 'the intakes', address: '/intakes', shows: 'table tbody tr' },
  { words: 'triage', address: '/triage', shows: '.triage-pictures .wall' },
  // Nobody has made a series in the demonstration yet, so its list says so.
  { words: 'the series', address: '/series', shows: '.empty' },
] as const

/** The demonstration as `npm run demo` starts it, serving its desk. */
interface Demonstration {
  readonly process: ChildProcess
  readonly report: string
  readonly links: ReadonlyMap<string, string>
}

async function demonstrate(data: string, once_: boolean): Promise<Demonstration> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'tools/demo.ts'), '--data', data, '--port', '0', ...(once_ ? ['--once'] : [])],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let report = ''
  let messages = ''
  child.stdout.on('data', (text: Buffer) => {
    report += text.toString()
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (text: Buffer) => {
      messages += text.toString()
      if (messages.includes('The desk is at')) resolve()
    })
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`demo ended with ${status}: ${messages}`)),
    )
    setTimeout(
      () => reject(new Error(`the demonstration was not ready in time: ${messages}`)),
      READY_WITHIN_MS,
    ).unref()
  })
  await ready
  const links = new Map(
    [...messages.matchAll(/^ {2}(\S+)\s+(http\S+)$/gm)].map((one) => [one[1] ?? '', one[2] ?? '']),
  )
  return { process: child, report, links }
}

function figure(report: string, words: string): number {
  const line = report
    .split('\n')
    .find((one) => one.startsWith(`  ${words}  `) || one.startsWith(`  ${words} `))
  return Number(
    (line ?? '')
      .slice(words.length + 2)
      .trim()
      .split(/\s+/)[0]
      ?.replaceAll(',', ''),
  )
}

describe('the demonstration', () => {
  const data = join(mkdtempSync(join(tmpdir(), 'homeward-demo-')), 'data')
  let shown: Demonstration
  let browser: Browser
  let page: Page
  let errors: string[] = []

  before(async () => {
    shown = await demonstrate(data, false)
    browser = await launchBrowser()
    ;({ page, errors } = await openPage(browser, 'light'))
  })

  after(async () => {
    await browser?.close()
    if (shown !== undefined && shown.process.exitCode === null) {
      shown.process.kill('SIGTERM')
      await once(shown.process, 'exit')
    }
    rmSync(join(data, '..'), { recursive: true, force: true })
  })

  it('reports exactly what was drawn', () => {
    const truth = JSON.parse(
      readFileSync(join(data, 'demonstration/ground-truth.json'), 'utf8'),
    ) as GroundTruth
    const { totals } = truth
    assert.ok(totals.filesSeen >= 3000)
    assert.deepEqual(
      {
        filesSeen: figure(shown.report, 'files seen'),
        media: figure(shown.report, 'unique media'),
        knownIdentified: figure(shown.report, 'known, victim identified'),
        knownUnidentified: figure(shown.report, 'known, victim unidentified'),
        unknown: figure(shown.report, 'unknown'),
        pictures: figure(shown.report, 'pictures'),
      },
      totals,
    )
    for (const { exhibit, filesSeen, outcomes } of truth.exhibits) {
      const cells =
        shown.report
          .split('\n')
          .find((line) => line.includes(` ${exhibit} `))
          ?.trim()
          .split(/\s+/)
          .slice(2) ?? []
      const [seen = 0, fresh = 0, held = 0, duplicates, good, quarantined, empty, context_, archives] =
        cells.map((cell) => Number(cell.replaceAll(',', '')))
      assert.equal(seen, filesSeen, exhibit)
      assert.deepEqual(
        { media: fresh + held, duplicates, knownGood: good, quarantined, empty, context: context_, archives },
        outcomes,
        exhibit,
      )
    }
  })

  it('lets the specialist in by the one-time link, once', async () => {
    await page.goto(shown.links.get('specialist') ?? '')
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    assert.equal(new URL(page.url()).hash, '', 'the token leaves the address')
    const other = await browser.newContext()
    const again = await other.newPage()
    await again.goto(shown.links.get('specialist') ?? '')
    await again.getByText('unknown, used or expired').waitFor()
    await other.close()
  })

  it('proposes sets that hardly join strangers, and join most of an occasion', async (context) => {
    const ask = <T>(path: string): Promise<T> =>
      page.evaluate(
        async (asked) => (await (await fetch(asked)).json()) as T,
        `/api/editions/VIDTF-DEMO${path}`,
      ) as Promise<T>
    const truth = JSON.parse(
      readFileSync(join(data, 'demonstration/ground-truth.json'), 'utf8'),
    ) as GroundTruth
    const fileAt = new Map(truth.files.map((file) => [`${file.unit} ${file.exhibit} ${file.path}`, file]))
    const occasions = new Map<string, string | null>()
    for (let after: string | null = ''; after !== null; ) {
      const page: { pictures: Picture[]; next: string | null } = await ask(
        `/pictures?limit=200${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
      )
      for (const { picture, members } of page.pictures) {
        const [{ unit, exhibit, paths } = { unit: '', exhibit: '', paths: [] }] = members
        const file = fileAt.get(`${unit} ${exhibit} ${paths[0]}`)
        assert.ok(file, `${unit} ${exhibit} ${paths[0]} was not drawn`)
        occasions.set(picture, file.occasion)
      }
      after = page.next
    }
    assert.equal(occasions.size, truth.totals.pictures)
    const { sets } = await ask<{ sets: PictureSet[] }>('/sets?state=all')
    const { precision, recall } = compareSets(occasions, sets)
    context.diagnostic(
      `${sets.length} sets, ${truth.occasions.length} occasions: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`,
    )
    assert.ok(precision >= SET_PRECISION_MIN, `precision ${precision}`)
    assert.ok(recall >= SET_RECALL_MIN, `recall ${recall}`)
  })

  for (const { words, address, shows } of PAGES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`has no accessibility violation at ${words}, ${colorScheme}`, async () => {
        await page.emulateMedia({ colorScheme })
        await page.goto(`${new URL(page.url()).origin}/editions/VIDTF-DEMO${address}`)
        await untilWhole(page, shows)
        const { violations } = await new AxeBuilder({ page }).analyze()
        assert.deepEqual(
          violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`),
          [],
        )
      })
    }
  }

  it('shows nothing until asked, reveals a set by key, and covers the screen by key', async () => {
    await page.goto(`${new URL(page.url()).origin}/editions/VIDTF-DEMO/triage`)
    await untilWhole(page, '.triage-pictures .wall')
    const images = page.locator('img[src^="blob:"]')
    assert.equal(await images.count(), 0)
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await images.first().waitFor()
    assert.ok((await images.first().evaluate('(image) => image.naturalWidth')) !== 0)
    assert.deepEqual(errors, [], 'no error and no breach of the content security policy')
    await page.keyboard.press('Escape')
    await page.getByText('The screen is covered').waitFor()
    assert.equal(await images.count(), 0)
  })

  it('takes nothing in twice and prints the same report when it is run again', async () => {
    shown.process.kill('SIGTERM')
    await once(shown.process, 'exit')
    const again = await demonstrate(data, true)
    assert.equal(again.report, shown.report)
  })
})
