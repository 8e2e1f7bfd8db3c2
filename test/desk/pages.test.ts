import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, DeskRoom, EDITION } from './desk-room.ts'

const WIDTHS_PX = [1280, 1600, 1920]

/** Every page of the desk as it stands; what it becomes while it is used is in page-states.test.ts. */
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
      'the own exposure': ['/exposure', '.figure-fields'],
      'an address without a page': ['/nothing-here', 'main'],
      'a series that is not there': ['/series/series-none', '[role=alert]'],
    }
    page = await room.at('/', 'table tbody tr')
  })
  after(() => room?.close())

  it('is accessible in light and dark, and fits the window', async () => {
    for (const [name, [path, shows]] of Object.entries(addresses)) {
      await room.show(page, path, shows)
      await assertAccessible(page).catch((error: unknown) => {
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
