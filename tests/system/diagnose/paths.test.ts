import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../../../src/contract/diagnose.ts'
import {
  canMakeNamespaces,
  makeNamespace,
  type Namespace,
  sourceOf,
} from '../../support/network-namespace.ts'

const target = { host: '10.72.0.7', port: 8554 }

/** Answers OPTIONS as a camera does, whatever stands in it, to all that has come at once. */
const camera = `
import { createServer } from 'node:net'
createServer((socket) => {
  let text = ''
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    let answers = ''
    for (let end = text.indexOf('\\r\\n\\r\\n'); end >= 0; end = text.indexOf('\\r\\n\\r\\n')) {
      const number = /CSeq: (\\d+)/.exec(text.slice(0, end))?.[1]
      text = text.slice(end + 4)
      answers += 'RTSP/1.0 200 OK\\r\\nCSeq: ' + number + '\\r\\nServer: ' + 'x'.repeat(400) + '\\r\\n\\r\\n'
    }
    if (answers !== '') socket.write(answers)
  })
}).listen(${target.port}, () => console.log('{}'))`

/** Runs checks together in a namespace, with the tools of the real system. */
async function look(space: Namespace, ...checks: string[]): Promise<CheckResult[]> {
  const engine = (file: string) => JSON.stringify(sourceOf(`engines/diagnose/${file}`))
  const script = `
import { networkInterfaces } from 'node:os'
import { createPingCheck } from ${engine('checks/ping.ts')}
import { createPathMtuCheck } from ${engine('checks/path-mtu.ts')}
import { createBlackHoleCheck } from ${engine('checks/black-hole.ts')}
import { createTcpConnectCheck } from ${engine('checks/tcp-connect.ts')}
import { runTool } from ${engine('tools/run-tool.ts')}
import { readFileText } from ${engine('tools/read-file.ts')}
const signal = new AbortController().signal
const context = {
  target: ${JSON.stringify(target)},
  context: { settings: { wireguardFiles: [] }, needs: [], iceServers: [] },
  deep: false, signal, platform: 'linux',
  clock: { now: () => performance.now(), after: (ms, then) => { const t = setTimeout(then, ms); return () => clearTimeout(t) } },
  tool: (file, args, options) => runTool(file, args, { ...options, signal }),
  read: readFileText, interfaces: networkInterfaces,
  result: async (name) => ({ name, state: 'unknown', summary: '', evidence: [], figures: {}, ms: 0 }),
}
const checks = [${checks.map((name) => `${name}()`).join(', ')}]
console.log(JSON.stringify(await Promise.all(checks.map((check) => check.run(context)))))`
  using running = space.node(script)
  await running.until((lines) => lines.length > 0, 100_000)
  return running.lines[0] as CheckResult[]
}

const linksOf = (space: string) => execFileSync('ip', ['-netns', space, '-o', 'link'], { encoding: 'utf8' })

/** A machine, a router (its far side), and behind it a camera, by a link of that MTU. */
function path(mtu: number) {
  const near = makeNamespace()
  const there = makeNamespace()
  const router = (words: string) => near.command(`ip -n ${near.far} ${words}`)
  near.plug('wan0', '10.71.0.2/24', '10.71.0.1/24')
  near.ip('route add default via 10.71.0.1 advmss 1460')
  router(`link add inner type veth peer name cam0 netns ${there.name}`)
  router('addr add 10.72.0.1/24 dev inner')
  router(`link set inner mtu ${mtu} up`)
  there.ip('addr add 10.72.0.7/24 dev cam0')
  there.ip(`link set cam0 mtu ${mtu} up`)
  // As if a tunnel on the way were narrower than what both ends know of.
  there.ip('route add default via 10.72.0.1 advmss 1460')
  const forward = ['netns', 'exec', near.far, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']
  execFileSync('ip', forward, { stdio: 'ignore' })
  const server = there.node(camera)
  return {
    near,
    router,
    /** The link of the machine itself, at both of its ends. */
    narrowBack(bytes: number) {
      near.ip(`link set wan0 mtu ${bytes}`)
      const [name = ''] = /far[0-9a-f]{6}/.exec(linksOf(near.far)) ?? []
      router(`link set ${name} mtu ${bytes}`)
    },
    ready: () => server.until((lines) => lines.length > 0, 30_000),
    [Symbol.dispose]() {
      server[Symbol.dispose]()
      there[Symbol.dispose]()
      near[Symbol.dispose]()
    },
  }
}

describe.runIf(canMakeNamespaces)(
  'the way to a camera behind a router',
  { concurrent: true, timeout: 150_000 },
  () => {
    test('a healthy one carries full packets, and nothing gets lost', async () => {
      using way = path(1500)
      await way.ready()
      const [ping, mtu, hole, tcp] = await look(
        way.near,
        'createPingCheck',
        'createPathMtuCheck',
        'createBlackHoleCheck',
        'createTcpConnectCheck',
      )
      expect(ping).toMatchObject({ figures: { lossPercent: 0, received: 150 } })
      expect(mtu).toMatchObject({ state: 'good', figures: { mtu: 1500, silent: false, connectionMtu: 1500 } })
      expect(hole).toMatchObject({ state: 'good', figures: { up: 'passes' } })
      expect(tcp).toMatchObject({ figures: { connected: 10, silent: 0 } })
    })

    test('a narrow one whose router says so is measured, and no black hole', async () => {
      using way = path(1300)
      await way.ready()
      const [mtu, hole] = await look(way.near, 'createPathMtuCheck', 'createBlackHoleCheck')
      expect(mtu).toMatchObject({ state: 'poor', figures: { mtu: 1300, tooLarge: 1301, silent: false } })
      expect(hole).toMatchObject({ state: 'good', figures: { up: 'passes' } })
    })

    test('a narrow one whose router says nothing is a black hole', async () => {
      using way = path(1300)
      way.router('rule add iif lo to 10.71.0.2/32 blackhole')
      await way.ready()
      const [mtu, hole] = await look(way.near, 'createPathMtuCheck', 'createBlackHoleCheck')
      expect(mtu).toMatchObject({ state: 'bad', figures: { mtu: 1300, tooLarge: 1301, silent: true } })
      expect(hole).toMatchObject({ state: 'bad', figures: { up: 'stalls' } })
    })

    test('one that is so on the way back alone is a black hole too', async () => {
      using way = path(1500)
      way.narrowBack(1300)
      way.router('rule add iif lo to 10.72.0.7/32 blackhole')
      await way.ready()
      const [hole] = await look(way.near, 'createBlackHoleCheck')
      expect(hole).toMatchObject({ state: 'bad', figures: { up: 'passes', down: 'stalls' } })
    })
  },
)
