import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { extractAll, extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foreignParts } from '../../../scripts/after-pack.mjs'
import { tunnelContract, tunnelSettingsSchema } from '../../../src/contract/tunnel.ts'
import { EngineProcesses } from '../../../src/host/engine-process.ts'
import { formatPairingLink } from '../../../src/host/peers/pairing-code.ts'
import { canProve } from '../../../src/rtc/prove.ts'
import { formatLink, makeCode } from '../../../src/transfer/code/code.ts'
import { connect } from '../../../src/wire/index.ts'
import { report } from '../../support/diagnose/report.ts'
import { launchStandIn } from '../../support/electron-stand-in/launch.ts'
import { pairedHomes } from '../../support/sync/homes.ts'
import { Running } from '../cli/harness.ts'

const run = promisify(execFile)
const patience = { timeout: 30_000 }
let folder: string
let resources: string
/** What is in the archive and what is beside it: Node alone does not read archives. */
let app: string
let files: string[]

const makesDebs = existsSync('/usr/bin/dpkg-deb')

/** Packs the app around an Electron that is a folder of empty files: what is ours in a package does not depend on it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-package-'))
  const electron = join(folder, 'electron')
  await mkdir(join(electron, 'resources'), { recursive: true })
  for (const name of ['chrome_100_percent.pak', 'LICENSE', 'LICENSES.chromium.html', 'version', 'electron'])
    await writeFile(join(electron, name), '')
  await chmod(join(electron, 'electron'), 0o755)
  const config = {
    extends: './electron-builder.yml',
    electronDist: electron,
    extraMetadata: { homepage: 'https://hawser.invalid' },
    // Fuses are bits in the real binary.
    electronFuses: null,
    directories: { output: join(folder, 'dist') },
  }
  const configFile = join(folder, 'builder.json')
  await writeFile(
    configFile,
    JSON.stringify({ ...config, extends: join(process.cwd(), 'electron-builder.yml') }),
  )
  await run(
    process.execPath,
    [
      'node_modules/electron-builder/cli.js',
      '--linux',
      'dir',
      ...(makesDebs ? ['deb'] : []),
      '--config',
      configFile,
    ],
    { env: { ...process.env, CUSTOM_FPM_PATH: join(process.cwd(), 'tests/support/fpm-stand-in.mjs') } },
  )
  resources = join(folder, 'dist', 'linux-unpacked', 'resources')
  files = listPackage(join(resources, 'app.asar'), { isPack: false })
  app = join(folder, 'app')
  extractAll(join(resources, 'app.asar'), app)
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the package holds every entry of the app', () => {
  for (const entry of [
    'main/index.js',
    'main/forward.js',
    'main/bond.js',
    'main/sync.js',
    'main/tunnel.js',
    'main/diagnose.js',
    'main/diagnose.js',
    'main/sync-hash.js',
    'main/cli.js',
    'main/web.js',
    'preload/index.cjs',
    'renderer/index.html',
  ])
    expect(files).toContain(`/out/${entry}`)
})

test('the package holds no source and no tests', () => {
  expect(files.filter((name) => /^\/(?:src|tests|bench|scripts|docs)\//.test(name))).toEqual([])
})

/** What is loaded as it is; everything else is part of the bundles. */
const shipped =
  /^(?:koffi|@koromix\/koffi-[a-z0-9-]+|@napi-rs\/blake-hash(?:-[a-z0-9-]+)?|@parcel\/watcher(?:-[a-z0-9-]+)?|@matrixai\/quic-[a-z0-9-]+|node-datachannel|@node-datachannel\/[a-z0-9-]+|detect-libc|is-glob|is-extglob|node-addon-api|picomatch)$/

test('of libraries the package holds only those that cannot be bundled, with what they need', () => {
  const packages = new Set(
    files.map((name) => /^\/node_modules\/((?:@[^/]+\/)?[^/@][^/]*)\/package\.json$/.exec(name)?.[1]),
  )
  packages.delete(undefined)
  expect([...packages].filter((name) => !shipped.test(name!))).toEqual([])
  for (const name of ['koffi', '@napi-rs/blake-hash', '@parcel/watcher', 'node-datachannel'])
    expect(packages).toContain(name)
})

test('native code lies beside the archive, where the system can load it', async () => {
  const unpacked = await readdir(join(resources, 'app.asar.unpacked'), { recursive: true })
  const native = unpacked.filter((name) => name.endsWith('.node'))
  for (const part of [
    'koffi',
    '@napi-rs/blake-hash-',
    '@parcel/watcher-',
    '@matrixai/quic-',
    '@node-datachannel/',
  ])
    expect(native.filter((name) => name.includes(part)).length, part).toBeGreaterThan(0)
  expect(
    files
      .filter((name) => name.endsWith('.node'))
      .map((name) => name.slice(1))
      .sort(),
  ).toEqual(native.sort())
})

test('the sync engine of the package finds all that it needs', async () => {
  const [card, suite] = await pairedHomes('Card', 'Suite')
  using _card = card
  using _suite = suite
  writeFileSync(join(card.root, 'clip.mov'), Buffer.alloc(1_000_000, 'frames'))
  const cli = join(app, 'out/main/cli.js')
  const at = `127.0.0.1:${card.port}`
  await using server = new Running([cli, 'sync', 'serve', card.root, '--listen', at, '--json'], card.env)
  await server.event('listening')
  await using pull = new Running([cli, 'sync', 'pull', suite.root, at, '--id', card.id], suite.env)
  expect(await pull.ended).toMatchObject({ status: 0, stderr: '' })
  expect((await stat(join(suite.root, 'clip.mov'))).size).toBe(1_000_000)
  // Elsewhere than on Linux folders are watched by this one.
  await run(process.execPath, ['-e', 'require("@parcel/watcher").subscribe'], { cwd: app })
})

test.runIf(canProve()).each(['node-datachannel', 'werift'] as const)(
  'the tunnel engine of the package has %s, which works',
  async (stack) => {
    const reports: unknown[] = []
    const processes = new EngineProcesses({ report: (error) => reports.push(error), now: Date.now })
    const engine = processes.start(pathToFileURL(join(app, 'out/main/tunnel.js')))
    const client = connect(tunnelContract, engine.link)
    const settings = tunnelSettingsSchema.parse(stack === 'werift' ? { stack } : {})
    await client.apply({ name: 'Suite', settings, iceServers: [], relayOnly: false })
    const tube = { tubeId: 'tube', party: 'tube', peerId: '', peerName: '', secret: '' }
    await client.openTube({ ...tube, by: 'code', role: 'responder' })
    for await (const snapshot of client.snapshots({ intervalMs: 100 })) {
      if (snapshot.stack === '') continue
      expect(snapshot.stack).toBe(stack)
      expect(snapshot.stackWhy).toContain('connected this machine to itself')
      break
    }
    await engine.terminate()
    expect(reports).toEqual([])
  },
)

test.runIf(existsSync('native/build'))(
  'the addon for batched UDP is among it, without its source',
  async () => {
    const unpacked = await readdir(join(resources, 'app.asar.unpacked', 'native'), { recursive: true })
    expect(unpacked).toEqual(['build', `build/batch-udp-linux-${process.arch}.node`])
    expect(files.filter((name) => /^\/native\/.*\.(?:c|h|mjs)$/.test(name))).toEqual([])
  },
)

test('the packaged manifest starts the built main process', () => {
  const manifest = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString())
  expect(manifest).toMatchObject({ name: 'hawser', main: 'out/main/index.js', type: 'module' })
})

test('the images of the tray are beside the archive', async () => {
  expect(await readdir(resources)).toEqual(
    expect.arrayContaining(['tray-ok.png', 'tray-error.png', 'icon.png']),
  )
})

test('the licences of everybody whose work is in it are beside the archive', async () => {
  const text = await readFile(join(resources, 'THIRD-PARTY-LICENCES.txt'), 'utf8')
  for (const each of ['react ', 'zod ', 'werift ', 'koffi ', 'Mozilla Public License', 'Apache License'])
    expect(text).toContain(each)
})

test('what other programs import is beside the archive', async () => {
  expect(await readdir(join(resources, 'grafana'))).toEqual(['hawser.json'])
})

test('a package for another machine than that of its native parts is refused', () => {
  const other = process.arch === 'x64' ? 'arm64' : 'x64'
  expect(foreignParts(resources, 'linux', process.arch)).toEqual([])
  for (const wrong of [
    foreignParts(resources, 'linux', other),
    foreignParts(resources, 'win32', process.arch),
  ])
    expect(wrong).toContain(`@koromix/koffi-linux-${process.arch}`)
  expect(foreignParts(folder, 'linux', other)).toEqual([])
})

test('the packaged app starts, opens links and saved reports filled in, and does nothing by itself', async () => {
  const home = join(folder, 'home')
  const link = formatLink({ ...makeCode(), purpose: 'files' })
  const saved = join(folder, 'Venue A.hawser-report')
  await writeFile(saved, JSON.stringify(report()))
  const env = { HAWSER_HOME: home, XDG_CONFIG_HOME: join(folder, 'config'), STAND_IN_RESOURCES: resources }
  const running = await launchStandIn(join(app, 'out/main/index.js'), env, [link])
  try {
    const page = await running.firstWindow()
    const receive = page.getByRole('region', { name: 'Receive' })
    await receive.waitFor()
    await expect.poll(() => receive.getByRole('textbox', { name: 'Code' }).inputValue(), patience).toBe(link)
    await page.getByText('Nothing happens until you press Receive').waitFor()
    expect(await page.getByRole('region', { name: 'Sessions' }).count()).toBe(0)

    const images = await running.evaluate((_, desktop) =>
      desktop.trays.map(({ image }: { image: { path: string } }) => image.path),
    )
    expect(images.map((path: string) => existsSync(path))).toEqual([true])

    /** As the system tells the app of it. */
    const emit = (event: string, ...rest: unknown[]) =>
      running.evaluate(
        new Function(
          'electron',
          `electron.app.emit(${JSON.stringify(event)}, { preventDefault() {} }, ...${JSON.stringify(rest)})`,
        ) as () => void,
      )
    const second = (args: string[]) => emit('second-instance', ['hawser', ...args], '/')
    await second(['hawser://pair?id=1', `file://${saved.replaceAll(' ', '%20')}`])
    await page.getByText('This link cannot be opened').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Diagnose' }).waitFor()
    await page.getByText(report().verdict).first().waitFor()

    const tunnel = formatLink({ ...makeCode(), purpose: 'tunnel' })
    await emit('open-url', tunnel)
    const reach = page.getByRole('region', { name: 'Reach a machine' })
    await reach.waitFor()
    await expect.poll(() => reach.getByRole('textbox', { name: 'Code' }).inputValue(), patience).toBe(tunnel)

    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByText('installed as a package of the system, which updates it').waitFor()

    await emit('open-file', saved)
    await page.getByRole('heading', { level: 1, name: 'Diagnose' }).waitFor()

    const pairing = formatPairingLink({ id: 'A'.repeat(52), secret: 's'.repeat(22), addresses: [] })
    await second([pairing])
    const dialog = page.getByRole('dialog', { name: 'Pair a device' })
    await expect
      .poll(() => dialog.getByRole('textbox', { name: 'Code' }).inputValue(), patience)
      .toBe(pairing)
    expect(await dialog.getByRole('button', { name: 'Pair' }).count()).toBe(1)
  } finally {
    expect(await running.close()).toBe(0)
  }
})

test.runIf(makesDebs)(
  'the Debian package tells the system of links, of saved reports and of the sandbox',
  async () => {
    const dist = join(folder, 'dist')
    const deb = join(dist, (await readdir(dist)).find((name) => name.endsWith('.deb'))!)
    const installed = join(folder, 'installed')
    await run('dpkg-deb', ['-R', deb, installed])
    const read = (path: string) => readFileSync(join(installed, path), 'utf8')

    const entry = read('usr/share/applications/hawser.desktop')
    expect(entry).toContain('Exec=/opt/Hawser/hawser %U\n')
    expect(entry).toContain('MimeType=application/vnd.hawser.report+json;x-scheme-handler/hawser;')
    expect(read('usr/share/mime/packages/hawser.xml')).toContain('<glob pattern="*.hawser-report"/>')
    expect(await readdir(join(installed, 'usr/share/icons/hicolor'))).toHaveLength(8)

    const profile = read('opt/Hawser/resources/apparmor-profile')
    expect(profile).toContain('profile hawser "/opt/Hawser/hawser" flags=(unconfined) {\n  userns,')
    expect(profile).not.toContain('${')
    expect(read('DEBIAN/postinst')).toContain("APPARMOR_PROFILE_TARGET='/etc/apparmor.d/hawser'")
    for (const script of ['postinst', 'postrm']) await run('bash', ['-n', join(installed, 'DEBIAN', script)])
  },
)
