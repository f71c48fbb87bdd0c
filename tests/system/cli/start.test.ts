import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hawser, newHome, project, Running, run } from './harness.ts'

/** A project folder with the real starter and a command line that tells what it was started with. */
function starter(home: string, cli: string) {
  mkdirSync(join(home, 'bin'))
  mkdirSync(join(home, 'out', 'main'), { recursive: true })
  cpSync(join(project, 'bin', 'hawser.js'), join(home, 'bin', 'hawser.js'))
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(home, 'out', 'main', 'cli.js'), cli)
  return join(home, 'bin', 'hawser.js')
}

const asNode20 = `--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`
const tell = 'console.log(JSON.stringify({ node: process.versions.node, args: process.argv.slice(2) }))'

describe('started by an older Node', () => {
  test('it runs on the one that is installed beside it, with the same arguments', async () => {
    using home = newHome()
    const bin = starter(home.path, tell)
    symlinkSync(join(project, 'node_modules'), join(home.path, 'node_modules'))
    const { status, stdout } = await new Running([asNode20, bin, 'rules', 'add', '--name', 'a b']).ended
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      node: expect.stringMatching(/^24\./),
      args: ['rules', 'add', '--name', 'a b'],
    })
  })

  test('its exit status and signals pass through', async () => {
    using home = newHome()
    const bin = starter(
      home.path,
      `process.on('SIGTERM', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000)`,
    )
    symlinkSync(join(project, 'node_modules'), join(home.path, 'node_modules'))
    await using running = new Running([asNode20, bin])
    await running.line((line) => line === 'up')
    expect(await running.stop('SIGTERM')).toMatchObject({ status: 7 })
  })

  test('without a newer one it says what is needed', async () => {
    using home = newHome()
    const { status, stderr } = await new Running([asNode20, starter(home.path, tell)]).ended
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^hawser: Node 24 is needed/),
    })
  })
})

test('started by a new Node it runs at once', async () => {
  using home = newHome()
  const { status, stdout } = await new Running([starter(home.path, tell), '--version']).ended
  expect({ status, ...JSON.parse(stdout) }).toEqual({
    status: 0,
    node: process.versions.node,
    args: ['--version'],
  })
})

test('not built yet, it says how to build', async () => {
  using home = newHome()
  const bin = starter(home.path, tell)
  const moved = join(home.path, 'elsewhere', 'bin')
  cpSync(join(home.path, 'bin'), moved, { recursive: true })
  writeFileSync(join(home.path, 'elsewhere', 'package.json'), '{ "type": "module" }')
  const { status, stderr } = await new Running([bin.replace('/bin/', '/elsewhere/bin/')]).ended
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('npm run build') })
})

describe('the command line', () => {
  test('tells its version', async () => {
    expect(await run(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })
  })

  test.each([
    [['--help']],
    [['forward', '--help']],
    [['web', '--help']],
    [['app', '--help']],
    [['rules', '--help']],
    [['rules', 'add', '--help']],
    [['help', 'forward']],
  ])('%j shows help with examples', async (args) => {
    const { status, stdout, stderr } = await run(args)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: hawser/)
    expect(stdout).toContain('Examples:')
  })

  test('what it does not understand is a fault of code usage and status 2', async () => {
    const { status, stdout, stderr } = await run(['forwards'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^hawser: usage: .*forwards/)
  })

  test('without a command it shows what there is', async () => {
    const { status, stderr } = await run([])
    expect(status).toBe(2)
    expect(stderr).toMatch(/Usage: hawser.*forward.*rules/s)
  })
})

describe('the app', () => {
  test('starts in Electron where there is one, and ends with it', async () => {
    using home = newHome()
    const electron = join(home.path, 'electron')
    writeFileSync(electron, '#!/bin/sh\necho "$@"\nexit 5\n')
    chmodSync(electron, 0o755)
    const { status, stdout, stderr } = await run(['app', '--hidden'], { ELECTRON_EXEC_PATH: electron })
    expect({ status, stdout }).toEqual({ status: 5, stdout: `${project} --hidden` })
    expect(stderr).toContain('with Electron')
  })

  test('says why it starts in the browser instead', async () => {
    using home = newHome()
    const env = {
      HAWSER_HOME: home.path,
      ELECTRON_EXEC_PATH: join(home.path, 'electron'),
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
    }
    await using running = hawser(['app', '--port', '0'], env)
    await running.complaint('in the browser, not in Electron: ELECTRON_EXEC_PATH names')
  })
})
