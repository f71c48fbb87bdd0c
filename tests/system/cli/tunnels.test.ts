import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { openIdentity } from '../../../src/host/peers/identity.ts'
import { runHere } from '../../support/cli-here.ts'
import { dial, listen, readAll } from '../../support/forward-engine.ts'
import { freePort } from '../../support/free-port.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { hawser, newHome } from './harness.ts'

async function withHost(home: string): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const engines = { ...fakeEngines, tunnel: engineUrls().tunnel }
  const host = await openHost({ userData: home, engines, shell: 'test', version: '0' })
  stack.use(host)
  stack.use(await serveControl(host, home))
  return stack
}

/** A device that trusts another one, called Van. */
async function open(where: string) {
  const [home, van] = [newHome(), newHome()]
  const stack = new AsyncDisposableStack()
  stack.defer(() => home[Symbol.dispose]())
  stack.defer(() => van[Symbol.dispose]())
  const { id, certificate } = await openIdentity({ userData: van.path, now: Date.now, notice: () => {} })
  const settings = {
    version: 1,
    sync: { listen: { host: '127.0.0.1', port: await freePort() }, announce: false },
    transfer: { listen: { host: '127.0.0.1', port: await freePort() } },
    tunnel: { stack: 'werift' },
    peers: [{ id, name: 'Van', certificate, addresses: [], pairedAt: 0 }],
  }
  writeFileSync(join(home.path, 'hawser.json'), JSON.stringify(settings))
  if (where === 'a running Hawser') stack.use(await withHost(home.path))
  const tunnels = (...args: string[]) => runHere(['tunnels', ...args], home.path)
  const list = async () => JSON.parse((await tunnels('list', '--json')).stdout)
  const saved = () => JSON.parse(readFileSync(join(home.path, 'hawser.json'), 'utf8')).tunnel
  return { van: id, tunnels, list, saved, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe.each(['the settings file', 'a running Hawser'])('tunnels of %s', (where) => {
  test('are added, shown, changed, switched and removed by name or id', async () => {
    await using at = await open(where)
    const port = await freePort()
    const added = await at.tunnels('add', '--to', 'Van', '-f', `${port}=10.0.0.5:554`, '--name', 'Stage left')
    expect(added).toMatchObject({ status: 0, stderr: '' })
    const way = { id: added.stdout, party: at.van, kind: 'forward', listen: { host: '127.0.0.1', port } }
    expect(await at.list()).toMatchObject({
      ways: [{ ...way, target: { host: '10.0.0.5', port: 554 } }],
      allow: [],
    })
    const set = ['set', 'Stage left', '--target', '10.0.0.6:80', '--name', 'Stage']
    expect(await at.tunnels(...set)).toMatchObject({ status: 0, stderr: '' })
    expect((await at.tunnels('disable', 'Stage')).status).toBe(0)
    const shown = (await at.tunnels('list')).stdout
    expect(shown).toMatch(/Stage +no +forward +Van +127\.0\.0\.1:\d+ +10\.0\.0\.6:80/)
    expect((await at.tunnels('remove', added.stdout)).status).toBe(0)
    expect(at.saved().ways).toEqual([])
  })

  test('say what is allowed, to whom, until it is taken back', async () => {
    await using at = await open(where)
    const allowed = await at.tunnels('allow', '10.0.0.0/24:554,80', 'camera.lan:*', '--for', 'Van')
    expect(allowed).toMatchObject({ status: 0, stderr: '' })
    expect((await at.tunnels('allow', '--listen', '[::1]:8000-8100')).status).toBe(0)
    expect((await at.list()).allow).toMatchObject([
      { id: allowed.stdout.split('\n')[0], party: at.van, what: 'connect', target: '10.0.0.0/24:554,80' },
      { party: at.van, target: 'camera.lan:*' },
      { party: '*', what: 'listen', target: '[::1]:8000-8100' },
    ])
    expect((await at.tunnels('forbid', 'camera.lan:*', '[::1]:8000-8100')).status).toBe(0)
    expect(at.saved().allow).toMatchObject([{ target: '10.0.0.0/24:554,80' }])
  })

  test('stay as they are when something is wrong, which is told with a code', async () => {
    await using at = await open(where)
    const complaints = [
      ['peer-unknown', 'add', '--to', 'Truck', '--socks', '0'],
      ['way-unknown', 'remove', 'Stage'],
      ['allow-unknown', 'forbid', '10.0.0.5:80'],
    ] as const
    for (const [code, ...args] of complaints)
      expect(await at.tunnels(...args)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(`hawser: ${code}: `),
      })
    if (where === 'the settings file')
      expect((await at.tunnels('status')).stderr).toContain('host-not-running')
  })
})

const comes =
  'a running Hawser shows a code; who comes from a terminal is seen, asks, is let in, and sent away'
test(comes, { timeout: 120_000 }, async () => {
  await using at = await open('a running Hawser')
  await using device = await listen((socket) => socket.pipe(socket))
  using home = newHome()
  const echo = async (port: number) => {
    const socket = await dial(port, { allowHalfOpen: true })
    socket.end('hello')
    return (await readAll(socket)).toString()
  }
  const shown = await at.tunnels('open', '--json')
  expect(shown).toMatchObject({ status: 0, stderr: '' })
  const { id, link } = JSON.parse(shown.stdout)
  const target = `127.0.0.1:${device.port}`
  await using near = hawser(['tunnel', '--code', link, '-f', `0=${target}`, '--stack', 'werift', '--json'], {
    HAWSER_HOME: home.path,
  })
  const { listen: listening } = await near.event('listening')
  const port = Number(String(listening).split(':')[1])
  expect(await echo(port).catch(() => '')).toBe('')
  const asked = async () => JSON.parse((await at.tunnels('requests', '--json')).stdout)[0]
  const request = await vi.waitUntil(asked, { timeout: 60_000, interval: 100 })
  expect(request).toMatchObject({ party: id, what: 'connect', target })
  expect((await at.tunnels('requests', '--allow', request.id)).status).toBe(0)
  expect(await echo(port)).toBe('hello')
  expect((await at.tunnels('status')).stdout).toContain(`${id} `)
  expect((await at.tunnels('close', id)).status).toBe(0)
  expect(await near.ended).toMatchObject({ status: 1, stderr: expect.stringContaining('hawser: closed: ') })
})
