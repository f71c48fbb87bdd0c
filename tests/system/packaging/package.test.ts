import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
let folder: string
let resources: string
let files: string[]

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
    // Fuses are bits in the real binary.
    electronFuses: null,
    directories: { output: join(folder, 'dist') },
  }
  const configFile = join(folder, 'builder.json')
  await writeFile(
    configFile,
    JSON.stringify({ ...config, extends: join(process.cwd(), 'electron-builder.yml') }),
  )
  await run(process.execPath, [
    'node_modules/electron-builder/cli.js',
    '--linux',
    '--dir',
    '--config',
    configFile,
  ])
  resources = join(folder, 'dist', 'linux-unpacked', 'resources')
  files = listPackage(join(resources, 'app.asar'), { isPack: false })
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the package holds every entry of the app', () => {
  for (const entry of [
    'main/index.js',
    'main/forward.js',
    'main/cli.js',
    'main/web.js',
    'preload/index.cjs',
    'renderer/index.html',
  ])
    expect(files).toContain(`/out/${entry}`)
})

test('the package holds no source, no tests, and no library that is bundled already', () => {
  const foreign = files.filter((name) =>
    /^\/(?:src|tests|bench|scripts)\/|^\/node_modules\/(?:react|zod|ws|uplot)\//.test(name),
  )
  expect(foreign).toEqual([])
})

test('native code lies beside the archive, where the system can load it', async () => {
  const unpacked = await readdir(join(resources, 'app.asar.unpacked'), { recursive: true })
  expect(unpacked.some((name) => name.endsWith('.node'))).toBe(true)
})

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
