import type { Endpoint } from '../../../src/contract/rule.ts'
import {
  type Allow,
  type AllowInput,
  allowSchema,
  type Way,
  type WayInput,
  waySchema,
} from '../../../src/contract/tunnel.ts'
import { deviceIdOf } from './devices.ts'
import {
  codeTube,
  type FakeConnection,
  type FakeTube,
  noFigures,
  proven,
  type TunnelWorld,
} from './tunnels.ts'

const way = (id: string, party: string, input: Omit<WayInput, 'party'>): Way =>
  waySchema.parse({ ...input, party: deviceIdOf(party), id })
const here = (port: number): Endpoint => ({ host: '127.0.0.1', port })
const camera = (last: number, port: number): Endpoint => ({ host: `10.20.0.${last}`, port })

const venueWays = (): Way[] => [
  way('pit-rtsp', 'van', { name: 'Pit camera, stream', listen: here(8554), target: camera(14, 554) }),
  way('pit-web', 'van', { name: 'Pit camera, web page', listen: here(8081), target: camera(14, 80) }),
  way('van-socks', 'van', { name: 'Browse the van', kind: 'socks', listen: here(1080), user: 'crew' }),
  way('replay', 'van', {
    name: 'Replay server desktop',
    kind: 'guacd',
    listen: here(4822),
    target: { host: '127.0.0.1', port: 4822 },
    session: { protocol: 'vnc', parameters: { hostname: '10.20.0.60', port: '5900' } },
  }),
  way('status', 'van', {
    name: 'Our status page, over there',
    kind: 'reverse',
    listen: { host: '0.0.0.0', port: 9090 },
    target: here(3000),
  }),
  way('scopes', 'grading', {
    name: 'Scopes',
    listen: here(7010),
    target: { host: 'scopes.grading.lan', port: 443 },
  }),
  way('nas-admin', 'nas', { name: 'NAS administration', listen: here(5001), target: camera(2, 5001) }),
  way('talkback', 'edit', { name: 'Talkback', listen: here(7000), target: camera(90, 7000) }),
  way('spare', 'edit', {
    name: 'Spare encoder',
    enabled: false,
    listen: here(8600),
    target: camera(31, 80),
  }),
]

const allow = (id: string, input: AllowInput): Allow => allowSchema.parse({ ...input, id })

const guest = 'guest-7f3a91'
const venueAllow = (): Allow[] => [
  allow('cams', { party: deviceIdOf('edit'), target: '10.0.0.0/24:554,80' }),
  allow('status', { party: '*', target: '127.0.0.1:3000' }),
  allow('talk', { party: deviceIdOf('van'), what: 'listen', target: '127.0.0.1:9000-9010' }),
  allow('lan', { party: deviceIdOf('grading'), target: '*.set.lan:*', enabled: false }),
  allow('guest', { party: guest, target: '10.0.0.12:80,443' }),
]

const flowing = (
  wayId: string,
  kind: FakeConnection['kind'],
  mbit: number,
  port: number,
  target: string,
  minutes: number,
  more: Partial<FakeConnection> = {},
): FakeConnection => ({
  wayId,
  kind,
  direction: 'out',
  source: `127.0.0.1:${port}`,
  target,
  state: 'open',
  mbit,
  sinceMs: minutes * 60_000,
  ...more,
})

/** Tubes in every state that there is, and ways in every state. */
export function venueTunnel(now: number): TunnelWorld {
  const ago = (minutes: number) => now - minutes * 60_000
  const tubes: FakeTube[] = [
    {
      ...noFigures,
      ...proven,
      id: 'tube-van',
      state: 'open',
      by: 'device',
      peerId: deviceIdOf('van'),
      peerName: 'OB van',
      path: 'reflexive',
      pair: '203.0.113.40:51822 → 198.51.100.77:40110 (udp, reflexive)',
      lanes: 3,
      resumes: 2,
      since: ago(94),
      baseRttMs: 38,
      refusals: 1,
      connections: [
        flowing('pit-rtsp', 'forward', 8.2, 51_210, '10.20.0.14:554', 92),
        flowing('pit-rtsp', 'forward', 8.2, 51_244, '10.20.0.14:554', 12, { state: 'stalled' }),
        flowing('pit-web', 'forward', 0.4, 51_302, '10.20.0.14:80', 3),
        flowing('van-socks', 'socks', 1.6, 51_400, 'router.van.lan:443', 7),
        flowing('van-socks', 'socks', 0.1, 51_408, '10.20.0.1:80', 0.2, { state: 'half-closed' }),
        flowing('van-socks', 'udp', 0.02, 51_410, '10.20.0.1:53', 1),
        flowing('replay', 'guacd', 2.4, 51_500, '127.0.0.1:4822', 21, {
          guacamole: { lagMs: 84, error: '' },
        }),
        flowing('status', 'reverse', 0.3, 40_022, '127.0.0.1:3000', 2, {
          direction: 'in',
          source: '10.20.0.9:52200',
        }),
        flowing('van-socks', 'socks', 0, 51_420, 'nowhere.van.lan:80', 0.02, { state: 'opening' }),
      ],
    },
    {
      ...noFigures,
      ...proven,
      words: 'raven plum canvas anchor',
      id: guest,
      state: 'open',
      by: 'code',
      peerId: '',
      peerName: "Mira's laptop",
      path: 'relay',
      pair: '203.0.113.200:49160 → 192.0.2.77:50431 (udp, relay)',
      lanes: 1,
      since: ago(6),
      baseRttMs: 121,
      refusals: 3,
      connections: [
        flowing('', 'forward', 1.1, 0, '10.0.0.12:80', 5, { direction: 'in', source: "Mira's laptop" }),
      ],
    },
    {
      ...noFigures,
      ...proven,
      words: 'cedar violin stamp harbor',
      id: 'tube-grading',
      state: 'lost',
      by: 'device',
      peerId: deviceIdOf('grading'),
      peerName: 'Grading, Hamburg',
      path: 'reflexive',
      pair: '',
      lanes: 1,
      resumes: 4,
      since: ago(31),
      problem:
        'Nothing has come from the other side for 4 s. A new path is looked for; connections wait meanwhile.',
      faultCode: 'tube-lost',
      baseRttMs: -1,
      connections: [
        flowing('scopes', 'forward', 0, 51_600, 'scopes.grading.lan:443', 30, { state: 'stalled' }),
      ],
    },
    {
      ...noFigures,
      id: 'tube-nas',
      state: 'waiting',
      by: 'device',
      peerId: deviceIdOf('nas'),
      peerName: 'Studio NAS',
      since: ago(2),
      retryAt: now + 24_000,
      problem: 'Studio NAS is not on this network and does not answer through the rendezvous.',
      faultCode: 'peer-unreachable',
    },
    {
      ...noFigures,
      id: 'tube-sound',
      state: 'connecting',
      by: 'device',
      peerId: deviceIdOf('sound'),
      peerName: 'Sound cart',
      since: now - 1200,
    },
    { ...codeTube(), id: 'code-open', since: ago(1) },
    {
      ...noFigures,
      id: 'tube-drone',
      state: 'ended',
      by: 'device',
      peerId: deviceIdOf('drone'),
      peerName: 'Drone unit',
      since: ago(9),
      problem:
        'No path was found, neither straight nor through a relay. Set a TURN server in the settings of transfers, then connect again.',
      faultCode: 'rtc-failed',
    },
  ]
  return {
    tubes,
    ways: venueWays(),
    wayProblems: {
      talkback: {
        state: 'failed',
        problem: 'Port 7000 is already used by mumble (pid 2210). Choose another port here, such as 7001.',
        faultCode: 'port-in-use',
      },
    },
    allow: venueAllow(),
    requests: [
      {
        id: 'r1',
        at: ago(0.3),
        party: deviceIdOf('edit'),
        peerName: 'Edit suite',
        what: 'connect',
        target: '10.0.0.40:22',
        times: 1,
      },
      {
        id: 'r2',
        at: ago(2),
        party: guest,
        peerName: "Mira's laptop",
        what: 'connect',
        target: '10.0.0.14:554',
        times: 6,
      },
      {
        id: 'r3',
        at: ago(14),
        party: deviceIdOf('van'),
        peerName: 'OB van',
        what: 'listen',
        target: '0.0.0.0:8443',
        times: 1,
      },
    ],
    stack: 'node-datachannel',
    stackWhy: 'It proved itself at start: 181 MB/s through this machine, werift 23 MB/s.',
  }
}

/** Nothing works: for the page of an operator with a bad day. */
export function brokenTunnel(now: number): TunnelWorld {
  const { tubes, ways, wayProblems, allow, requests } = venueTunnel(now)
  const bad = new Set(['lost', 'waiting', 'ended'])
  return {
    tubes: tubes.filter(({ state }) => bad.has(state)),
    ways,
    wayProblems,
    allow,
    requests,
    stack: 'werift',
    stackWhy: 'node-datachannel ended while it proved itself (signal SIGABRT), so the slower stack serves.',
  }
}

/** What the page must bear. */
export function manyTubes(now: number): TunnelWorld {
  const world = venueTunnel(now)
  const [van] = world.tubes
  const tubes = Array.from(
    { length: 100 },
    (_, n): FakeTube => ({
      ...van!,
      id: `many-${n}`,
      peerId: `${deviceIdOf('many').slice(0, 48)}${String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26))}QQ`,
      peerName: `Outside broadcast unit with the long name, ${n + 1}`,
      baseRttMs: 8 + n,
      connections: van!.connections.slice(0, 1 + (n % 4)),
    }),
  )
  return { ...world, tubes }
}

export const noTunnel: TunnelWorld = {
  tubes: [],
  ways: [],
  wayProblems: {},
  allow: [],
  requests: [],
  stack: '',
  stackWhy: '',
}
