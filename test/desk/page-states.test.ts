import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { untilWhole } from '../src/browser.ts'
import { drawPng } from '../src/drawing.ts'
import { assertAccessible, DeskRoom, EDITION } from './desk-room.ts'

describe('pages of the desk while they are used', () => {
  let room: DeskRoom
  let page: Page
  before(async () => {
    room = await DeskRoom.open()
    page = await room.at('/', 'table tbody tr')
  })
  after(() => room?.close())

  it('is accessible while a set is revealed, covered, decided and explained', async () => {
    await room.show(page, `/editions/${EDITION}/triage`, '.triage-pictures .wall')
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await page.locator('img[src^="blob:"]').first().waitFor()
    await page.keyboard.press('w')
    await assertAccessible(page)
    await page.keyboard.press('c')
    await page.getByRole('alertdialog').waitFor()
    await assertAccessible(page)
    await page.getByRole('alertdialog').getByRole('button').press('Enter')
    for (const key of ['n', 's', '?']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      await assertAccessible(page)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    for (const view of ['By suggested series', 'Set aside']) {
      await page.locator('.choice-option', { hasText: view }).click()
      await untilWhole(page, 'table tbody tr, .empty')
      await assertAccessible(page)
    }
  })

  it('is accessible with the answer of a search, whose purpose stands in no address', async () => {
    await room.show(page, '/search', 'form')
    const query = join(room.world.folder, 'query.png')
    writeFileSync(query, drawPng(1011))
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.url()))
    await page.locator('input[type=file]').setInputFiles(query)
    await page.getByLabel('Purpose').fill('Überprüfung: zwölf Räume')
    await page.getByRole('button', { name: 'Search' }).click()
    await untilWhole(page, 'table tbody tr')
    await assertAccessible(page)
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

  it('leaves nothing in the console of any page', () => room.assertQuiet())
})
