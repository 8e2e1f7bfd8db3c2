import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { untilWhole } from '../src/browser.ts'
import { drawPng } from '../src/drawing.ts'
import { accessViolations, DeskRoom, EDITION } from './desk-room.ts'

const WIDTHS_PX = [1280, 1600, 1920]

/** Every page of the desk, as it stands and in the states that change what it is made of. */
describe('every page of the desk', () => {
  let room: DeskRoom
  let page: Page
  let addresses: { readonly [name: string]: readonly [path: string, shows: string] }

  before(async () => {
    room = await DeskRoom.open()
    const { fr, world } = room
    const open = await world.sets(fr, EDITION, 'open')
    const { series } = await fr.post<{ series: string }>('/api/series', {
      edition: EDITION,
      sets: [open[0]?.set, open[1]?.set],
      name: 'Green door',
    })
    await fr.post(`/api/series/${series}/subjects`, { kind: 'victim' })
    await fr.post(`/api/sets/${open[2]?.set}/set-aside`, { because: 'Only furniture' })
    const { intakes } = await fr.get<{ intakes: { intake: string; unit: string }[] }>(
      `/api/intakes?edition=${EDITION}`,
    )
    const intake = intakes.find((one) => one.unit === 'FR')?.intake
    const edition = `/editions/${EDITION}`
    addresses = {
      editions: ['/', 'table tbody tr'],
      edition: [edition, 'table.deliveries tbody tr'],
      intakes: [`${edition}/intakes`, 'table tbody tr'],
      intake: [`/intakes/${intake}`, 'table tbody tr'],
      receipt: [`/intakes/${intake}/receipt`, 'main'],
      triage: [`${edition}/triage`, '.triage-pictures .wall'],
      'the series of an edition': [`${edition}/series`, 'table tbody tr'],
      'one series': [`/series/${series}`, '.series-sets'],
      search: ['/search', 'form'],
      session: ['/session', '.enrolment'],
      'an address without a page': ['/nothing-here', 'main'],
      'a series that is not there': ['/series/series-none', '[role=alert]'],
    }
    page = await room.at('/', 'table tbody tr')
  })
  after(() => room?.close())

  /** Looks at the page as it stands, in both colour schemes, and for anything wider than the window. */
  async function assertAccessible(at: Page = page): Promise<void> {
    assert.deepEqual(await accessViolations(at), [])
    const overflow = await at.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`)
  }

  it('is accessible in light and dark, and fits the window', async () => {
    for (const [name, [path, shows]] of Object.entries(addresses)) {
      await room.show(page, path, shows)
      await assertAccessible().catch((error: unknown) => {
        throw new Error(`${name}: ${String(error)}`)
      })
    }
  })

  it('fits wider windows', async () => {
    for (const width of WIDTHS_PX) {
      await page.setViewportSize({ width, height: 900 })
      for (const [name, [path, shows]] of Object.entries(addresses)) {
        await room.show(page, path, shows)
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        assert.ok(wider <= 0, `${name} is ${wider} px too wide at ${width} px`)
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('is accessible while a set is revealed, covered, decided and explained', async () => {
    await room.show(page, ...(addresses['triage'] as [string, string]))
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await page.locator('img[src^="blob:"]').first().waitFor()
    await page.keyboard.press('w')
    await assertAccessible()
    await page.keyboard.press('c')
    await page.getByRole('alertdialog').waitFor()
    await assertAccessible()
    await page.getByRole('alertdialog').getByRole('button').press('Enter')
    for (const key of ['n', 's', '?']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      await assertAccessible()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    for (const view of ['By suggested series', 'Set aside']) {
      await page.locator('.choice-option', { hasText: view }).click()
      await untilWhole(page, 'table tbody tr, .empty')
      await assertAccessible()
    }
  })

  it('is accessible with the answer of a search, whose purpose stands in no address', async () => {
    await room.show(page, ...(addresses['search'] as [string, string]))
    const query = join(room.world.folder, 'query.png')
    writeFileSync(query, drawPng(1011))
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.url()))
    await page.locator('input[type=file]').setInputFiles(query)
    await page.getByLabel('Purpose').fill('Überprüfung: zwölf Räume')
    await page.getByRole('button', { name: 'Search' }).click()
    await untilWhole(page, 'table tbody tr')
    await assertAccessible()
    assert.equal(sent.filter((url) => /purpose|pr%C3%BCfung/i.test(url)).length, 0)
    const { read } = room.world.node.context.database
    const kept = await read.selectFrom('event').select('body').execute()
    assert.ok(kept.some(({ body }) => body.includes('match/searched')))
  })

  it('is accessible before sign-in and where a credential is set', async () => {
    const stranger = await room.page()
    await room.show(stranger, '/sign-in', 'form')
    await assertAccessible(stranger)
    await stranger.getByRole('button', { name: 'Sign in with a password' }).click()
    await stranger.getByText('Write your person code.').waitFor()
    await assertAccessible(stranger)
    const token = await room.world.invite('FR-late', 'FR', ['specialist'])
    await stranger.goto(room.address(`/sign-in#${token}`))
    await untilWhole(stranger, '.enrolment')
    await assertAccessible(stranger)
  })

  it('is accessible for the administrator', async () => {
    const admin = await room.at('/admin', 'table tbody tr', 'administrator')
    await assertAccessible(admin)
  })

  it('keeps the content security policy and leaves nothing in the console', async () => {
    const response = await page.goto(room.address('/'))
    assert.match(response?.headers()['content-security-policy'] ?? '', /default-src 'none'/)
    const strange = /status of 404/
    assert.deepEqual(
      room.errors().filter((one) => !strange.test(one)),
      [],
    )
    // The planted breach: the policy stops a script of the page's own text, and the log tells.
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "breached"'
      document.body.append(script)
    })
    assert.ok(room.errors().some((one) => one.includes('Content Security Policy')))
    assert.notEqual(await page.title(), 'breached')
  })
})
