import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NotifySocket } from '../../support/notify-socket.ts'
import { Running } from '../cli/harness.ts'

const run = promisify(execFile)
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const name = `hawser-${version}-headless`
let folder: string
/** The archive, unpacked where nothing of a checkout is above it. */
let unpacked: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-headless-'))
  await run(process.execPath, ['scripts/package-headless.mjs', folder, '--built'])
  await run('tar', ['-xzf', join(folder, `${name}.tar.gz`), '-C', folder])
  unpacked = join(folder, name)
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The Node that runs this is the one that `#!/usr/bin/env node` finds. */
const env = (home: string, more: NodeJS.ProcessEnv = {}) => ({
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  HOME: join(folder, home),
  XDG_CONFIG_HOME: join(folder, home),
  NODE_PATH: '',
  ...more,
})

async function heading(address: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.goto(address)
    return await page.getByRole('heading', { level: 1 }).innerText()
  } finally {
    await browser.close()
  }
}

test('the archive holds what runs, and nothing of what it is made with', async () => {
  // Native code of its own is there where it could be built.
  const entries = (await readdir(unpacked)).filter((each) => each !== 'native')
  expect(entries.sort()).toEqual([
    'LICENSE',
    'README.md',
    'THIRD-PARTY-LICENCES.txt',
    'bin',
    'docs',
    'grafana',
    'node_modules',
    'out',
    'package.json',
    'service',
  ])
  const packages = await readdir(join(unpacked, 'node_modules'))
  for (const each of [
    'electron',
    'react',
    'vite',
    'typescript',
    'playwright-core',
    'ws',
    `node-linux-${process.arch}`,
  ])
    expect(packages).not.toContain(each)
  expect(await readdir(join(unpacked, 'out', 'main'))).not.toContain('index.js')
  const manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'))
  expect(manifest).not.toHaveProperty('devDependencies')
  expect(manifest).not.toHaveProperty('scripts')
  expect(manifest).toMatchObject({ name: 'hawser', version, bin: { hawser: 'bin/hawser.js' } })
  expect((await stat(join(unpacked, 'bin', 'hawser.js'))).mode & 0o111).toBe(0o111)
  expect((await stat(join(folder, `${name}.tar.gz`))).size).toBeLessThan(30_000_000)
})

test('npm finds its packages within the archive, none with a script to run', async () => {
  const { bundleDependencies } = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as {
    bundleDependencies: string[]
  }
  expect(bundleDependencies).toContain('koffi')
  for (const each of bundleDependencies) {
    const own = JSON.parse(await readFile(join(unpacked, 'node_modules', each, 'package.json'), 'utf8'))
    expect(own).not.toHaveProperty('scripts')
  }
})

test('unpacked elsewhere and started by a link, as npm makes it, it opens its page', async () => {
  await mkdir(join(folder, 'prefix'))
  const command = join(folder, 'prefix', 'hawser')
  await symlink(join(unpacked, 'bin', 'hawser.js'), command)
  await using running = new Running(['web', '--port', '0', '--json'], env('home'), command)
  const { addresses } = await running.event('listening')
  expect(await heading((addresses as string[])[0]!)).toBe('Overview')
  expect(await running.stop('SIGTERM')).toMatchObject({ status: 0, stderr: '' })
})

test('as a service it tells when it is ready and when it stops, and keeps its token to itself', async () => {
  const state = join(folder, 'state')
  using manager = await NotifySocket.open(folder)
  const command = join(unpacked, 'bin', 'hawser.js')
  await using running = new Running(
    ['web', '--service', '--port', '0'],
    env('service', { NOTIFY_SOCKET: manager.path, STATE_DIRECTORY: state }),
    command,
  )
  await manager.told('READY=1')
  await manager.told(`MAINPID=${running.child.pid}`)
  const address = (await running.line((line) => line.includes('http://'))).trim()
  const token = (await readFile(join(state, 'token'), 'utf8')).trim()
  expect((await stat(join(state, 'token'))).mode & 0o777).toBe(0o600)
  expect((await stat(state)).mode & 0o777).toBe(0o700)
  expect(await heading(`${address}#token=${token}`)).toBe('Overview')
  const { status, stdout, stderr } = await running.stop('SIGTERM')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  await manager.told('STOPPING=1')
  expect(stdout).not.toContain(token)
})
