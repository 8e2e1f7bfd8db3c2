import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { DeskRoom, EDITION, PASSWORD } from './desk-room.ts'

/** Would run if it were taken for markup, a template or a part of a query; stands where a person wrote it if it is text. */
const MARKUP = `<img src=x onerror="document.title=1">'); drop table series; --{{7*7}}`
/** What the desk keeps in the browser: how it looks and which edition was open, nothing of a case. */
const KEPT = ['homeward-comfort', 'homeward-edition', 'homeward-theme']

describe('what the desk leaves to the browser', () => {
  let room: DeskRoom
  before(async () => {
    room = await DeskRoom.open()
    const [set] = await room.world.sets(room.fr, EDITION, 'open')
    assert.ok(set)
    const made = { edition: EDITION, sets: [set.set], name: MARKUP, because: MARKUP }
    await room.fr.post('/api/series', made)
  })
  after(() => room?.close())

  const list = `/editions/${EDITION}/series`
  const signIn = async (page: Page): Promise<void> => {
    await page.getByLabel('Person code').fill('FR-specialist')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
  }

  it('is text where a person wrote text, whatever it says', async () => {
    const page = await room.at(list, 'table tbody tr')
    await page.getByText(MARKUP, { exact: true }).first().waitFor()
    assert.equal(await page.locator('table img').count(), 0)
    assert.notEqual(await page.title(), '1')
  })

  it('masks a password, and takes it from a manager or a clipboard', async () => {
    const page = await room.page()
    await page.goto(room.address('/sign-in'))
    const field = page.getByLabel('Password', { exact: true })
    assert.equal(await field.getAttribute('type'), 'password')
    assert.equal(await field.getAttribute('autocomplete'), 'current-password')
    const taken = await field.evaluate((input) => {
      input.focus()
      return input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))
    })
    assert.equal(taken, true, 'nothing stops a paste')
  })

  it('leads nowhere but to its own pages after signing in', async () => {
    for (const next of ['//evil.example/', 'javascript:alert(1)']) {
      const page = await room.page()
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).origin))
      await page.goto(room.address(`/sign-in?next=${encodeURIComponent(next)}`))
      await signIn(page)
      assert.equal(page.url(), room.address('/'), next)
      assert.deepEqual([...new Set(asked)], [room.origin], next)
    }
  })

  it('is gone with the session, and stands in no store of the browser', async () => {
    const page = await room.at(list, 'table tbody tr')
    const kept = await page.evaluate(async () => ({
      keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort(),
      cookies: document.cookie,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }))
    assert.deepEqual(
      kept.keys.filter((key) => !KEPT.includes(key)),
      [],
    )
    assert.ok(kept.keys.includes('homeward-edition'), 'the stores were really read')
    assert.deepEqual({ ...kept, keys: [] }, { keys: [], cookies: '', databases: 0, caches: 0, workers: 0 })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal((await page.content()).includes('onerror'), false)
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal((await page.content()).includes('onerror'), false)
  })

  it('leaves nothing in the console of any page', () => room.assertQuiet())

  // Last, because a browser writes into its console that it reached nobody.
  it('is gone when signing out, also where the node cannot be reached', async () => {
    const page = await room.at(list, 'table tbody tr')
    assert.equal((await page.content()).includes('onerror'), true)
    await page.route('**/api/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal((await page.content()).includes('onerror'), false)
  })
})
