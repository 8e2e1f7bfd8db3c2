import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import Provider from 'oidc-provider'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, type OpenedPage, openPage } from '../src/browser.ts'
import { World } from '../src/world.ts'
import { assertAccessible } from './desk-room.ts'

const SECRET = 'a client secret of the provider'
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  anna: ['vid-specialists', 'football'],
  bert: ['football'],
}

/** The provider of a police force: `oidc-provider` with its own pages for signing in and consent. */
class PoliceProvider {
  readonly #server: Server = createServer()

  get issuer(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async open(callback: string, logout: string): Promise<void> {
    this.#server.listen(0, 'localhost')
    await once(this.#server, 'listening')
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: 'homeward',
          client_secret: SECRET,
          redirect_uris: [callback],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          backchannel_logout_uri: logout,
        },
      ],
      claims: { openid: ['sub', 'groups'] },
      conformIdTokenClaims: false,
      features: { backchannelLogout: { enabled: true } },
      // Its own way to fetch refuses addresses of this machine.
      fetch: (url, { method, headers, body } = {}) =>
        fetch(url, { method: method ?? 'GET', headers: headers ?? {}, body: body ?? null }),
      cookies: { keys: ['keys of the tests'] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, groups: [...(GROUPS[id] ?? [])] }),
      }),
    })
    const serve = provider.callback()
    this.#server.on('request', (request, response) => void serve(request, response))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

describe('sign-in at the desk by the provider of a police force', () => {
  const police = new PoliceProvider()
  let world: World
  let browser: Browser
  const pages: OpenedPage[] = []

  before(async () => {
    world = await World.open({ made: 'real', withDesk: true })
    const { origin } = world.node
    await police.open(`${origin}/sign-in/provider`, `${origin}/api/sign-in/provider/police/logout`)
    await world.unit('NL')
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await police.close()
    await world?.close()
  })

  async function openAt(path: string): Promise<Page> {
    const opened = await openPage(browser, 'light')
    pages.push(opened)
    // The provider's pages want a font of another site, and a picture that it has not.
    const isElsewhere = (url: URL): boolean => url.hostname !== 'localhost' || url.pathname === '/favicon.ico'
    await opened.context.route(isElsewhere, (route) => route.fulfill({ body: '' }))
    await opened.page.goto(`${world.node.origin}${path}`)
    return opened.page
  }

  /** Signs in on the provider's own pages, wherever they stand. */
  async function atProvider(page: Page, account: string): Promise<void> {
    await page.locator('input[name=login]').fill(account)
    await page.locator('input[name=password]').fill('anything')
    await page.locator('button[type=submit]').click()
    const consent = page.getByRole('button', { name: 'Continue' })
    const back = page.waitForURL(`${world.node.origin}/**`)
    await Promise.race([consent.click().catch(() => undefined), back])
    await back
  }

  const rolesOf = (page: Page): Promise<string[]> =>
    page.evaluate(async () => {
      const answer = await fetch('/api/me')
      return ((await answer.json()) as { person: { roles: string[] } }).person.roles
    })

  it('is not offered where no unit has a provider', async () => {
    const page = await openAt('/sign-in')
    await page.getByRole('button', { name: 'Sign in with a password' }).waitFor()
    assert.equal(await page.getByRole('region', { name: 'Sign in with an identity provider' }).count(), 0)
  })

  it('begins with the one-time link, by which a person binds the account', async () => {
    await world.agree('provider.set', {
      ...{ unit: 'NL', provider: 'police', name: 'Police account', issuer: police.issuer },
      ...{ clientId: 'homeward', acr: [], amr: [], roleClaim: 'groups' },
      roles: [{ value: 'vid-specialists', roles: ['specialist'] }],
    })
    world.secrets.push(SECRET)
    await world.administrator.post('/api/providers/police/secret', { secret: SECRET })
    for (const [person, account] of [
      ['NL-anna', 'anna'],
      ['NL-bert', 'bert'],
    ] as const) {
      const page = await openAt(`/sign-in#${await world.invite(person, 'NL', ['contact-point'])}`)
      await page.getByRole('heading', { name: 'Set how you sign in' }).waitFor()
      await page.getByRole('button', { name: 'Use Police account' }).click()
      await atProvider(page, account)
      await page.getByRole('button', { name: 'Use another account of Police account' }).waitFor()
      assert.equal(new URL(page.url()).search, '', 'what the provider brought leaves the address')
      await assertAccessible(page)
    }
  })

  it('is one click and the provider’s own page, with the roles that its claims give', async () => {
    for (const [account, roles] of [
      ['anna', ['contact-point', 'specialist']],
      ['bert', ['contact-point']],
    ] as const) {
      const page = await openAt('/sign-in')
      await page.getByRole('button', { name: 'Sign in with Police account' }).waitFor()
      await assertAccessible(page)
      await page.getByRole('button', { name: 'Sign in with Police account' }).click()
      await atProvider(page, account)
      await page.getByRole('button', { name: 'Sign out' }).waitFor()
      assert.deepEqual(await rolesOf(page), roles)
    }
  })

  it('is refused in plain words for an account that nobody here has, and offers the other ways', async () => {
    const page = await openAt('/sign-in')
    await page.getByRole('button', { name: 'Sign in with Police account' }).click()
    await atProvider(page, 'carla')
    await page.getByText('The identity provider did not sign you in.').waitFor()
    await assertAccessible(page)
    await page.getByRole('link', { name: 'To the ways of signing in' }).click()
    await page.getByLabel('Person code').waitFor()
  })

  it('ends when the person signs out at the provider', async () => {
    const page = await openAt('/sign-in')
    await page.getByRole('button', { name: 'Sign in with Police account' }).click()
    await atProvider(page, 'anna')
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    const elsewhere = await page.context().newPage()
    await elsewhere.goto(`${police.issuer}/session/end`)
    await elsewhere.locator('button[value=yes]').click()
    await elsewhere.getByText('successful').first().waitFor()
    assert.equal(await page.evaluate(() => fetch('/api/me').then(({ status }) => status)), 401)
  })

  it('leaves nothing in the console of any page, and everything in order', async () => {
    const own = pages.flatMap(({ errors }) => errors)
    assert.deepEqual(own, [])
    await world.check()
  })
})
