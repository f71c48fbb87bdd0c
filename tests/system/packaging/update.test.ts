import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectControl } from '../../../src/host/control.ts'
import { launchStandIn } from '../../support/electron-stand-in/launch.ts'
import { freePort } from '../../support/free-port.ts'

let folder: string
let server: Server
/** What was asked of the server. */
let asked: string[]
/** What the list of the server says of the new file, besides the truth. */
let wrongSum: boolean
/** The AppImage that runs, which is no more than its name here. */
let appImage: string

const port = (of: { address(): unknown }) => (of.address() as AddressInfo).port
const old = '#!/bin/sh\n'
/** Notes that it was started, and how. */
const newer = () => `#!/bin/sh\necho "started $APPIMAGE_EXIT_AFTER_INSTALL" >> ${join(folder, 'started')}\n`

const started = () => {
  const note = join(folder, 'started')
  return existsSync(note) ? readFileSync(note, 'utf8') : ''
}

const list = () => {
  const sha512 = createHash('sha512').update(newer()).digest('base64')
  const sum = wrongSum ? createHash('sha512').update('x').digest('base64') : sha512
  const size = Buffer.byteLength(newer())
  return [
    'version: 9.9.9',
    'files:',
    `  - url: Hawser-9.9.9.AppImage\n    sha512: ${sum}\n    size: ${size}`,
    `path: Hawser-9.9.9.AppImage\nsha512: ${sum}`,
    "releaseNotes: '<h2>Calmer</h2><ul><li>Less to do<script>x()</script></ul>'",
    "releaseDate: '2026-11-21T12:00:00.000Z'",
  ].join('\n')
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-update-'))
  asked = []
  wrongSum = false
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://here').pathname
    asked.push(path)
    if (path.endsWith('.yml')) response.end(list())
    else if (path.endsWith('.AppImage')) response.end(newer())
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await cp('resources', join(folder, 'resources'), { recursive: true })
  await writeFile(
    join(folder, 'resources', 'app-update.yml'),
    `provider: generic\nurl: http://127.0.0.1:${port(server)}\nupdaterCacheDirName: hawser-updater\n`,
  )
  appImage = join(folder, 'Hawser.AppImage')
  await writeFile(appImage, old)
  await chmod(appImage, 0o755)
  await mkdir(join(folder, 'home'))
})

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

const launch = () =>
  launchStandIn('out/main/index.js', {
    HAWSER_HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    STAND_IN_RESOURCES: join(folder, 'resources'),
    STAND_IN_HASTE: 'yes',
    APPIMAGE: appImage,
  })

test('an update is offered with what is new, waits for a viewer to leave, and then takes the place of the app', async () => {
  const target = createTcpServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(target, 'listening')
  const app = await launch()
  const page = await app.firstWindow()
  const control = await connectControl(join(folder, 'home'))
  const listen = { host: '127.0.0.1', port: await freePort() }
  await control.client.addRule({
    rule: { name: 'Gate', listen, target: { host: '127.0.0.1', port: port(target) } },
  })
  const viewer = connect(listen.port, listen.host)
  await once(viewer, 'connect')

  const notice = page.getByRole('region', { name: 'Update' })
  await notice.getByText('Hawser 9.9.9').waitFor()
  await notice.getByRole('button', { name: 'What is new' }).click()
  expect((await notice.getByRole('region', { name: 'What is new' }).innerText()).trim()).toBe(
    'Calmer\n\n– Less to do',
  )
  const looked = await new AxeBuilder({ page: page as never })
    .setLegacyMode(true)
    .include('section[aria-label="Update"]')
    .analyze()
  expect(looked.violations).toEqual([])
  await notice.getByRole('button', { name: 'Install when idle' }).click()
  await notice.getByText('Now: 1 viewer is connected').waitFor()
  // Three times as long as it would wait for nothing.
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect(asked.filter((path) => path.endsWith('.AppImage'))).toEqual([])

  control[Symbol.dispose]()
  viewer.destroy()
  expect(await app.exited).toBe(0)
  expect(readFileSync(appImage, 'utf8')).toBe(newer())
  await expect.poll(started, { timeout: 30_000 }).toBe('started \n')
  target.close()
})

test('a file that is not what was published is not installed; a good one at the end of Hawser, if that is wanted', async () => {
  wrongSum = true
  const app = await launch()
  const page = await app.firstWindow()
  const notice = page.getByRole('region', { name: 'Update' })
  await notice.getByRole('button', { name: 'At next start' }).click()
  await notice.getByText(/could not be loaded: what came is not what was published/).waitFor()
  expect(readFileSync(appImage, 'utf8')).toBe(old)

  wrongSum = false
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Look now' }).click()
  await expect.poll(() => asked.filter((path) => path.endsWith('.yml')).length, { timeout: 30_000 }).toBe(2)
  await notice.getByRole('button', { name: 'At next start' }).click()
  await notice.getByText('takes its place when you quit Hawser').waitFor()
  expect(readFileSync(appImage, 'utf8')).toBe(old)
  expect(await app.close()).toBe(0)
  expect(readFileSync(appImage, 'utf8')).toBe(newer())
  // Only so that it puts itself in order; it ends at once.
  await expect.poll(started, { timeout: 30_000 }).toBe('started true\n')
})
