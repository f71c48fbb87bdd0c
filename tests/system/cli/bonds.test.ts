import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { newHome } from './harness.ts'

async function withHost(home: string): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const host = await openHost({ userData: home, engines: fakeEngines, shell: 'test', version: '0' })
  stack.use(host)
  stack.use(await serveControl(host, home))
  return stack
}

const add = ['bonds', 'add', '--name', 'Van', '--listen', '16000', '--receiver', '192.0.2.7:5000']

async function open(where: string) {
  const home = newHome()
  const stack = new AsyncDisposableStack()
  stack.defer(() => home[Symbol.dispose]())
  if (where === 'a running Hawser') stack.use(await withHost(home.path))
  const hawser = (...args: string[]) => runHere(args, home.path)
  const list = async () => JSON.parse((await hawser('bonds', 'list', '--json')).stdout)
  return { home: home.path, hawser, list, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe.each(['the settings file', 'a running Hawser'])('bonds of %s', (where) => {
  test('are added, shown, changed, switched and removed by name or id', async () => {
    await using at = await open(where)
    const added = await at.hawser(...add, '-u', 'eth0', '-u', '10.0.1.2,metered,label=Modem,monthly=50GB')
    expect(added).toMatchObject({ status: 0, stderr: '' })
    const id = added.stdout
    expect(await at.list()).toMatchObject([
      {
        id,
        name: 'Van',
        enabled: true,
        listen: { host: '127.0.0.1', port: 16_000 },
        receiver: { host: '192.0.2.7', port: 5000 },
        uplinks: 'listed',
        links: [{ uplink: 'eth0' }, { uplink: '10.0.1.2', metered: true, monthlyCap: 50e9 }],
      },
    ])
    const set = ['--mode', 'classic', '--no-quality', '--priority', 'eth0=50', '--priority', 'Modem=0']
    expect(await at.hawser('bonds', 'set', 'Van', ...set)).toMatchObject({ status: 0, stderr: '' })
    expect(await at.list()).toMatchObject([
      {
        mode: 'classic',
        qualityScoring: false,
        links: [{ weight: 50 }, { weight: 0, metered: true, label: 'Modem' }],
      },
    ])
    expect((await at.hawser('bonds', 'disable', 'Van')).status).toBe(0)
    expect(await at.list()).toMatchObject([{ id, enabled: false, mode: 'classic' }])
    expect((await at.hawser('bonds', 'enable', id)).status).toBe(0)
    expect((await at.hawser('bonds', 'list')).stdout).toMatch(
      /Van +yes +127\.0\.0\.1:16000 +192\.0\.2\.7:5000 +classic +eth0 10\.0\.1\.2/,
    )
    expect((await at.hawser('bonds', 'remove', 'Van')).status).toBe(0)
    expect(await at.list()).toEqual([])
    expect(JSON.parse(readFileSync(join(at.home, 'hawser.json'), 'utf8')).bonds).toEqual([])
  })

  test('stay as they are when something is wrong, which is told with a code', async () => {
    await using at = await open(where)
    await at.hawser(...add)
    const overlap = await at.hawser(...add)
    expect(overlap).toMatchObject({ status: 1, stdout: '' })
    expect(overlap.stderr).toMatch(/^hawser: rule-overlap: .*16000/)
    const rule = await at.hawser('rules', 'add', '--udp', '-l', '127.0.0.1:16000', '-t', '10.0.0.5:554')
    expect(rule.stderr).toMatch(/^hawser: rule-overlap: The bond "Van"/)
    const loop = await at.hawser('bonds', 'set', 'Van', '--receiver', '127.0.0.1:16000')
    expect(loop.stderr).toMatch(/^hawser: rule-loop: /)
    const unknown = await at.hawser('bonds', 'remove', 'Truck')
    expect(unknown).toMatchObject({
      status: 1,
      stderr: 'hawser: bond-unknown: There is no bond "Truck".\n',
    })
    expect(await at.list()).toHaveLength(1)
  })
})

test('how the bonds of a running Hawser do is shown, link by link', async () => {
  await using at = await open('a running Hawser')
  await at.hawser(...add, '-u', 'eth0', '-u', 'wwan0')
  await expect
    .poll(async () => (await at.hawser('bonds', 'status')).stdout, { timeout: 60_000 })
    .toMatch(/^Van: live.*\n.*LINK.*\n +eth0 +live.*\n +wwan0 +live/)
  const { stdout } = await at.hawser('bonds', 'status', 'Van', '--json')
  expect(JSON.parse(stdout)).toMatchObject([{ state: 'live', links: [{ id: 'eth0' }, { id: 'wwan0' }] }])
  // A link is known to the engine by its address too.
  const set = await at.hawser('bonds', 'set', 'Van', '--priority', '192.0.2.10=40')
  expect(set).toMatchObject({ status: 0, stderr: '' })
  expect(await at.list()).toMatchObject([{ links: [{ uplink: 'eth0', weight: 40 }, { weight: 100 }] }])
  const nobody = await at.hawser('bonds', 'set', 'Van', '--priority', 'eth7=40')
  expect(nobody.stderr).toMatch(/^hawser: link-unknown: /)
})

test('without a running Hawser nobody knows how bonds do', async () => {
  await using at = await open('the settings file')
  await at.hawser(...add)
  expect(await at.hawser('bonds', 'status')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^hawser: host-not-running: /),
  })
})
