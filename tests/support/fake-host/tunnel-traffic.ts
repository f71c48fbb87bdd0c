import type { Tube, TubeColumn, TunnelConnection, Way, WayStatus } from '../../../src/contract/tunnel.ts'
import { noise, seedOf, wave } from './noise.ts'
import type { FakeConnection, FakeTube, TunnelWorld } from './tunnels.ts'

const mbit = 125_000

/** Bytes/s towards this side at that instant. */
const rateOf = ({ mbit: most, state }: FakeConnection, at: number, seed: number) =>
  state === 'stalled' || state === 'opening'
    ? 0
    : Math.max(0, most * mbit * (1 + 0.12 * wave(at, seed, 9000) + 0.1 * (noise(at, seed) - 0.5)))

/** Every column of a tube at that instant; counters from `began` on. */
export function figures(fake: FakeTube, at: number, began: number): Record<TubeColumn, number> {
  const seed = seedOf(fake.id)
  const moves = fake.state === 'open'
  const rateIn = moves
    ? fake.connections.reduce((sum, connection, n) => sum + rateOf(connection, at, seed + n), 0)
    : 0
  const rateOut = rateIn * 0.07
  const seconds = Math.max(0, (at - began) / 1000)
  const mean = fake.connections.reduce(
    (sum, { mbit: most, state }) => sum + (state === 'stalled' ? 0 : most),
    0,
  )
  const bytesIn = moves ? mean * mbit * seconds : mean * mbit * 600
  const stalled = fake.connections.filter(({ state }) => state === 'stalled').length
  return {
    rateIn,
    rateOut,
    queuedBytes: Math.round(
      (fake.state === 'lost' ? 180_000 : 22_000 * (1 + noise(at, seed))) *
        Math.sign(fake.connections.length) +
        stalled * 256 * 1024,
    ),
    rttMs:
      fake.baseRttMs < 0 ? -1 : fake.baseRttMs * (1 + 0.08 * wave(at, seed, 14_000) + 0.1 * noise(at, seed)),
    connections: fake.connections.length,
    bytesIn,
    bytesOut: bytesIn * 0.07,
    framesIn: Math.round(bytesIn / 8192),
    framesOut: Math.round((bytesIn * 0.07) / 1024),
    opened: fake.connections.length * 14,
    refused: fake.refusals,
    stalls: stalled * 3,
    pauses: stalled * 5,
    wakeups: Math.round(bytesIn / 65_536),
    droppedDatagrams: 0,
  }
}

/** The figures of made-up tubes, the same for the same instant. */
export class FakeTubes {
  readonly #problems: TunnelWorld['wayProblems']

  constructor(problems: TunnelWorld['wayProblems']) {
    this.#problems = problems
  }

  snapshot(fakes: readonly FakeTube[], at: number, closed: ReadonlySet<string>) {
    const open = fakes.map((fake) => ({
      ...fake,
      connections: fake.connections.filter((_, n) => !closed.has(`${fake.id} ${numberOf(n)}`)),
    }))
    return {
      tubes: open.map((fake) => this.tube(fake, at)),
      connections: fakes
        .flatMap((fake) => connectionsOf(fake, at))
        .filter(({ tubeId, number }) => !closed.has(`${tubeId} ${number}`))
        .sort((a, b) => b.rateIn + b.rateOut - a.rateIn - a.rateOut),
    }
  }

  tube(whole: FakeTube, at: number): Tube {
    const { baseRttMs: _, refusals: __, connections: ___, plan: ____, ...fake } = whole
    const moves = fake.state === 'open'
    const [stack, windowBytes] = moves || fake.state === 'lost' ? ['node-datachannel', 1 << 20] : ['', 0]
    return {
      ...fake,
      stack,
      windowBytes,
      inFlightBytes: moves ? Math.round(windowBytes * (0.3 + 0.3 * noise(at, seedOf(fake.id)))) : 0,
      ...figures(whole, at, fake.since),
    }
  }

  way(way: Way, tubes: readonly Tube[], connections: readonly TunnelConnection[]): WayStatus {
    const { id, enabled, party, listen } = way
    const mine = connections.filter(({ wayId }) => wayId === id)
    const tube = tubes.find(({ peerId, id: tubeId }) => peerId === party || tubeId === party)
    const known = this.#problems[id]
    const listens = tube?.state === 'open' || tube?.state === 'lost'
    const state = !enabled ? 'off' : (known?.state ?? (listens ? 'listening' : 'waiting'))
    return {
      id,
      state,
      listening: state === 'listening' ? `${listen.host}:${listen.port || 49_152}` : '',
      connections: mine.length,
      opened: mine.length * 14,
      refused: id === 'van-socks' ? 1 : 0,
      problem: state === known?.state ? known.problem : '',
      faultCode: state === known?.state ? known.faultCode : '',
    }
  }
}

/** The connections of the initiator of a tube have odd numbers. */
const numberOf = (n: number) => 2 * n + 1

function connectionsOf(fake: FakeTube, at: number): TunnelConnection[] {
  const seed = seedOf(fake.id)
  return fake.connections.map((connection, n): TunnelConnection => {
    const { wayId, kind, direction, source, target, state, sinceMs, guacamole } = connection
    const towards = fake.state === 'open' ? rateOf(connection, at, seed + n) : 0
    const [rateIn, rateOut] = direction === 'out' ? [towards, towards * 0.07] : [towards * 0.07, towards]
    const seconds = sinceMs / 1000
    return {
      tubeId: fake.id,
      number: numberOf(n),
      wayId,
      kind,
      direction,
      source,
      target,
      state,
      since: at - sinceMs,
      bytesIn: connection.mbit * mbit * seconds * (direction === 'out' ? 1 : 0.07),
      bytesOut: connection.mbit * mbit * seconds * (direction === 'out' ? 0.07 : 1),
      rateIn,
      rateOut,
      queuedBytes: state === 'stalled' ? 256 * 1024 : Math.round(9000 * noise(at, seed + n)),
      creditBytes: state === 'stalled' ? 0 : 256 * 1024,
      stalls: state === 'stalled' ? 3 : 0,
      guacamole: guacamole
        ? { in: Math.round(seconds * 41), out: Math.round(seconds * 6), ...guacamole }
        : null,
    }
  })
}
