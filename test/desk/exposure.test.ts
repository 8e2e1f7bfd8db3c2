import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { untilWhole } from '../src/browser.ts'
import type { Client } from '../src/client.ts'
import { assertAccessible, DeskRoom, EDITION, PASSWORD, textOf } from './desk-room.ts'

const TRIAGE = `/editions/${EDITION}/triage`
const WALL = '.triage-pictures .wall'
const PICTURES = 'img[src^="blob:"]'
const MINUTE_MS = 60_000

describe('exposure on the desk', () => {
  let room: DeskRoom
  let page: Page
  before(async () => {
    room = await DeskRoom.open()
    page = await room.at(TRIAGE, WALL)
  })
  after(() => room?.close())

  /** Looks for a minute in another window of the person. */
  async function minuteElsewhere(client: Client, set: string): Promise<void> {
    const { reveal } = await client.post<{ reveal: string }>('/api/reveals', { set, clarity: 'clear' })
    room.world.clock.advance(MINUTE_MS)
    await client.post(`/api/reveals/${reveal}/exposure`, { visibleSeconds: 60, viewportShare: 1 })
  }

  const said = (): Promise<string> => textOf(page.getByTestId('announcer'))

  it('says what is left where a reveal is, and ends it in plain words when a cap is reached', async () => {
    await room.world.meter(room.supervisor, { dailyMinutes: 6 })
    const [set] = await room.world.sets(room.fr, EDITION, 'open')
    assert.ok(set)
    for (let minute = 0; minute < 5; minute += 1) await minuteElsewhere(room.fr, set.set)
    await room.show(page, TRIAGE, WALL)
    await page.locator('.cap-left', { hasText: /Left today: (1 min 00|[0-9]+) s/ }).waitFor()
    await page.keyboard.press('3')
    await page.keyboard.press('Enter')
    await page.locator(PICTURES).first().waitFor()
    await minuteElsewhere(room.fr, set.set)
    await page.getByText('Your counted time of today is used up.').first().waitFor()
    await page.getByText('A cap was reached and the reveal ended.').waitFor()
    assert.equal(await page.locator(PICTURES).count(), 0)
    await page.getByText(/It is possible again on \d+ \w+ \d{4}.*00:00 \(UTC\)/).waitFor()
    assert.match(await said(), /used up/)
    await page.keyboard.press('Enter')
    await page.locator('.cap-reached').waitFor()
    assert.equal(await page.locator('[role=alert]').count(), 0, 'one sentence is enough')
    await assertAccessible(page)
  })

  it('lifts the caps by one key for danger, after saying what it does', async () => {
    await page.keyboard.press('!')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Your supervisor is told at once').waitFor()
    await assertAccessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.cap-reached').waitFor()
    await page.keyboard.press('!')
    await dialog.getByRole('button', { name: 'Lift the caps' }).press('Enter')
    await page.locator('.cap-lifted', { hasText: 'immediate danger to a child' }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator(PICTURES).first().waitFor()
    await assertAccessible(page)
    await page.keyboard.press('e')
  })

  it('shows pictures blurred and grey for comfort, and says that it is no more than that', async () => {
    await room.show(page, '/exposure', '.figure-fields')
    await page.getByText('found no benefit in static filters').waitFor()
    await page.getByLabel('Blur pictures').check()
    await page.getByLabel('Pictures in greyscale').check()
    await room.show(page, TRIAGE, WALL)
    await page.keyboard.press('3')
    await page.keyboard.press('Enter')
    const picture = page.locator(PICTURES).first()
    await picture.waitFor()
    assert.equal(await picture.evaluate((image) => getComputedStyle(image).filter), 'blur(3px) grayscale(1)')
    await page.keyboard.press('e')
    await room.show(page, '/exposure', '.figure-fields')
    await page.getByLabel('Blur pictures').uncheck()
    await page.getByLabel('Pictures in greyscale').uncheck()
  })

  it('shows the own load day by day, and takes figures that are stricter only', async () => {
    const row = page.locator('table tbody tr').first()
    assert.match(await textOf(row), /6 min/)
    const set = page.getByRole('button', { name: 'Set my own figures' })
    await page.getByLabel('Minutes a day').fill('500')
    await set.click()
    await page.getByText('exposure/looser').waitFor()
    await page.getByLabel('Minutes a day').fill('5')
    await set.click()
    await page.getByText('Saved. It holds from now on.').waitFor()
    await assertAccessible(page)
  })

  it('shows the supervisor load and nothing else, and lets caps be lifted and danger be reviewed', async () => {
    const desk = await room.at('/unit/exposure', 'table tbody tr', 'FR-supervisor')
    await assertAccessible(desk)
    const main = await textOf(desk.locator('main'))
    assert.match(main, /FR-specialist/)
    assert.match(main, /Immediate danger to a child/)
    assert.doesNotMatch(main, /room\d|set-|media-|Copper/)
    await desk.getByRole('button', { name: 'Lift the caps of FR-specialist' }).click()
    await assertAccessible(desk)
    await desk.getByLabel('Minutes', { exact: true }).fill('30')
    await desk.getByLabel('Reason').fill('The court sits tomorrow')
    await desk.getByRole('dialog').getByRole('button', { name: 'Lift the caps' }).click()
    await desk.getByText('Lifted by FR-supervisor').waitFor()
    room.world.clock.advance(14 * MINUTE_MS)
    await desk.getByRole('button', { name: 'Review what FR-specialist lifted for danger' }).click()
    await desk.getByLabel('Finding').fill('It was right')
    await desk.getByRole('dialog').getByRole('button', { name: 'Review' }).click()
    await desk.getByText('exposure/danger-runs').waitFor()
    await desk.keyboard.press('Escape')
    await desk.setViewportSize({ width: 1280, height: 800 })
    const wider = await desk.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.ok(wider <= 0, `${wider} px too wide`)
  })

  it('comes back to the very set after an idle end of the session', async () => {
    await room.world.renewAdministrator()
    const again = await room.at(TRIAGE, WALL)
    await again.keyboard.press('j')
    await again.keyboard.press('j')
    await untilWhole(again, WALL)
    await again.getByText(/^3 of \d+$/).waitFor()
    room.world.clock.advance(16 * MINUTE_MS)
    await again.keyboard.press('k')
    await again.getByRole('button', { name: 'Sign in with a password' }).click()
    await again.getByLabel('Person code').fill('FR-specialist')
    await again.getByLabel('Password').fill(PASSWORD)
    await again.getByRole('button', { name: 'Sign in with a password' }).click()
    await untilWhole(again, WALL)
    await again.getByText(/^2 of \d+$/).waitFor()
  })

  it('leaves nothing in the console but what the node refused', () => {
    assert.deepEqual(
      room.errors().filter((one) => !/status of (401|403|422)/.test(one)),
      [],
    )
  })
})
