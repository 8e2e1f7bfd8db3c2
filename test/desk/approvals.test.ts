import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { isRefusal } from '@homeward/core'
import type { Browser, Page } from 'playwright-core'
import { setUp } from '../../server/src/setup.ts'
import { launchBrowser, openPage, untilWhole } from '../src/browser.ts'
import { World } from '../src/world.ts'
import { assertAccessible } from './desk-room.ts'

const PASSWORD = 'seven green ladders in March'

/** Signs in by password at the desk of a world and goes to one of its pages. */
async function signedIn(browser: Browser, world: World, person: string, path: string): Promise<Page> {
  const { page } = await openPage(browser, 'light')
  await page.goto(`${world.node.origin}/sign-in`)
  await page.getByLabel('Person code').fill(person)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in with a password' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  await page.goto(`${world.node.origin}${path}`)
  await untilWhole(page, 'h1')
  page.setDefaultTimeout(10_000)
  return page
}

describe('approvals on the desk', () => {
  let world: World
  let browser: Browser
  before(async () => {
    world = await World.open({ made: 'real', withDesk: true })
    await world.unit('NL')
    browser = await launchBrowser()
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  it('a person whom one administrator adds has the roles once the other approved what is shown', async () => {
    const first = await signedIn(browser, world, 'administrator', '/admin')
    await first.getByLabel('Code', { exact: true }).fill('NL-auditor')
    await first.getByRole('combobox', { name: /^Unit/ }).selectOption('NL')
    await first.getByLabel('Auditor').check()
    await first.getByRole('button', { name: 'Create' }).click()
    await first.getByText('Roles wait for a second person').waitFor()
    await assertAccessible(first)
    const second = await signedIn(browser, world, 'administrator-2', '/approvals')
    await second.getByText('NL-auditor of NL gets auditor; has no role now.').waitFor()
    await second.getByRole('link', { name: 'Approvals 1' }).waitFor()
    await assertAccessible(second)
    await second.getByRole('button', { name: 'Approve exactly this' }).click()
    await second.getByText('Nothing waits for your decision').waitFor()
    await second.getByText('carried out', { exact: true }).waitFor()
    const { persons } = await world.administrator.get<{ persons: { code: string; roles: string[] }[] }>(
      '/api/persons',
    )
    assert.deepEqual(persons.find(({ code }) => code === 'NL-auditor')?.roles, ['auditor'])
  })

  it('a new link for who can sign in already is asked for, refused with a reason, and told', async () => {
    const first = await signedIn(browser, world, 'administrator', '/admin')
    await first.getByRole('button', { name: 'New one-time link for administrator-2' }).click()
    await first.getByText('Whoever is handed the link can sign in as administrator-2.').waitFor()
    await first.getByRole('textbox', { name: 'Reason' }).fill('A lost phone')
    await first.getByRole('button', { name: 'Ask a second person' }).click()
    const second = await signedIn(browser, world, 'administrator-2', '/approvals')
    await second.getByRole('button', { name: 'Refuse' }).click()
    await second.getByRole('textbox', { name: 'Reason' }).fill('I lost nothing')
    await second.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click()
    await second.getByText('I lost nothing').waitFor()
  })

  it('a unit of one says so on its page and brings the signature of another body', async () => {
    const home = mkdtempSync(join(tmpdir(), 'homeward-desk-solo-'))
    const key = join(home, 'prosecutor')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const solo = await World.open({ made: 'real', administrators: false, withDesk: true })
    try {
      const approver = { name: 'A. Prosecutor', body: 'Public prosecutor' }
      const publicKey = readFileSync(`${key}.pub`, 'utf8')
      const made = await setUp(solo.node.context, null, { unit: 'NL', approver: { ...approver, publicKey } })
      assert.ok(!isRefusal(made))
      const client = await solo.signIn('/api/sign-in/link', { token: made.links[0]?.token ?? '' })
      await client.post('/api/me/password', { password: PASSWORD })
      const page = await signedIn(browser, solo, 'NL-solo', '/approvals')
      await page.getByText('One person holds all roles of NL.').waitFor()
      await page.getByRole('button', { name: 'Ask for the whole ledger in a file' }).click()
      await page.getByRole('textbox', { name: 'Reason' }).fill('Yearly audit')
      await page.getByRole('button', { name: 'Ask a second person' }).click()
      await page.getByRole('button', { name: 'Signed outside the node' }).click()
      const file = join(home, 'request.txt')
      writeFileSync(file, `${await page.locator('.sign-text').textContent()}`)
      execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'homeward-approval', '-f', key, file])
      await page.getByLabel('Signature').fill(readFileSync(`${file}.sig`, 'utf8'))
      await assertAccessible(page)
      await page.getByRole('button', { name: 'Bring the signature' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Take the ledger' }).click(),
      ])
      assert.match(readFileSync(await download.path(), 'utf8'), /^homeward\/ledger-export@v1\n/)
    } finally {
      for (const context of browser.contexts()) await context.close()
      await solo.close()
      rmSync(home, { recursive: true })
    }
  })
})
