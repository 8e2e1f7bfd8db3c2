import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, type OpenedPage, openPage, untilWhole } from '../src/browser.ts'
import type { Client } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

export const EDITION = 'E1'
export const PASSWORD = 'nine wooden boats in June'
/** Rooms of three views each; FR delivers the first four, DE the first again and the last. */
const ROOMS = 5
const VIEWS = [1, 2, 3]

/**
 * What the edition's page has to say about the two deliveries of {@link DeskRoom.open}, counted by hand: FR brings four
 * rooms, two brighter copies of one view, three clips, one file twice, an empty file and a note; DE brings six pictures,
 * of which three are those of FR's first room. The registry knows the second room unidentified and the third identified.
 */
export const EXPECTED: Readonly<Record<string, number>> = {
  filesSeen: 20 + 6,
  unique: 17 + 3,
  knownIdentified: 3,
  knownUnidentified: 3,
  unknown: 14,
  pictures: 18,
}

/** The unidentified series of the registry that FR's second room belongs to. */
export const KITE = 'Copper Kite'

/** A node with its desk, two units and their deliveries, and a browser to look at it with. */
export class DeskRoom {
  readonly world: World
  readonly browser: Browser
  readonly fr: Client
  readonly de: Client
  /** Of FR, which meters its staff. */
  readonly supervisor: Client
  readonly #pages: OpenedPage[] = []

  private constructor(world: World, browser: Browser, fr: Client, de: Client, supervisor: Client) {
    this.world = world
    this.browser = browser
    this.fr = fr
    this.de = de
    this.supervisor = supervisor
  }

  static async open(): Promise<DeskRoom> {
    const world = await World.open({ withDesk: true })
    try {
      for (const unit of ['FR', 'DE']) await world.unit(unit)
      await world.edition(EDITION, ['FR', 'DE'])
      const fr = await world.person('FR-specialist', 'FR', ['specialist'])
      const de = await world.person('DE-specialist', 'DE', ['specialist'])
      const supervisor = await world.person('FR-supervisor', 'FR', ['supervisor'])
      for (const client of [fr, de, supervisor]) await client.post('/api/me/password', { password: PASSWORD })
      await world.meter(supervisor)
      world.secrets.push(PASSWORD)
      const room = new DeskRoom(world, await launchBrowser(), fr, de, supervisor)
      await room.#deliver()
      return room
    } catch (error) {
      await world.close()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.world.close()
  }

  get origin(): string {
    assert.ok(this.world.node.origin !== null)
    return this.world.node.origin
  }

  address(path: string): string {
    return `${this.origin}${path}`
  }

  /** A new page of a browser that has never been here. */
  async page(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const opened = await openPage(this.browser, colorScheme)
    this.#pages.push(opened)
    return opened.page
  }

  /** A new page on which a person of the edition has signed in, at an address of the desk. */
  async at(path: string, shows: string, person = 'FR-specialist'): Promise<Page> {
    const page = await this.page()
    await page.goto(this.address(`/sign-in#${await this.world.link(person)}`))
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await this.show(page, path, shows)
    return page
  }

  async show(page: Page, path: string, shows: string): Promise<void> {
    await page.goto(this.address(path))
    await untilWhole(page, shows)
  }

  /** Whatever any page wrote to its console, threw or was refused by the content security policy. */
  errors(): string[] {
    return this.#pages.flatMap(({ errors }) => errors)
  }

  assertQuiet(): void {
    assert.deepEqual(this.errors(), [])
  }

  async #deliver(): Promise<void> {
    const { world } = this
    const phone = join(world.folder, 'phone')
    const disk = join(world.folder, 'disk')
    const registry: string[] = ['SHA256;Series name;Victim identified']
    for (let room = 0; room < ROOMS; room += 1) {
      for (const view of VIEWS) {
        const picture = drawPng(1000 + room * 10 + view)
        const name = `room${room}_00${view}.png`
        if (room < 4) write(join(phone, `room${room}`), name, picture)
        if (room === 0 || room === 4) write(join(disk, `room${room}`), name, picture)
        const sha256 = createHash('sha256').update(picture).digest('hex')
        if (room === 1) registry.push(`${sha256};${KITE};No`)
        if (room === 2) registry.push(`${sha256};Blue Lantern;Yes`)
      }
    }
    write(phone, 'copy1.png', drawPng(1031, 192, 10))
    write(phone, 'copy2.png', drawPng(1031, 192, 16))
    write(phone, 'again.png', drawPng(1001))
    write(phone, 'empty.jpg', Buffer.alloc(0))
    write(phone, 'note.txt', Buffer.from('A list of furniture.\n'))
    drawClips(join(phone, 'clips'))
    const list = write(world.folder, 'registry.csv', Buffer.from(`${registry.join('\n')}\n`))
    await this.fr.post('/api/references', { path: list, kind: 'registry', code: 'registry' })
    for (const [client, unit, path, exhibit] of [
      [this.fr, 'FR', phone, 'phone'],
      [this.de, 'DE', disk, 'disk'],
    ] as const) {
      const ended = await world.intake(client, {
        paths: [path],
        unit,
        edition: EDITION,
        case: `${unit}-1`,
        exhibit,
      })
      assert.equal(ended.state, 'finished')
    }
  }
}

function write(folder: string, name: string, bytes: Buffer): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** Two seconds each of moving test cards with a tone: videos that could make a sound. */
function drawClips(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [n, card] of ['testsrc', 'testsrc2', 'mandelbrot'].entries()) {
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `${card}=size=320x240:rate=10`],
      ...['-f', 'lavfi', '-i', 'sine', '-t', '2', '-pix_fmt', 'yuv420p'],
      join(folder, `clip_00${n + 1}.mp4`),
    ])
  }
}

/** What axe finds wrong with a page as it stands: every rule in light, contrast in dark as well. */
async function accessViolations(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await new AxeBuilder({ page }).analyze()
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()
  assert.ok(dark.passes.length > 0, 'there was text to look at')
  return [...light.violations, ...dark.violations].map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`,
  )
}

/** Fails with what axe finds in either colour scheme, and when anything is wider than the window. */
export async function assertAccessible(page: Page): Promise<void> {
  assert.deepEqual(await accessViolations(page), [])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`)
}

/** The text of what stands at one place, as a person reads it. */
export async function textOf(at: Locator): Promise<string> {
  await at.waitFor()
  return (await at.allInnerTexts()).join('\n')
}
