import { type BrowserContext, chromium } from 'playwright-core'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let context: BrowserContext | undefined

export async function openBrowser(): Promise<void> {
  context = await chromium.launchPersistentContext('', {
    executablePath: '/usr/bin/chromium',
    viewport: null,
    args: [
      ...flags,
      '--window-size=1280,820',
      `--remote-debugging-port=${process.env['STAND_IN_DEBUG_PORT'] ?? 0}`,
    ],
  })
}

export function browser(): BrowserContext {
  if (context === undefined) throw new Error('stand-in: used before the app was ready')
  return context
}

export async function closeBrowser(): Promise<void> {
  await context?.close().catch(() => {})
}
