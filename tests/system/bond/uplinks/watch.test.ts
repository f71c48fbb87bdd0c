import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { UplinkWatch } from '../../../../src/engines/bond/uplinks/uplink-watch.ts'
import { canMakeNamespaces, makeNamespace, sourceOf } from '../../../support/network-namespace.ts'

const watching = `
import { UplinkWatch } from ${JSON.stringify(sourceOf('engines/bond/uplinks/uplink-watch.ts'))}
const tell = (uplinks) => console.log(JSON.stringify(uplinks.filter(({ kind }) => kind !== 'loopback').map(
  ({ interface: name, address, gateway }) => [name, address, gateway].join(' ').trim())))`

const last = (lines: unknown[]) => JSON.stringify(lines.at(-1) ?? [])
const list = (...uplinks: string[]) => JSON.stringify(uplinks)

/** Programs that a process has started and that still run, with their command lines. */
function childrenOf(pid: number): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = []
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, state, parent] =
        /^\d+ \(.*\) (\S) (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? []
      if (Number(parent) !== pid || state === 'Z') continue
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')
      found.push({ pid: Number(entry), command })
    } catch {
      // It has ended meanwhile.
    }
  }
  return found
}
/** Not those that are asked once and end. */
const monitorsOf = (pid: number) => childrenOf(pid).filter(({ command }) => command.startsWith('ip monitor '))
const isRunning = (pid: number) => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
const limitMs = 40_000
async function eventually(isSo: () => boolean) {
  const deadline = performance.now() + limitMs
  while (!isSo() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  return isSo()
}

test.skipIf(!canMakeNamespaces)(
  'a modem that comes, gets a gateway, another address, and goes is told',
  async () => {
    using namespace = makeNamespace()
    namespace.plug('eth7', '10.0.0.2/24')
    using node = namespace.node(`${watching}
    new UplinkWatch(tell)
    setInterval(() => {}, 1000)`)
    await node.until((lines) => last(lines) === list('eth7 10.0.0.2'), limitMs)
    expect(await eventually(() => monitorsOf(node.pid).length > 0)).toBe(true)

    namespace.plug('wwan1', '10.0.1.2/24')
    await node.until((lines) => last(lines) === list('eth7 10.0.0.2', 'wwan1 10.0.1.2'), limitMs)
    namespace.ip('route add default via 10.0.1.1 dev wwan1')
    await node.until((lines) => last(lines) === list('eth7 10.0.0.2', 'wwan1 10.0.1.2 10.0.1.1'), limitMs)
    // With its first address gone the kernel takes back the gateway as well.
    namespace.ip('addr del 10.0.1.2/24 dev wwan1')
    namespace.ip('addr add 10.0.1.9/24 dev wwan1')
    await node.until((lines) => last(lines) === list('eth7 10.0.0.2', 'wwan1 10.0.1.9'), limitMs)
    namespace.unplug('wwan1')
    await node.until((lines) => last(lines) === list('eth7 10.0.0.2'), limitMs)
  },
)

test.skipIf(!canMakeNamespaces)('a burst of changes that comes to nothing is not told', async () => {
  using namespace = makeNamespace()
  namespace.plug('eth7', '10.0.0.2/24')
  using node = namespace.node(`${watching}
    new UplinkWatch(tell)
    setInterval(() => {}, 1000)`)
  await node.until((lines) => lines.length === 1, limitMs)
  expect(await eventually(() => monitorsOf(node.pid).length > 0)).toBe(true)
  // By one program, so that they really come at once.
  const burst = join(await mkdtemp(join(tmpdir(), 'hawser-burst-')), 'batch')
  onTestFinished(() => rm(dirname(burst), { recursive: true }))
  const change = 'route add 198.51.100.0/24 via 10.0.0.1\nroute del 198.51.100.0/24\n'
  await writeFile(burst, change.repeat(20))
  namespace.ip(`-batch ${burst}`)
  namespace.plug('wwan1', '10.0.1.2/24')
  await node.until((lines) => last(lines).includes('wwan1'), limitMs)
  expect(node.lines.length).toBeLessThan(6)
})

test.skipIf(!canMakeNamespaces)('a monitor that is killed is started again', async () => {
  using namespace = makeNamespace()
  namespace.plug('eth7', '10.0.0.2/24')
  using node = namespace.node(`${watching}
    new UplinkWatch(tell)
    setInterval(() => {}, 1000)`)
  await node.until((lines) => lines.length === 1, limitMs)
  expect(await eventually(() => monitorsOf(node.pid).length > 0)).toBe(true)
  const [monitor] = monitorsOf(node.pid)
  process.kill(monitor!.pid, 'SIGKILL')
  namespace.plug('wwan1', '10.0.1.2/24')
  await node.until((lines) => last(lines).includes('wwan1'), limitMs)
  expect(await eventually(() => monitorsOf(node.pid).some(({ pid }) => pid !== monitor!.pid))).toBe(true)
})

test.skipIf(!canMakeNamespaces)('without a monitor the interfaces are compared', async () => {
  using namespace = makeNamespace()
  namespace.plug('eth7', '10.0.0.2/24')
  using node = namespace.node(`${watching}
    new UplinkWatch(tell, { monitors: [{ program: 'no-such-program', args: [] }] })
    setInterval(() => {}, 1000)`)
  await node.until((lines) => last(lines) === list('eth7 10.0.0.2'), limitMs)
  namespace.plug('wwan1', '10.0.1.2/24')
  await node.until((lines) => last(lines).includes('wwan1'), limitMs)
  namespace.unplug('wwan1')
  await node.until((lines) => !last(lines).includes('wwan1'), limitMs)
})

test.skipIf(!canMakeNamespaces)(
  'the monitor ends with the thread that watches, even one that is terminated',
  async () => {
    using namespace = makeNamespace()
    namespace.plug('eth7', '10.0.0.2/24')
    const worker = `${watching}
    import { parentPort } from 'node:worker_threads'
    new UplinkWatch(() => parentPort.postMessage('watching'))
    setInterval(() => {}, 1000)
    parentPort.on('message', () => { for (;;); })`
    using node = namespace.node(`
    import { Worker } from 'node:worker_threads'
    const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(worker)})))
    worker.on('message', (text) => console.log(JSON.stringify(text)))
    process.stdin.once('data', async () => {
      worker.postMessage('hang')
      setTimeout(async () => { await worker.terminate(); console.log('"terminated"') }, 200)
    })
    setInterval(() => {}, 1000)`)
    await node.until((lines) => lines.includes('watching'), limitMs)
    expect(await eventually(() => monitorsOf(node.pid).length > 0)).toBe(true)
    const monitors = monitorsOf(node.pid)
    node.stdin('x\n')
    await node.until((lines) => lines.includes('terminated'), limitMs)
    expect(await eventually(() => !monitors.some(({ pid }) => isRunning(pid)))).toBe(true)
  },
)

test.skipIf(!canMakeNamespaces)('the monitor ends when the process is killed', async () => {
  using namespace = makeNamespace()
  using node = namespace.node(`${watching}
    new UplinkWatch(tell)
    setInterval(() => {}, 1000)`)
  expect(await eventually(() => monitorsOf(node.pid).length > 0)).toBe(true)
  const monitors = monitorsOf(node.pid)
  process.kill(node.pid, 'SIGKILL')
  await node.ended
  expect(await eventually(() => !monitors.some(({ pid }) => isRunning(pid)))).toBe(true)
})

test.skipIf(process.platform !== 'linux')(
  'closing ends the monitor, and keeps no process alive',
  async () => {
    const before = childrenOf(process.pid).map(({ pid }) => pid)
    const watch = new UplinkWatch(() => {})
    const ours = () => childrenOf(process.pid).filter(({ pid }) => !before.includes(pid))
    await watch.look()
    watch.close()
    expect(await eventually(() => ours().length === 0)).toBe(true)
  },
)
