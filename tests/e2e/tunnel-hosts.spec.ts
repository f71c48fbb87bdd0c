import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { freePort } from '../support/forward-engine.ts'
import { type App, test as base, expect, startApp } from './app.ts'

interface Device {
  app: App
  page: Page
  /** Where whoever has its code comes to. */
  at: string
}

/** Two Hawsers with nothing in common but a code. */
const test = base.extend<{ device: (name: string) => Promise<Device> }>({
  device: async ({ browserOfWorker }, use, info) => {
    const folder = await mkdtemp(join(tmpdir(), 'hawser-tunnel-'))
    const apps: [string, App][] = []
    await use(async (deviceName) => {
      const port = await freePort()
      const home = join(folder, deviceName)
      mkdirSync(home)
      const sync = { listen: { host: '127.0.0.1', port: 1 }, announce: false }
      const transfer = { listen: { host: '127.0.0.1', port } }
      writeFileSync(join(home, 'hawser.json'), JSON.stringify({ version: 1, deviceName, sync, transfer }))
      const app = await startApp('web', home, { browser: browserOfWorker })
      apps.push([deviceName, app])
      await app.page.getByRole('link', { name: 'Tunnel', exact: true }).first().click()
      return { app, page: app.page, at: `127.0.0.1:${port}` }
    })
    await Promise.all(
      apps.map(async ([name, app]) => {
        if (info.status !== info.expectedStatus)
          await app.page.screenshot({ path: info.outputPath(`${name}.png`) }).catch(() => {})
        await app.close()
      }),
    )
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

const colours = ['red', 'lime'] as const
/** Pictures of one colour, as a camera sends them. */
const pictures = (page: Page) =>
  page.evaluate((all) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 16
    const context = canvas.getContext('2d')!
    return all.map((colour) => {
      context.fillStyle = colour
      context.fillRect(0, 0, 16, 16)
      return canvas.toDataURL('image/jpeg').replace(/^.*,/, '')
    })
  }, colours)

/** A camera with a web page that shows its pictures as they come (MJPEG): red and green in turns. */
async function startCamera(frames: readonly Buffer[]) {
  const server = createServer((request, response) => {
    if (request.url !== '/video') {
      response.writeHead(200, { 'Content-Type': 'text/html' })
      response.end('<title>Camera</title><img src="/video" alt="Live">')
      return
    }
    response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' })
    let shown = 0
    const timer = setInterval(() => {
      const frame = frames[shown++ % frames.length]!
      response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${frame.length}\r\n\r\n`)
      response.write(frame)
      response.write('\r\n')
    }, 80)
    response.on('close', () => clearInterval(timer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Which of the two colours the picture of a camera's page has now. */
const seen = (page: Page) =>
  page.evaluate(() => {
    const picture = document.querySelector('img')
    if (!picture?.naturalWidth) return 'nothing'
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')!
    context.drawImage(picture, 0, 0)
    const [red = 0, green = 0] = context.getImageData(2, 2, 1, 1).data
    return red > green ? 'red' : 'lime'
  })

test("a camera beside another machine plays in a browser here, once that machine's owner allows it @web", async ({
  device,
}) => {
  test.setTimeout(240_000)
  const [venue, desk] = await Promise.all([device('Venue'), device('Desk')])
  using camera = await startCamera((await pictures(desk.page)).map((text) => Buffer.from(text, 'base64')))

  await venue.page.getByRole('button', { name: 'Make a code' }).click()
  await venue.page.getByRole('dialog').getByRole('button', { name: 'Make a code' }).click()
  const code = await venue.page.locator('[data-code]').innerText()
  await desk.page.getByText('Another rendezvous…').click()
  await desk.page.getByLabel('Code', { exact: true }).fill(code)
  await desk.page.getByLabel('Its address').fill(venue.at)
  await desk.page.keyboard.press('Enter')
  await expect(card(desk.page, 'Venue')).toHaveAttribute('data-state', 'open')
  await expect(card(venue.page, 'Desk')).toHaveAttribute('data-state', 'open')

  await card(desk.page, 'Venue').getByRole('button', { name: 'Add a way' }).click()
  const panel = desk.page.getByRole('dialog')
  await panel.getByLabel('Target host').fill('127.0.0.1')
  await panel.getByLabel('Target port').fill(String(camera.port))
  await panel.getByLabel('Listen port').fill('0')
  await panel.getByLabel('Name').fill('Camera')
  await panel.getByRole('button', { name: 'Add way' }).click()
  await expect(panel).toBeHidden()
  const copy = desk.page.getByRole('button', { name: /^Copy 127\.0\.0\.1:\d+$/ })
  const address = (await copy.getAttribute('aria-label'))!.replace('Copy ', '')

  const viewer = await desk.app.anotherPage()
  await expect(viewer.goto(`http://${address}/`)).rejects.toThrow()
  const target = `127.0.0.1:${camera.port}`
  await venue.page.getByRole('button', { name: `Allow ${target} for Desk` }).click()
  const allowed = venue.page.getByRole('list', { name: 'Allowed here' })
  await expect(allowed).toContainText(`Desk may reach ${target} from here`)

  await viewer.goto(`http://${address}/`)
  await expect(viewer).toHaveTitle('Camera')
  for (const colour of colours) await expect.poll(() => seen(viewer)).toBe(colour)

  await card(desk.page, 'Venue').getByRole('link', { name: 'Venue' }).click()
  const rows = desk.page.getByRole('row').filter({ hasText: target })
  await expect(rows.first()).toContainText('Camera, from 127.0.0.1')
  await expect(desk.page.getByText('Proven by the code')).toBeVisible()
  const words = await desk.page.locator('[data-words]').innerText()
  await card(venue.page, 'Desk').getByRole('link', { name: 'Desk' }).click()
  await expect(venue.page.locator('[data-words]')).toHaveText(words)

  await venue.page.getByRole('button', { name: 'Actions for Desk' }).click()
  await venue.page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await expect(desk.page.getByRole('heading', { level: 1 })).toContainText('Closed')
  await expect(viewer.goto(`http://${address}/`)).rejects.toThrow()
  expect([...venue.app.complaints, ...desk.app.complaints]).toEqual([])
})
