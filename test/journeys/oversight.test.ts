import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { launchBrowser, openPage } from '../src/browser.ts'
import type { Client } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

describe('the auditor’s page of the desk', () => {
  let world: World
  let browser: Browser
  let auditor: Client
  let media: string

  before(async () => {
    world = await World.open({ withDesk: true })
    await world.unit('NL')
    await world.edition('E1', ['NL'])
    auditor = await world.person('NL-auditor', 'NL', ['auditor'])
    const specialist = await world.person('NL-specialist', 'NL', ['specialist'])
    writeFileSync(join(world.folder, 'one.png'), drawPng(1))
    const paths = [join(world.folder, 'one.png')]
    await world.intake(specialist, { paths, unit: 'NL', edition: 'E1', case: '1', exhibit: 'A' })
    const [picture] = await world.pictures(specialist, 'E1')
    const reveal = await specialist.post<{ media: { media: string }[] }>('/api/reveals', {
      picture: picture?.picture,
      clarity: 'pixelated',
      purpose: 'A look that oversight asks about',
    })
    media = reveal.media[0]?.media ?? ''
    browser = await launchBrowser()
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  it('shows who saw a media, says when nobody did, and how the witnesses stand', async () => {
    const { page, context, errors } = await openPage(browser, 'light')
    const url = world.node.origin ?? ''
    await context.addCookies([{ name: 'homeward_session', value: auditor.token ?? '', url }])
    await page.goto(`${url}/oversight`)
    await page.getByText('No witness is configured').waitFor()
    const ask = async (object: string): Promise<void> => {
      await page.getByLabel('Media, series or person').fill(object)
      await page.getByRole('button', { name: 'Show who saw it' }).click()
    }
    await ask(media)
    const row = page.getByRole('row', { name: /access\/revealed/ })
    await row.waitFor()
    assert.match((await row.textContent()) ?? '', /NL-specialist.*A look that oversight asks about/)
    await ask('media-of-nobody')
    await page.getByText('Nobody has seen it').waitFor()
    await ask('not an identifier')
    await page.getByRole('alert').first().waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map((one) => one.id),
      [],
    )
    const shot = process.env['HOMEWARD_SCREENSHOT']
    if (shot !== undefined) {
      await ask(media)
      await row.waitFor()
      await page.screenshot({ path: shot, fullPage: true })
    }
    // The browser notes the one request that was refused on purpose.
    assert.deepEqual(
      errors.filter((one) => !one.includes('status of 422')),
      [],
    )
    await context.close()
  })
})
