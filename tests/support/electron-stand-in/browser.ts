import { mkdtempSync, readFileSync } from 'node:fs'
import { rm, watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
let profile = ''

/** Starts Chromium. Returns the port at which others can lead it too, which is one that it has chosen itself. */
export async function openBrowser(): Promise<number> {
  profile = mkdtempSync(join(tmpdir(), 'hawser-stand-in-'))
  const port = portOf(profile)
  context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    viewport: null,
    args: [...flags, '--window-size=1280,820', '--remote-debugging-port=0'],
  })
  return port
}

/** Chromium leaves it in a file of its profile, some time after it has started. */
async function portOf(folder: string): Promise<number> {
  const name = 'DevToolsActivePort'
  for await (const { filename } of watch(folder)) {
    if (filename !== name) continue
    const [port, rest] = readFileSync(join(folder, name), 'utf8').split('\n')
    // Without a second line it is not written to its end.
    if (rest !== undefined) return Number(port)
  }
  throw new Error('stand-in: Chromium has no port')
}

export function browser(): BrowserContext {
  if (context === undefined) throw new Error('stand-in: used before the app was ready')
  return context
}

export async function closeBrowser(): Promise<void> {
  await context?.close().catch(() => {})
  if (profile !== '') await rm(profile, { recursive: true, force: true, maxRetries: 5 })
}
