import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Debian's Chromium. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
}

export interface OpenedPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Every error that the page wrote or threw, and every breach of the content security policy. */
  readonly errors: string[]
}

/** A page of its own context, at the smallest width that the desk is made for. */
export async function openPage(browser: Browser, colorScheme: 'light' | 'dark'): Promise<OpenedPage> {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // How the browser notes that a person has no session (yet): a refusal that the desk itself answers.
    const isSignInNote = message.text().includes('the server responded with a status of 401')
    if (message.type() === 'error' && !isSignInNote) errors.push(message.text())
  })
  return { page, context, errors }
}

/**
 * Waits until a page stands as a person reads it: its heading, what it is there to show, and nothing loading any more.
 * The network says nothing about that: the desk counts, meters and follows intakes for as long as it is open.
 */
export async function untilWhole(page: Page, shows: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator(shows).first().waitFor()
  await page.locator('.loading').first().waitFor({ state: 'detached' })
}
