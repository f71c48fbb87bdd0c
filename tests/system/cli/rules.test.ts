import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { newHome, run } from './harness.ts'

async function withHost(home: string): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const host = await openHost({
    userData: home,
    engines: fakeEngines,
    shell: 'test',
    version: '0',
  })
  stack.use(host)
  stack.use(await serveControl(host, home))
  return stack
}

const add = [
  'rules',
  'add',
  '--name',
  'Stage left',
  '--listen',
  '127.0.0.1:18554',
  '--target',
  '10.0.0.5:554',
]

describe.each(['the settings file', 'a running Hawser'])('rules of %s', (where) => {
  async function open() {
    const home = newHome()
    const stack = new AsyncDisposableStack()
    stack.defer(() => home[Symbol.dispose]())
    if (where === 'a running Hawser') stack.use(await withHost(home.path))
    // What comes by standard input needs a process of its own.
    const rules = (args: readonly string[], input?: string) =>
      input === undefined ? runHere(args, home.path) : run(args, { HAWSER_HOME: home.path }, input)
    const list = async () => JSON.parse((await rules(['rules', 'list', '--json'])).stdout)
    return { home: home.path, rules, list, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  test('are added, shown, switched and removed by name or id', async () => {
    await using at = await open()
    const added = await at.rules([...add, '--hold', '30s', '--rate-limit', '20Mbit', '--allow', '10.0.0.0/8'])
    expect(added).toMatchObject({ status: 0, stderr: '' })
    const id = added.stdout
    expect(await at.list()).toMatchObject([
      {
        id,
        name: 'Stage left',
        enabled: true,
        holdMs: 30_000,
        rateLimit: 2_500_000,
        allowedSources: ['10.0.0.0/8'],
      },
    ])
    expect((await at.rules(['rules', 'disable', 'Stage left'])).status).toBe(0)
    expect(await at.list()).toMatchObject([{ id, enabled: false }])
    expect((await at.rules(['rules', 'enable', id])).status).toBe(0)
    expect((await at.rules(['rules', 'list'])).stdout).toMatch(
      /Stage left +yes +127\.0\.0\.1:18554 +10\.0\.0\.5:554/,
    )
    expect((await at.rules(['rules', 'remove', id])).status).toBe(0)
    expect(await at.list()).toEqual([])
    expect(JSON.parse(readFileSync(join(at.home, 'hawser.json'), 'utf8')).rules).toEqual([])
  })

  test('go into a file and come back from it, or from standard input', async () => {
    await using at = await open()
    await at.rules(add)
    const file = join(at.home, 'rules.json')
    expect((await at.rules(['rules', 'export', file])).status).toBe(0)
    const { stdout: text } = await at.rules(['rules', 'export', '--rule', 'Stage left'])
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')))
    await at.rules(['rules', 'remove', 'Stage left'])
    expect((await at.rules(['rules', 'import', file])).stdout).toBe('1 added, 0 changed, 0 unchanged')
    expect((await at.rules(['rules', 'import', '-', '--replace'], text)).stdout).toBe(
      '0 added, 0 changed, 1 unchanged',
    )
    expect(await at.list()).toHaveLength(1)
  })

  test('stay as they are when something is wrong, which is told with a code', async () => {
    await using at = await open()
    await at.rules(add)
    const overlap = await at.rules(add)
    expect(overlap).toMatchObject({ status: 1, stdout: '' })
    expect(overlap.stderr).toMatch(/^hawser: rule-overlap: .*18554/)
    const loop = await at.rules(['rules', 'add', '-l', '127.0.0.1:18555', '-t', 'localhost:18555'])
    expect(loop.stderr).toMatch(/^hawser: rule-loop: /)
    const unknown = await at.rules(['rules', 'remove', 'Stage right'])
    expect(unknown).toMatchObject({
      status: 1,
      stderr: 'hawser: rule-unknown: There is no rule "Stage right".\n',
    })
    const garbage = await at.rules(['rules', 'import', '-'], '{"hawserRules": 2}')
    expect(garbage.stderr).toMatch(/^hawser: rules-file-invalid: /)
    const missing = await at.rules(['rules', 'import', '/nowhere.json'])
    expect(missing).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^hawser: usage: \/nowhere\.json/),
    })
    expect(await at.list()).toHaveLength(1)
  })
})

test('settings that cannot be understood are told, and the last good ones shown', async () => {
  using home = newHome()
  await runHere(add, home.path)
  writeFileSync(join(home.path, 'hawser.json'), '{ "version": 1, "rules": [')
  const { status, stdout, stderr } = await runHere(['rules', 'list'], home.path)
  expect(status).toBe(0)
  expect(stdout).toContain('Stage left')
  expect(stderr).toMatch(/^hawser: settings-invalid: .*line 1/)
})
