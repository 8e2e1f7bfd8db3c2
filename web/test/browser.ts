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
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  })
  return { page, context, errors }
}
