import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { untilWhole } from '../src/browser.ts'
import { assertAccessible, DeskRoom, EDITION } from './desk-room.ts'

describe('a series at the desk', () => {
  let room: DeskRoom
  let series: string
  const sets: string[] = []
  before(async () => {
    room = await DeskRoom.open()
    const withLinks = (await room.world.pictures(room.fr, EDITION)).find((one) => one.members.length > 2)
    assert.ok(withLinks?.set, 'the copies of one view are one picture of a set')
    const open = await room.world.sets(room.fr, EDITION, 'open')
    const other = open.find(
      ({ set, suggestedSeries }) => set !== withLinks.set && suggestedSeries.length === 0,
    )
    assert.ok(other)
    sets.push(withLinks.set, other.set)
    const made = await room.fr.post<{ series: string }>('/api/series', {
      edition: EDITION,
      sets,
      name: 'Blue curtain',
      because: 'The same curtain',
    })
    series = made.series
  })
  after(() => room?.close())

  const address = (): string => `/series/${series}`
  const links = (page: Page): ReturnType<Page['locator']> =>
    page.getByRole('table', { name: 'Links between pictures' }).locator('tbody tr')
  const history = (page: Page): ReturnType<Page['locator']> =>
    page.getByRole('table', { name: 'History' }).locator('tbody tr')

  it('is listed with its figures, and found by its name', async () => {
    const page = await room.at(`/editions/${EDITION}/series`, 'table tbody tr')
    await page.getByLabel('Filter by name, identifier or unit').fill('curtain')
    const [line] = await page.locator('table tbody tr').allInnerTexts()
    assert.match(line ?? '', /Blue curtain.*unidentified\s+\d+\s+\d+\s+2\s/s)
    await page.getByLabel('Filter by name, identifier or unit').fill('no such word')
    await page.getByText('No series fits the filter.').waitFor()
  })

  it('shows its sets, and a set’s pictures only once they are revealed', async () => {
    const page = await room.at(address(), '.series-sets')
    assert.equal(await page.locator('.set-line').count(), 2)
    await page.getByText('Nothing is shown until you reveal it.').first().waitFor()
    await page.locator('.set-line button').first().click()
    await untilWhole(page, '.set-opened .wall')
    assert.equal(await page.locator('img').count(), 0)
    await page.getByRole('button', { name: 'Reveal the set' }).click()
    await page.locator('img[src^="blob:"]').first().waitFor()
    await page.locator('.set-line button').nth(1).click()
    assert.equal(await page.locator('img').count(), 0, 'another set is not revealed with it')
  })

  it('shows each link with its evidence; a cut by hand can be undone, and both are history', async () => {
    const page = await room.at(address(), '.series-sets')
    const count = await links(page).count()
    assert.ok(count >= 2)
    for (const line of await links(page).allInnerTexts()) assert.match(line, /\d+ of 256 bits|bits/)
    await links(page).first().getByRole('button', { name: /^Cut/ }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('Not the same lamp')
    await page.keyboard.press('Enter')
    const cut = links(page).filter({ has: page.getByRole('button', { name: /^Restore/ }) })
    await cut.waitFor()
    assert.equal(await cut.count(), 1)
    await history(page).filter({ hasText: 'A link between two pictures was cut.' }).waitFor()
    await cut.getByRole('button', { name: /^Restore/ }).click()
    await cut.waitFor({ state: 'detached' })
    await history(page).filter({ hasText: 'A cut link was restored.' }).waitFor()
    assert.equal(await links(page).count(), count)
  })

  it('names who changed it by their codes, to colleagues of the edition too', async () => {
    for (const person of ['FR-specialist', 'DE-specialist']) {
      const page = await room.at(address(), 'table')
      await history(page).first().waitFor()
      const lines = await history(page).allInnerTexts()
      assert.ok(lines.length >= 3)
      for (const line of lines) assert.match(line, /\.\s+FR-specialist$/, person)
      assert.ok(lines.some((line) => line.includes('Series made.')))
      assert.equal(await page.getByText(/person-/).count(), 0)
    }
  })

  it('splits, merges and undoes, and a merged identifier leads on', async () => {
    const page = await room.at(address(), '.series-sets')
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Split 1 set off' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Split' }).click()
    await page.getByText('Split. The new series:').waitFor()
    await page.locator('.note a').click()
    await page.waitForURL((url) => !url.pathname.endsWith(series))
    const other = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await room.show(page, address(), '.series-sets')
    assert.equal(await page.locator('.set-line').count(), 1)
    await page.getByRole('button', { name: 'Undo revision 2' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
    await page.locator('.set-line').nth(1).waitFor()
    await room.fr.post(`/api/series/${series}/split`, { sets: [sets[1]] })
    const { series: all } = await room.fr.get<{ series: { series: string; redirectTo: string | null }[] }>(
      `/api/editions/${EDITION}/series`,
    )
    const apart = all.find((one) => one.series !== series && one.series !== other && one.redirectTo === null)
    assert.ok(apart)
    await room.fr.post(`/api/series/${series}/merge`, { other: apart.series })
    await room.show(page, `/series/${apart.series}`, '.series-sets')
    await page.getByText('was merged into this series').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Blue curtain' }).waitFor()
  })

  it('is for named persons only once its unit says so, and open again', async () => {
    const page = await room.at(address(), '.series-sets')
    await page.getByText('Everybody of the edition.').waitFor()
    await page.getByRole('button', { name: 'Only for named persons' }).click()
    await assertAccessible(page)
    const persons = page.getByRole('dialog').getByLabel('Codes of the persons')
    assert.equal(await persons.inputValue(), 'FR-specialist')
    await page.getByRole('button', { name: 'Only for these' }).click()
    await page.getByText('Only these persons. To everybody else it does not exist.').waitFor()
    assert.equal((await room.de.send('GET', `/api/series/${series}`)).status, 404)
    await room.show(page, `/editions/${EDITION}/series`, 'table tbody tr')
    await page.getByText('named persons only').waitFor()
    await room.show(page, address(), '.series-sets')
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('button', { name: 'Open it to the edition' }).click()
    await page.getByText('Everybody of the edition.').waitFor()
    assert.equal((await room.de.send('GET', `/api/series/${series}`)).status, 200)
  })

  it('leaves nothing in the console of any page, and the node in order', async () => {
    room.assertQuiet()
    await room.world.check()
  })
})
