import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { untilWhole } from '../src/browser.ts'
import { drawPng } from '../src/drawing.ts'
import { DeskRoom, EDITION, EXPECTED, textOf } from './desk-room.ts'

/** Enough pictures that an intake can be watched. */
const WATCHED = 60

describe('the edition and its intakes at the desk', () => {
  let room: DeskRoom
  before(async () => {
    room = await DeskRoom.open()
  })
  after(() => room?.close())

  const overview = `/editions/${EDITION}`

  it('shows the funnel with every figure and its definition', async () => {
    const { fr } = room
    const [set] = await room.world.sets(fr, EDITION, 'open')
    assert.ok(set)
    await fr.post('/api/series', { edition: EDITION, sets: [set.set] })
    const sets = await room.world.sets(fr, EDITION)
    const page = await room.at(overview, 'table.deliveries tbody tr')
    const rows = page.locator('table.funnel tbody tr')
    const figures = new Map<string, number>()
    for (const row of await rows.all()) {
      const name = (await row.locator('th').evaluate((cell) => cell.firstChild?.textContent)) ?? ''
      figures.set(name, Number((await textOf(row.locator('td.number'))).replaceAll(',', '')))
      assert.ok((await textOf(row.locator('th .definition'))).length > 20, `${name} is defined`)
    }
    assert.deepEqual(Object.fromEntries(figures), {
      'Files seen': EXPECTED.filesSeen,
      'Unique contents': EXPECTED.unique,
      'Known, victim identified': EXPECTED.knownIdentified,
      'Known, victim unidentified': EXPECTED.knownUnidentified,
      Unknown: EXPECTED.unknown,
      Pictures: EXPECTED.pictures,
      'Pictures in sets': sets.reduce((sum, one) => sum + one.pictures.length, 0),
      'Pictures in series': set.pictures.length,
      Sets: sets.length,
      Series: 1,
    })
    const avoided = page.locator('.counter', { hasText: 'Nobody had to look at' })
    // Six files of the registry's series; of the rest one file twice, two brighter copies, and three that DE holds too.
    assert.equal(await textOf(avoided.locator('.counter-value')), '12')
    assert.ok((await textOf(avoided.locator('.definition'))).length > 20)
  })

  it('shows each unit’s delivery, opened to its exhibits, with the eight lines adding up', async () => {
    const page = await room.at(overview, 'table.deliveries tbody tr')
    const cells = async (name: string): Promise<number[]> => {
      const row = page.locator('table.deliveries tr').filter({ has: page.locator('th', { hasText: name }) })
      const texts = await row.locator('td.number').allInnerTexts()
      return texts.slice(0, 9).map((text) => Number(text.replaceAll(',', '')))
    }
    assert.deepEqual(await cells('FR'), [20, 17, 0, 1, 0, 0, 1, 1, 0])
    assert.deepEqual(await cells('DE'), [6, 3, 3, 0, 0, 0, 0, 0, 0])
    assert.deepEqual((await cells('All units'))[0], EXPECTED.filesSeen)
    await page.getByRole('button', { name: /^FR/ }).press('Enter')
    assert.deepEqual(await cells('phone'), [20, 17, 0, 1, 0, 0, 1, 1, 0])
    assert.equal(await page.getByRole('button', { name: /FR/ }).getAttribute('aria-expanded'), 'true')
  })

  it('follows an intake while it runs, to its report and its files', async () => {
    const folder = join(room.world.folder, 'watched')
    mkdirSync(folder)
    for (let n = 0; n < WATCHED; n += 1) writeFileSync(join(folder, `view_${n}.png`), drawPng(4000 + n))
    writeFileSync(join(folder, 'broken.jpg'), drawPng(4000).subarray(0, 90))
    const page = await room.at(`${overview}/intakes`, 'table tbody tr')
    const intake = await room.world.startIntake(room.fr, {
      paths: [folder],
      unit: 'FR',
      edition: EDITION,
      case: 'FR-2',
      exhibit: 'watched',
    })
    await page.goto(room.address(`/intakes/${intake}`))
    await page.getByRole('progressbar').waitFor()
    const said = new Set<string>()
    while ((await page.getByText('Finished', { exact: true }).count()) === 0) {
      const figures = await page.locator('.live-figures').allInnerTexts()
      for (const text of figures) said.add(text.split('\n')[0] ?? '')
      await page.waitForTimeout(50)
    }
    assert.ok(said.size > 2, `the page told its progress as it went: ${[...said].join('; ')}`)
    assert.ok([...said].some((text) => text.includes(`of ${WATCHED + 1} files`)))
    assert.equal(await page.getByRole('progressbar').count(), 0)
    await untilWhole(page, 'table')
    const report = await textOf(page.getByRole('table').first())
    assert.match(report, new RegExp(`Files seen\\s+${WATCHED + 1}`))
    assert.match(report, /Quarantined[^\n]*\s+1\s/)
    await page.getByText('broken.jpg').waitFor()
    assert.equal(room.world.faults.length, 0)
  })

  it('shows another unit the report but no file names', async () => {
    const { intakes } = await room.fr.get<{ intakes: { intake: string; unit: string }[] }>(
      `/api/intakes?edition=${EDITION}`,
    )
    const own = intakes.find((one) => one.unit === 'FR')
    const page = await room.at(`/intakes/${own?.intake}`, 'table', 'DE-specialist')
    await page.getByText('Only the unit that delivered this exhibit sees its file names.').waitFor()
    assert.equal(await page.getByText('broken.jpg').count(), 0)
  })

  it('leaves nothing in the console of any page', () => room.assertQuiet())
})
