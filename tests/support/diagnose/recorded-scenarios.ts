import * as linux from '../../unit/diagnose/recorded/linux.ts'
import { addressesOf, noRoutes } from '../../unit/diagnose/systems.ts'
import type { FakeContext } from './fake-context.ts'
import { answer, camera, gateway, plainRoute, wireguardConfig, wireguardPath } from './recorded-healthy.ts'
import type { World } from './recorded-world.ts'

const viaTunnel = '10.8.0.7'

type Change = (world: World) => void

export interface RecordedScenario {
  name: string
  /** What must be named first. */
  code: string
  plant: Change
}

const machine =
  (change: (machine: FakeContext) => Partial<FakeContext>): Change =>
  (world) => {
    world.machine = { ...world.machine, ...change(world.machine) }
  }
const tools = (more: Record<string, string>): Change =>
  machine((each) => ({ tools: { ...each.tools, ...more } }))
const files = (more: NonNullable<FakeContext['files']>): Change =>
  machine((each) => ({ files: { ...each.files, ...more } }))
const both =
  (...changes: Change[]): Change =>
  (world) => {
    for (const change of changes) change(world)
  }

/** No answer comes from the target by any way. */
const silent: Change = (world) => {
  world.tcp = async () => 'silent'
  world.connect = async () => ({ state: 'silent' })
  world.ping = (address) => (address === gateway ? { ms: 1 } : 'lost')
  world.big = async () => ({ state: 'silent' })
  world.rtsp = async () => ({ state: 'silent' })
}
/** Nor from anybody else. */
const cutOff: Change = both(silent, (world) => {
  world.ping = () => 'lost'
  world.dns = async () => ({ state: 'silent' })
  world.page = async () => ({ state: 'silent' })
  world.turn = async () => ({ state: 'silent' })
  world.time = async () => ({ state: 'silent' })
  world.resolve = async (host) => {
    if (/^[\d.]+$|:/.test(host)) return [host]
    throw new Error('ENOTFOUND')
  }
})
const noNames: Change = (world) => {
  world.resolve = async (host) => {
    if (/^[\d.]+$|:/.test(host)) return [host]
    throw new Error('ENOTFOUND')
  }
}
const target =
  (host: string): Change =>
  (world) => {
    world.input = { target: { host, port: 8554 } }
  }
/** Files that tell one thing before and another after, as counters do. */
const counting =
  (path: string, before: string, after: string): Change =>
  (world) => {
    let reads = 0
    const texts = () => (reads++ === 0 ? before : after)
    world.machine = {
      ...world.machine,
      files: Object.defineProperty({ ...world.machine.files }, path, { get: texts, enumerable: true }),
    }
  }
const stripped = (text: string, name: string) =>
  JSON.stringify(
    (JSON.parse(text) as { ifname?: string; dev?: string }[]).filter(
      (each) => (each.ifname ?? each.dev) !== name,
    ),
  )

/** Faults as operators meet them. */
export const recordedScenarios: RecordedScenario[] = [
  {
    name: 'no cable',
    code: 'no-network',
    plant: both(
      cutOff,
      tools({
        ...noRoutes,
        'ip -json -details link show': linux.ipLinks.replaceAll('"LOWER_UP"', '"NO-CARRIER"'),
        [`ip -json route get ${camera}`]: '',
      }),
      machine(() => ({ interfaces: addressesOf({ lo: ['127.0.0.1/8'] }) })),
      target(camera),
    ),
  },
  {
    name: 'no address by DHCP',
    code: 'no-address',
    plant: both(
      cutOff,
      tools({
        ...noRoutes,
        'ip -json -details link show': stripped(stripped(linux.ipLinks, 'wg0'), 'wlan0'),
      }),
      machine(() => ({ interfaces: addressesOf({ lo: ['127.0.0.1/8'], eth0: ['169.254.12.7/16'] }) })),
      target(camera),
    ),
  },
  {
    name: 'no default route',
    code: 'no-default-route',
    plant: both(
      cutOff,
      tools({
        'ip -json -4 route show table all': JSON.stringify(
          (JSON.parse(linux.ipRoutes4) as { dst: string }[]).filter(({ dst }) => dst !== 'default'),
        ),
        'ip -json -6 route show table all': '[]',
      }),
      (world) => {
        world.input = {}
      },
    ),
  },
  {
    name: 'router switched off',
    code: 'gateway-silent',
    plant: both(
      cutOff,
      tools({ 'ip -json neigh show': linux.neighbours.replace('REACHABLE', 'FAILED') }),
      target(camera),
    ),
  },
  {
    name: 'answers by another interface',
    code: 'asymmetric-route',
    plant: both(silent, counting('/proc/net/netstat', linux.netstat(3), linux.netstat(9))),
  },
  {
    name: 'no DNS server answers',
    code: 'dns-dead',
    plant: both(noNames, (world) => {
      world.dns = async () => ({ state: 'silent' })
    }),
  },
  {
    name: 'the first DNS server is dead',
    code: 'dns-one-dead',
    plant(world) {
      const { dns } = world
      world.dns = async (ask, options) =>
        ask.server.address === gateway ? { state: 'silent' } : dns(ask, options)
    },
  },
  {
    name: 'slow DNS',
    code: 'dns-slow',
    plant(world) {
      const { dns } = world
      world.dns = async (ask, options) => {
        const reply = await dns(ask, options)
        return reply.state === 'answered' ? { ...reply, ms: 640 } : reply
      }
    },
  },
  {
    name: 'a misspelled name',
    code: 'name-missing',
    plant: both(noNames, (world) => {
      world.dns = async () => answer([], 9, 3)
    }),
  },
  {
    name: 'a login page',
    code: 'captive-portal',
    plant: both(silent, (world) => {
      world.page = async () => ({
        state: 'answered',
        status: 302,
        location: 'http://login.hotel.example/',
        body: '',
        ms: 20,
      })
      world.dns = async () => answer(['10.20.0.1'])
      world.turn = async () => ({ state: 'silent' })
      world.time = async () => ({ state: 'silent' })
    }),
  },
  {
    name: 'an MTU black hole',
    code: 'mtu-black-hole',
    plant(world) {
      world.ping = (_, bytes) => (bytes > 1400 ? 'lost' : { ms: 20 })
      world.big = async () => ({
        state: 'asked',
        protocol: 'RTSP',
        up: 'stalls',
        down: 'stalls',
        downBytes: 0,
      })
      const { rtsp } = world
      world.rtsp = async (...given) => ({ ...(await rtsp(...given)), describe: undefined }) as never
    },
  },
  {
    name: '3 % loss',
    code: 'loss',
    plant(world) {
      // Of 150 packets 6: 3 % each way are that many of round trips.
      world.ping = (address, bytes, number) =>
        address !== gateway && bytes < 100 && number === 11 ? 'lost' : { ms: 20 + (number % 2) }
    },
  },
  {
    name: 'weak Wi-Fi',
    code: 'loss-nearby',
    plant(world) {
      world.ping = (_, bytes, number) =>
        bytes < 100 && number % 12 === 3 ? 'lost' : { ms: 20 + (number % 5) * 15 }
    },
  },
  {
    name: 'a stopped service',
    code: 'target-refused',
    plant(world) {
      world.connect = async () => ({ state: 'refused' })
      world.big = async () => ({ state: 'refused' })
      world.rtsp = async () => ({ state: 'refused' })
    },
  },
  {
    name: 'a firewall before the target',
    code: 'target-filtered',
    plant(world) {
      const { ping } = world
      silent(world)
      world.ping = ping
    },
  },
  { name: 'a camera without power', code: 'target-silent', plant: silent },
  {
    name: 'a camera with all its viewers',
    code: 'camera-full',
    plant(world) {
      const { rtsp } = world
      world.rtsp = async (...given) =>
        ({
          ...(await rtsp(...given)),
          describe: { status: 453, reason: 'Not Enough Bandwidth', ms: 30 },
        }) as never
    },
  },
  {
    name: 'UDP blocked',
    code: 'udp-blocked',
    plant(world) {
      world.nat = async (_, family, servers) =>
        family === 6
          ? undefined
          : {
              local: { address: '192.168.1.20', port: 50_000 },
              servers: servers.map(({ name, server }) => ({
                name,
                server,
                reply: { state: 'silent' },
                byTcp: 'answered',
              })),
              mappedElsewhere: undefined,
              filtering: 'unknown',
            }
      world.turn = async () => ({ state: 'silent' })
      world.time = async () => ({ state: 'silent' })
    },
  },
  {
    name: 'a wrong password of the relay',
    code: 'turn-credentials',
    plant(world) {
      world.turn = async () => ({ state: 'denied', code: 401, reason: 'Unauthorized' })
    },
  },
  {
    name: 'a clock 2 s off',
    code: 'clock-off',
    plant(world) {
      world.time = async () => ({ state: 'answered', offsetMs: 2040, delayMs: 14, stratum: 2 })
    },
  },
  {
    name: 'wrong AllowedIPs',
    code: 'wireguard-allowed-ips',
    plant: both(
      silent,
      target('10.9.0.7'),
      tools({ 'ip -json route get 10.9.0.7': plainRoute.replace(camera, '10.9.0.7') }),
    ),
  },
  {
    name: 'the VPN is off',
    code: 'tunnel-down',
    plant: both(
      silent,
      target(viaTunnel),
      machine(() => ({ interfaces: addressesOf({ lo: ['127.0.0.1/8'], eth0: ['192.168.1.20/24'] }) })),
      tools({
        'ip -json -details link show': stripped(stripped(linux.ipLinks, 'wg0'), 'wlan0'),
        'ip -json -4 route show table all': stripped(stripped(linux.ipRoutes4, 'wg0'), 'wlan0'),
        [`ip -json route get ${viaTunnel}`]: plainRoute.replace(camera, viaTunnel),
      }),
    ),
  },
  {
    name: 'a tunnel with too large an MTU',
    code: 'tunnel-mtu-large',
    plant: both(
      target(viaTunnel),
      tools({
        'ip -json -details link show': linux.ipLinks.replace(
          '"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500',
          '"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1460',
        ),
      }),
      files({ [wireguardPath]: { text: wireguardConfig(), mode: 0o600 } }),
      (world) => {
        world.ping = (_, bytes) => (bytes > 1400 ? 'lost' : { ms: 20 })
        world.big = async () => ({
          state: 'asked',
          protocol: 'RTSP',
          up: 'stalls',
          down: 'stalls',
          downBytes: 0,
        })
      },
    ),
  },
  {
    name: 'processors busy with something else',
    code: 'cpu-starved',
    plant: both(counting('/proc/stat', linux.procStat(1000, 5000), linux.procStat(1198, 5002)), (world) => {
      world.loop = async () => ({ p50Ms: 12, p99Ms: 180, maxMs: 400 })
      world.ping = (_, bytes, number) => ({ ms: 20 + (number % 2) * (bytes > 100 ? 0 : 60) })
    }),
  },
  {
    name: 'a full table of the firewall',
    code: 'limit-conntrack',
    plant: files({ '/proc/sys/net/netfilter/nf_conntrack_count': '262100\n' }),
  },
  {
    name: 'IPv6 that leads nowhere',
    code: 'ipv6-broken',
    plant(world) {
      const six = '2001:db8:9::7'
      const { dns, resolve } = world
      world.resolve = async (host) => (host === 'camera.example' ? [camera, six] : resolve(host))
      world.dns = async (ask, options) =>
        ask.type === 'AAAA' && ask.name === 'camera.example' ? answer([six]) : dns(ask, options)
      world.tcp = async (address) => (address === six ? 'silent' : 'answered')
      world.connect = async (address) =>
        address === six ? { state: 'silent' } : { state: 'connected', connectMs: 21 }
    },
  },
]
