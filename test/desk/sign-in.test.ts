import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { INVITATION_MS } from '@homeward/core'
import type { Page } from 'playwright-core'
import { DeskRoom, EDITION, PASSWORD, textOf } from './desk-room.ts'

describe('sign-in at the desk', () => {
  let room: DeskRoom
  before(async () => {
    room = await DeskRoom.open()
  })
  after(() => room?.close())

  const signOut = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }
  const byPassword = async (page: Page, person: string, password: string): Promise<void> => {
    await page.getByLabel('Person code').fill(person)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
  }

  it('by one-time link leads to a credential first, whatever page is asked for, and works once', async () => {
    const token = await room.world.invite('FR-new', 'FR', ['specialist'])
    const page = await room.page()
    await page.goto(room.address(`/sign-in#${token}`))
    await page.getByRole('heading', { name: 'Set how you sign in' }).waitFor()
    assert.equal(new URL(page.url()).hash, '', 'the token leaves the address')
    await page.goto(room.address(`/editions/${EDITION}/triage`))
    await page.getByRole('heading', { name: 'Set how you sign in' }).waitFor()
    await page.getByLabel('New password', { exact: true }).fill('short')
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByText('this one has 5').waitFor()
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
    await page.getByLabel('New password again').fill(`${PASSWORD}!`)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByText('The two passwords are not the same.').waitFor()
    await page.getByLabel('New password again').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('heading', { name: 'Triage' }).waitFor()
    const other = await room.page()
    await other.goto(room.address(`/sign-in#${token}`))
    await other.getByText('unknown, used or expired').waitFor()
    assert.equal(await other.getByLabel('Person code').count(), 1, 'the other ways in are offered')
  })

  it('by password; a wrong one says no more than that', async () => {
    const page = await room.page()
    await page.goto(room.address(`/editions/${EDITION}/series`))
    await page.getByText('After signing in you return to where you were').waitFor()
    await page.getByRole('button', { name: 'Sign in with a password' }).click()
    await page.getByText('Write your person code.').waitFor()
    await byPassword(page, 'FR-specialist', 'nine wooden boats in July')
    const refused = page.getByRole('alert')
    await refused.waitFor()
    const known = await textOf(refused)
    await byPassword(page, 'FR-nobody', 'nine wooden boats in July')
    await page.waitForResponse((response) => response.url().endsWith('/api/sign-in/password'))
    await refused.waitFor()
    assert.equal(await textOf(refused), known, 'an unknown person is refused in the same words')
    await byPassword(page, 'FR-specialist', PASSWORD)
    await page.getByRole('heading', { level: 1, name: 'Series' }).waitFor()
    assert.equal(new URL(page.url()).pathname, `/editions/${EDITION}/series`)
    await signOut(page)
    await page.goto(room.address('/'))
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  it('by passkey: enrolled, signed out, signed in again', async () => {
    const page = await room.at('/session', '.enrolment')
    const devices = await page.context().newCDPSession(page)
    await devices.send('WebAuthn.enable')
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.getByRole('button', { name: 'Create a passkey' }).click()
    await page.getByText('It works from the next sign-in on').waitFor()
    await signOut(page)
    const wrong = { person: 'FR-specialist', password: 'nine wooden boats in July' }
    const locked: number[] = []
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const answer = await room.world.client(null).send('POST', '/api/sign-in/password', { body: wrong })
      locked.push(answer.status)
    }
    assert.equal(locked.at(-1), 429, 'others’ attempts lock the password, and the passkey works all the same')
    await page.getByLabel('Person code').fill('FR-specialist')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await room.show(page, '/session', '.enrolment')
    assert.match(await textOf(page.locator('.facts-row')), /Passkeys\s+1/)
    await signOut(page)
    await page.getByLabel('Person code').fill('DE-specialist')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.locator('form [role=alert], form [role=status]').first().waitFor()
    assert.equal(await page.getByRole('button', { name: 'Sign out' }).count(), 0)
  })

  it('leaves nothing in the console of any page', () => room.assertQuiet())

  // Last, because the clock that ends a link ends the sessions too.
  it('by a link that has expired says so', async () => {
    const token = await room.world.link('DE-specialist')
    room.world.clock.advance(INVITATION_MS + 1000)
    const page = await room.page()
    await page.goto(room.address(`/sign-in#${token}`))
    await page.getByText('unknown, used or expired').waitFor()
  })
})
