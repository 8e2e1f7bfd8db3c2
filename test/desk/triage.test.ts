import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { officerPseudonym } from '../../server/src/ledger/pseudonym.ts'
import { untilWhole } from '../src/browser.ts'
import { DeskRoom, EDITION, KITE, textOf } from './desk-room.ts'

const TRIAGE = `/editions/${EDITION}/triage`
const WALL = '.triage-pictures .wall'

/** The requests of a page that concern reveals, in their order. */
class RevealRequests {
  readonly #seen: string[] = []

  constructor(page: Page) {
    page.on('request', (request: Request) => {
      const { pathname } = new URL(request.url())
      if (pathname.startsWith('/api/reveals')) this.#seen.push(`${request.method()} ${pathname}`)
    })
  }

  count(pattern: RegExp): number {
    return this.#seen.filter((one) => pattern.test(one)).length
  }

  get all(): readonly string[] {
    return this.#seen
  }
}

const OPENED = /^POST \/api\/reveals$/
const BYTES = /^GET \/api\/reveals\/[^/]+\/media\//
const METERED = /\/exposure$/
const ENDED = /\/end$/

describe('triage at the desk', () => {
  let room: DeskRoom
  before(async () => {
    room = await DeskRoom.open()
  })
  after(() => room?.close())

  const current = (page: Page): Promise<string> => textOf(page.locator('.triage-current .triage-title'))
  const waiting = (page: Page): Promise<string> => textOf(page.locator('.item-next'))
  const open = async (): Promise<number> => (await room.world.sets(room.fr, EDITION, 'open')).length
  /** Goes down the list until an item fits, by key. */
  async function goTo(page: Page, fits: string): Promise<void> {
    await page.keyboard.press('Home')
    for (let step = 0; step < 20; step += 1) {
      if ((await page.locator('.triage-main', { hasText: fits }).count()) > 0) break
      await page.keyboard.press('j')
    }
    await page.locator('.triage-main', { hasText: fits }).waitFor()
    await untilWhole(page, WALL)
  }

  it('moves through the sets by key and tells the kind of the next one', async () => {
    const page = await room.at(TRIAGE, WALL)
    const first = await waiting(page)
    await page.keyboard.press('j')
    await page.getByText(`2 of ${await open()}`, { exact: true }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.getByText(`1 of ${await open()}`, { exact: true }).waitFor()
    assert.equal(await waiting(page), first)
    assert.match(first, /Next: (pictures|video)/)
    await page.keyboard.press('End')
    await page.locator('.item-next', { hasText: 'Next: end of the list' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('cover the whole screen and end the reveal').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('asks for no byte of a picture before it is revealed; one reveal opens the set', async () => {
    const page = await room.at('/', 'h1')
    const requests = new RevealRequests(page)
    await room.show(page, TRIAGE, WALL)
    for (let step = 0; step < (await open()); step += 1) {
      await page.keyboard.press('j')
      await untilWhole(page, WALL)
    }
    await page.keyboard.press('Home')
    await untilWhole(page, WALL)
    assert.deepEqual(requests.all, [])
    assert.equal(await page.locator('img, video, audio, canvas').count(), 0)
    const pictures = await page.locator('.tile').count()
    assert.ok(pictures >= 3)
    const before = await room.fr.get<{ reveals: number; todaySeconds: number }>('/api/exposure')

    await page.keyboard.press('3')
    assert.deepEqual(requests.all, [], 'choosing a clarity reveals nothing')
    await page.keyboard.press('Enter')
    const images = page.locator('img[src^="blob:"]')
    await images.nth(pictures - 1).waitFor()
    assert.equal(await images.count(), pictures)
    assert.equal(requests.count(OPENED), 1)
    assert.equal(requests.count(BYTES), pictures)
    assert.match(requests.all[0] ?? '', OPENED, 'the reveal stands before the first byte is asked for')
    for (const image of await images.all())
      assert.ok((await image.evaluate((one) => (one as HTMLImageElement).naturalWidth)) > 0)

    await page.waitForResponse((response) => METERED.test(response.url()))
    await page.waitForResponse((response) => METERED.test(response.url()))
    const { reveals, todaySeconds } = await room.fr.get<{ reveals: number; todaySeconds: number }>(
      '/api/exposure',
    )
    assert.equal(reveals, before.reveals + 1)
    assert.ok(todaySeconds > before.todaySeconds, 'what was seen is metered')
    assert.equal(await recorded(), reveals, 'every reveal is an event of the ledger')

    await page.keyboard.press('j')
    await page.getByText('not shown').first().waitFor()
    assert.equal(await images.count(), 0, 'the next set is not revealed with it')
  })

  /** How many reveals the ledger holds of FR's specialist. */
  async function recorded(): Promise<number> {
    const { database, keys } = room.world.node.context
    const { read } = database
    const { id } = await read
      .selectFrom('person')
      .select('id')
      .where('code', '=', 'FR-specialist')
      .executeTakeFirstOrThrow()
    const officer = officerPseudonym(keys.laneKey, id)
    const rows = await read.selectFrom('event').select('body').execute()
    return rows
      .map(({ body }) => JSON.parse(body.toString('utf8')) as { type: string; actor: { person?: string } })
      .filter(({ type, actor }) => type === 'access/revealed' && actor.person === officer).length
  }

  it('covers the screen by one key, which ends the reveal', async () => {
    const page = await room.at(TRIAGE, WALL)
    const requests = new RevealRequests(page)
    const images = page.locator('img[src^="blob:"]')
    for (const key of ['c', 'Escape']) {
      await page.keyboard.press('Enter')
      await images.first().waitFor()
      const ended = page.waitForRequest((request) => ENDED.test(request.url()))
      await page.keyboard.press(key)
      assert.equal(await images.count(), 0, `${key} takes the pictures away at once`)
      await page.getByRole('alertdialog', { name: 'The screen is covered' }).waitFor()
      await ended
      const asked = requests.count(BYTES)
      await page.keyboard.press('j')
      await page.keyboard.press('1')
      assert.equal(requests.count(BYTES), asked, 'nothing loads behind the cover')
      await page.getByRole('alertdialog').getByRole('button').press('Enter')
      await page.getByText('The screen was covered and the reveal ended.').waitFor()
      assert.equal(await images.count(), 0, 'uncovering reveals nothing')
    }
  })

  it('is silent: a video is one still frame', async () => {
    const page = await room.at(TRIAGE, WALL)
    await goTo(page, 'Sound off')
    await page.getByRole('heading', { name: /^Video/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('img[src^="blob:"]').first().waitFor()
    assert.equal(await page.locator('video, audio').count(), 0)
  })

  it('makes a series by key and takes it back', async () => {
    const page = await room.at(TRIAGE, WALL)
    const before = await open()
    await page.keyboard.press('Space')
    await page.keyboard.press('j')
    await page.keyboard.press('Space')
    await page.getByText('2 sets marked').waitFor()
    await page.keyboard.press('n')
    await page.getByRole('dialog', { name: 'New series from 2 sets' }).waitFor()
    await page.getByLabel('Working name').fill('Tall window')
    await page.keyboard.press('Enter')
    await page.locator('.item-next', { hasText: `of ${before - 2}` }).waitFor()
    const [made] = (
      await room.fr.get<{ series: { name: string; sets: number }[] }>(`/api/editions/${EDITION}/series`)
    ).series
    assert.deepEqual([made?.name, made?.sets], ['Tall window', 2])
    await page.keyboard.press('u')
    await page.locator('.item-next', { hasText: `of ${before}` }).waitFor()
    assert.equal(await open(), before)
  })

  it('adds to the suggested series, whose evidence it shows', async () => {
    const page = await room.at(TRIAGE, WALL)
    await goTo(page, KITE)
    const evidence = await textOf(page.locator('.triage-suggestions'))
    assert.match(evidence, /exact/i)
    const before = await open()
    await page.keyboard.press('a')
    await page.getByRole('button', { name: `Undo: Added to ${KITE}.` }).waitFor()
    assert.equal(await open(), before - 1)
    await page.keyboard.press('u')
    await page.locator('.item-next', { hasText: `of ${before}` }).waitFor()
    assert.equal(await open(), before)
  })

  it('sets aside with a reason, says who did, and brings back', async () => {
    const page = await room.at(TRIAGE, WALL)
    const before = await open()
    await page.keyboard.press('s')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    assert.ok(await dialog.getByRole('button', { name: 'Set aside' }).isDisabled(), 'a reason is needed')
    await dialog.getByLabel('Reason').fill('Only furniture')
    await page.keyboard.press('Enter')
    await page.locator('.item-next', { hasText: `of ${before - 1}` }).waitFor()
    const other = await room.at(TRIAGE, WALL, 'DE-specialist')
    await other.getByText('Set aside', { exact: true }).first().click()
    await untilWhole(other, 'table tbody tr')
    const line = await textOf(other.locator('table tbody tr'))
    assert.match(line, /Only furniture\s+FR-specialist/)
    await other.getByRole('button', { name: /^Bring back/ }).click()
    await other.getByText('Nothing is set aside').waitFor()
    assert.equal(await open(), before)
  })

  it('cuts a link of a chosen picture by key and restores it', async () => {
    const page = await room.at(TRIAGE, WALL)
    await goTo(page, 'room3_001')
    const pictures = async (): Promise<number> => (await room.world.pictures(room.fr, EDITION)).length
    const before = await pictures()
    await page.keyboard.press('w')
    await page.keyboard.press('Home')
    for (let step = 0; step < 6 && (await page.getByText('copy2.png').count()) === 0; step += 1)
      await page.keyboard.press('ArrowRight')
    await page.getByText('copy2.png').first().waitFor()
    await page.keyboard.press('x')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('bits').first().waitFor()
    await dialog.getByLabel('Reason').fill('Another lamp')
    await dialog.getByRole('button', { name: 'Cut the link' }).click()
    await page.getByRole('button', { name: 'Undo: Link cut.' }).waitFor()
    await page.keyboard.press('u')
    await page.getByRole('button', { name: 'Undo: Link cut.' }).waitFor({ state: 'detached' })
    assert.equal(await pictures(), before)
  })

  it('leaves nothing in the console of any page, and the node in order', async () => {
    room.assertQuiet()
    await room.world.check()
    assert.ok((await current(await room.at(TRIAGE, WALL))).length > 0)
  })
})
