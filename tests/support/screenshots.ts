// node tests/support/screenshots.ts FOLDER [NAME…]: pictures of the built page over a made-up venue, for the README.
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { deviceIdOf } from './fake-host/devices.ts'
import { attachFake, serveBuilt } from './serve-fake.ts'

const [folder = 'docs', ...wanted] = process.argv.slice(2)
type View = {
  name: string
  path: string
  theme: 'dark' | 'light'
  /** What the page alone remembers is lived through in no time. */
  seconds?: number
  width?: number
  height?: number
}
const views: View[] = [
  { name: 'overview', path: '#/', theme: 'dark' },
  { name: 'forwarding', path: '#/forwarding', theme: 'dark' },
  { name: 'rule', path: '#/forwarding/cam-crane', theme: 'dark' },
  { name: 'forwarding-light', path: '#/forwarding', theme: 'light' },
  { name: 'bonding', path: '#/bonding', theme: 'dark' },
  { name: 'bond', path: '#/bonding/truck', theme: 'dark' },
  { name: 'bond-light', path: '#/bonding/truck', theme: 'light' },
  { name: 'receiver', path: '#/bonding/receiver/studio', theme: 'dark' },
  { name: 'sync', path: '#/sync', theme: 'dark' },
  { name: 'folder', path: '#/sync/rushes-12', theme: 'dark' },
  { name: 'folder-light', path: '#/sync/graphics-1', theme: 'light' },
  { name: 'transfer', path: '#/transfer', theme: 'dark', seconds: 60, height: 1320 },
  { name: 'tunnel', path: '#/tunnel', theme: 'dark', height: 1120 },
  { name: 'tube', path: `#/tunnel/${deviceIdOf('van')}`, theme: 'dark', height: 1320 },
  { name: 'tube-light', path: `#/tunnel/${deviceIdOf('van')}`, theme: 'light', height: 1320 },
  { name: 'diagnose', path: '#/diagnose/now', theme: 'dark', height: 1120 },
  { name: 'compact', path: '#/compact', theme: 'dark', width: 360, height: 200 },
  { name: 'devices', path: '#/devices', theme: 'dark' },
  { name: 'events', path: '#/events', theme: 'dark' },
  { name: 'settings', path: '#/settings', theme: 'dark' },
  { name: 'settings-light', path: '#/settings', theme: 'light' },
  { name: 'sessions', path: '#/sessions', theme: 'dark' },
  { name: 'session', path: '#/sessions/match', theme: 'dark', height: 1120 },
  { name: 'help', path: '#/help/bonding', theme: 'dark' },
]

mkdirSync(folder, { recursive: true })
const server = serveBuilt()
attachFake(server, 'venue')
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const { name, path, theme, seconds = 0, width = 1280, height = 860 } of views) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme })
  if (seconds > 0) await page.clock.install()
  await page.goto(`http://127.0.0.1:${port}/${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (seconds > 0) {
    await page.clock.runFor(seconds * 1000)
    await page.clock.resume()
  }
  // Until the charts are filled and the numbers have settled.
  await page.waitForTimeout(2500)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.close()
}
await browser.close()
server.close()
server.closeAllConnections()
