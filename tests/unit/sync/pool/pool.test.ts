import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint as Address } from '../../../../src/contract/rule.ts'
import { PeerPool, type PoolIdentity } from '../../../../src/engines/sync/pool/pool.ts'
import type { PeerSession } from '../../../../src/engines/sync/protocol/session.ts'
import type { CloseReason } from '../../../../src/engines/sync/transport.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'
import { asPeer, makeDevices } from '../../../support/sync/devices.ts'
import { type MemoryConnection, MemoryNetwork } from '../../../support/sync/memory-transport.ts'
import { FakeHost, sharedFolder } from '../../../support/sync/session-host.ts'

let devices: PoolIdentity[]
beforeAll(async () => {
  devices = await makeDevices(4)
})

const clock = () => new ManualClock()
const opened: PeerPool[] = []
afterEach(() => {
  for (const pool of opened.splice(0)) pool.close()
})

class Member {
  readonly identity: PoolIdentity
  readonly address: Address
  readonly connected: PeerSession[] = []
  readonly lost: [string, CloseReason][] = []
  readonly host = new FakeHost()
  pool!: PeerPool

  constructor(identity: PoolIdentity, address: Address) {
    this.identity = identity
    this.address = address
  }

  peer = (...addresses: Address[]) => asPeer(this.identity, addresses)
  with = (other: Member) => this.pool.session(other.identity.id)
  stateOf = (other: Member) => this.pool.snapshot().find(({ id }) => id === other.identity.id)
}

/** A member at 10.0.0.(place + 1). */
async function join(
  network: MemoryNetwork,
  time: ManualClock,
  place: number,
  random = () => 0.5,
): Promise<Member> {
  const member = new Member(devices[place]!, { host: `10.0.0.${place + 1}`, port: 8741 })
  const endpoint = await network.open({
    identity: member.identity,
    local: member.address,
    profile: 'lan',
    maxConnections: 100,
    accept: (connection) => member.pool.accept(connection),
  })
  member.pool = new PeerPool({
    endpoint,
    identity: member.identity,
    host: member.host,
    clock: time,
    random,
    connected: (session) => member.connected.push(session),
    lost: (device, reason) => member.lost.push([device, reason]),
    resolve: async (host) => [host],
  })
  opened.push(member.pool)
  return member
}

async function two(network = new MemoryNetwork(), time = clock()) {
  const a = await join(network, time, 0)
  const b = await join(network, time, 1)
  return { network, time, a, b }
}

const isClientOf = (session: PeerSession | undefined) => session?.connection.isClient
const otherEnd = (session: PeerSession) => (session.connection as MemoryConnection).peer

async function letGo(time: ManualClock, turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await settle()
  await time.advance(0)
}

test('a device is dialed at its configured address, and both have a session', async () => {
  const { a, b, time } = await two()
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer(b.address)])
  await time.advance(1000)
  expect(a.stateOf(b)).toMatchObject({
    state: 'connected',
    address: '10.0.0.2:8741',
    profile: 'lan',
    failures: 0,
  })
  expect(b.stateOf(a)).toMatchObject({ state: 'connected' })
  expect(isClientOf(a.with(b))).toBe(true)
  expect(isClientOf(b.with(a))).toBe(false)
  expect(a.connected.length).toBe(1)
  expect(b.connected.length).toBe(1)
})

test('a device without an address is waited for, and dialed where discovery finds it', async () => {
  const { a, b, time } = await two()
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer()])
  await time.advance(100_000)
  expect(a.stateOf(b)?.state).toBe('offline')
  a.pool.found([{ id: b.identity.id, addresses: [b.address] }])
  await time.advance(1000)
  expect(a.stateOf(b)?.state).toBe('connected')
})

test('the address that answers is taken, even after others that do not', async () => {
  const { a, b, time, network } = await two()
  network.dark.add('10.9.9.9:8741')
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer({ host: '10.9.9.9', port: 8741 }, { host: '10.8.8.8', port: 8741 }, b.address)])
  await time.advance(2000)
  expect(a.stateOf(b)).toMatchObject({ state: 'connected', address: '10.0.0.2:8741' })
})

test('the last good address is tried first', async () => {
  const { a, b, time, network } = await two()
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer({ host: '10.8.8.8', port: 8741 }, b.address)])
  await time.advance(60_000)
  network.dials.length = 0
  a.with(b)?.connection.close('closed', 'gone')
  await time.advance(5000)
  expect(network.dials).toEqual(['10.0.0.1:8741>10.0.0.2:8741'])
  expect(a.stateOf(b)?.state).toBe('connected')
})

describe('both dial at once', () => {
  /** Holds dials until both have begun. */
  function crossing(network: MemoryNetwork, count: number) {
    let waiting: (() => void)[] = []
    network.beforeConnect = () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        if (waiting.length < count) return
        for (const go of waiting) go()
        waiting = []
        network.beforeConnect = undefined
      })
  }

  test('and keep one and the same connection', async () => {
    const { a, b, time, network } = await two()
    crossing(network, 2)
    a.pool.setPeers([b.peer(b.address)])
    b.pool.setPeers([a.peer(a.address)])
    await time.advance(100)
    await letGo(time)
    expect(network.connections.length).toBe(2)
    const atA = a.with(b)!
    const atB = b.with(a)!
    expect(isClientOf(atA)).toBe(true)
    expect(otherEnd(atA)).toBe(atB.connection)
    await time.advance(120_000)
    expect(a.with(b)).toBe(atA)
    expect(b.with(a)).toBe(atB)
    expect(network.connections.filter(({ isClosed }) => !isClosed).length).toBe(1)
    expect(a.lost).toEqual([])
    expect(b.lost).toEqual([])
  })
})

describe('a device that does not answer', () => {
  test('is tried more and more seldom, at most a minute apart, and never at fixed times', async () => {
    const { a, b, time, network } = await two()
    a.pool.setPeers([b.peer({ host: '10.8.8.8', port: 1 })])
    const gaps: number[] = []
    let last = time.now()
    let seen = 0
    for (let second = 0; second < 6000; second++) {
      await time.advance(100)
      if (network.dials.length > seen) {
        gaps.push(time.now() - last)
        last = time.now()
        seen = network.dials.length
      }
    }
    expect(gaps.length).toBeGreaterThan(12)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60_100)
    expect(gaps.at(-1)!).toBeGreaterThan(20_000)
    expect(gaps.slice(1).every((gap) => gap >= 500)).toBe(true)
  })

  test('shows its state: trying, given up for a while, tried once, given up for longer', async () => {
    const { a, b, time, network } = await two()
    a.pool.setPeers([b.peer({ host: '10.8.8.8', port: 1 })])
    const seen = new Set<string>()
    let dialing: (() => void) | undefined
    network.beforeConnect = () =>
      new Promise((resolve) => {
        dialing = resolve
      })
    const states: string[] = []
    for (let turn = 0; turn < 2000 && states.length < 6; turn++) {
      await time.advance(50)
      const { state, failures } = a.stateOf(b)!
      const now = `${state} ${failures}`
      if (states.at(-1) !== now) states.push(now)
      seen.add(state)
      dialing?.()
      dialing = undefined
    }
    expect(states).toEqual([
      'connecting 0',
      'connecting 1',
      'connecting 2',
      'retrying 3',
      'probing 3',
      'retrying 4',
    ])
    expect(a.stateOf(b)).toMatchObject({ faultCode: 'peer-unreachable' })
    expect(a.stateOf(b)!.retryAt).toBeGreaterThan(Date.now())
  })

  test('is tried at once at a new address, and when the network changes', async () => {
    const { a, b, time, network } = await two()
    b.pool.setPeers([a.peer()])
    a.pool.setPeers([b.peer({ host: '10.8.8.8', port: 1 })])
    await time.advance(300_000)
    expect(a.stateOf(b)?.state).toBe('retrying')
    network.dials.length = 0
    a.pool.probe()
    await time.advance(10)
    expect(network.dials.length).toBe(1)
    a.pool.found([{ id: b.identity.id, addresses: [b.address] }])
    await time.advance(10)
    expect(a.stateOf(b)).toMatchObject({ state: 'connected' })
  })

  test('is not dialed again and again because discovery repeats itself', async () => {
    const { a, b, time, network } = await two()
    a.pool.setPeers([b.peer()])
    for (let turn = 0; turn < 100; turn++) {
      a.pool.found([{ id: b.identity.id, addresses: [{ host: '10.8.8.8', port: 1 }] }])
      await time.advance(100)
    }
    expect(network.dials.length).toBeLessThan(12)
  })

  test('is given up after ten seconds of silence', async () => {
    const { a, b, time, network } = await two()
    network.dark.add('10.0.0.2:8741')
    a.pool.setPeers([b.peer(b.address)])
    await time.advance(9000)
    expect(a.stateOf(b)).toMatchObject({ state: 'connecting', failures: 0 })
    await time.advance(1100)
    expect(a.stateOf(b)).toMatchObject({ failures: 1, faultCode: 'peer-unreachable' })
  })
})

test('a device that does not know this one is shown as refusing', async () => {
  const { a, b, time } = await two()
  b.pool.setPeers([])
  a.pool.setPeers([b.peer(b.address)])
  await time.advance(400)
  expect(a.stateOf(b)).toMatchObject({ state: 'refused', faultCode: 'peer-refused' })
})

test('a device that says it is another one gets no session', async () => {
  const network = new MemoryNetwork()
  const time = clock()
  const a = await join(network, time, 0)
  const b = await join(network, time, 1)
  const victim = await join(network, time, 2)
  // `b` trusts both; `a` has a trusted certificate and claims the id of the third.
  b.pool.setPeers([a.peer(), victim.peer()])
  const liar = new Member({ ...a.identity, id: victim.identity.id }, { host: '10.0.0.9', port: 1 })
  const endpoint = await network.open({
    identity: a.identity,
    local: liar.address,
    profile: 'lan',
    maxConnections: 1,
    accept: () => {},
  })
  liar.pool = new PeerPool({
    endpoint,
    identity: liar.identity,
    host: liar.host,
    clock: time,
    random: () => 0.5,
    connected: (session) => liar.connected.push(session),
    lost: () => {},
    resolve: async (host) => [host],
  })
  opened.push(liar.pool)
  liar.pool.setPeers([b.peer(b.address)])
  await time.advance(300)
  expect(network.connections.length).toBeGreaterThan(0)
  expect(b.connected).toEqual([])
  expect(network.connections.every(({ isClosed }) => isClosed)).toBe(true)
})

test('trust that ends cuts the session at once, and keeps it away', async () => {
  const { a, b, time } = await two()
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer(b.address)])
  await time.advance(100)
  const session = a.with(b)!
  b.pool.setPeers([])
  expect(otherEnd(session).isClosed).toBe(true)
  await expect(session.closed).resolves.toMatchObject({ code: 'peer-revoked', byPeer: true })
  await time.advance(100_000)
  expect(b.pool.snapshot()).toEqual([])
  expect(a.stateOf(b)?.state).toBe('refused')
})

test('another name or address of a device leaves its session alone', async () => {
  const { a, b, time } = await two()
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer(b.address)])
  await time.advance(100)
  const session = a.with(b)
  a.pool.setPeers([{ ...b.peer({ host: '10.7.7.7', port: 1 }), name: 'other' }])
  await time.advance(10_000)
  expect(a.with(b)).toBe(session)
  expect(session?.connection.isClosed).toBe(false)
})

describe('a session', () => {
  async function joined() {
    const all = await two()
    all.b.pool.setPeers([all.a.peer()])
    all.a.pool.setPeers([all.b.peer(all.b.address)])
    await all.time.advance(100)
    return all
  }

  test('in which nothing happens for hours stays', async () => {
    const { a, b, time } = await joined()
    const session = a.with(b)
    await time.advance(3 * 3_600_000)
    expect(a.with(b)).toBe(session)
    expect(session?.connection.isClosed).toBe(false)
  })

  test('of which nothing arrives any more is given up and begun anew', async () => {
    const { a, b, time } = await joined()
    const session = a.with(b)!
    await time.advance(20_000)
    const connection = session.connection as MemoryConnection
    connection.silent = true
    connection.peer.silent = true
    await time.advance(60_000)
    expect(connection.isClosed).toBe(true)
    expect(a.lost[0]).toMatchObject([b.identity.id, { code: 'peer-unreachable' }])
    expect(a.stateOf(b)?.state).toBe('connected')
    expect(a.with(b)).not.toBe(session)
    expect(b.with(a)?.connection).toBe(otherEnd(a.with(b)!))
  })

  test('that does not answer soon after sleep is begun anew, one that answers stays', async () => {
    const { a, b, time } = await joined()
    const session = a.with(b)!
    a.pool.probe()
    await time.advance(5000)
    expect(a.with(b)).toBe(session)
    const connection = session.connection as MemoryConnection
    connection.silent = true
    connection.peer.silent = true
    a.pool.probe()
    await time.advance(5000)
    expect(connection.isClosed).toBe(true)
    expect(a.stateOf(b)?.state).toBe('connected')
  })

  test('of a device that has started anew replaces the old one at once', async () => {
    const { a, b, time, network } = await joined()
    const old = a.with(b)!
    const connection = old.connection as MemoryConnection
    connection.silent = true
    connection.peer.silent = true
    const again = await join(network, time, 1)
    again.pool.setPeers([a.peer(a.address)])
    await time.advance(100)
    expect(a.with(b)).not.toBe(old)
    expect(a.with(b)?.connection).toBe(otherEnd(again.with(a)!))
    expect(a.lost).toEqual([])
    b.pool.close()
  })

  test('that ends soon after it began, again and again, is begun more and more seldom', async () => {
    const { a, b, time, network } = await joined()
    network.dials.length = 0
    for (let turn = 0; turn < 600; turn++) {
      await time.advance(100)
      a.with(b)?.close('sync-protocol', 'no')
    }
    expect(network.dials.length).toBeLessThan(12)
    expect(a.stateOf(b)!.failures).toBeGreaterThan(3)
  })

  test('over a path that is far takes on the other profile without a gap', async () => {
    const network = new MemoryNetwork()
    network.minRttMs = 40
    const { a, b, time } = await two(network)
    b.pool.setPeers([a.peer()])
    a.pool.setPeers([b.peer(b.address)])
    await time.advance(100)
    expect(a.stateOf(b)?.profile).toBe('lan')
    expect(b.pool.profileFrom(a.address.host)).toBe('lan')
    await time.advance(60_000)
    expect(a.stateOf(b)).toMatchObject({ state: 'connected', profile: 'wan' })
    // The side that was called has measured it too, and takes the next call so.
    expect(b.pool.profileFrom(a.address.host)).toBe('wan')
    expect(otherEnd(a.with(b)!)).toBe(b.with(a)!.connection)
    expect(a.lost).toEqual([])
    expect(b.lost).toEqual([])
    expect(network.connections.filter(({ isClosed }) => !isClosed).length).toBe(1)
  })

  test('that is replaced still answers what was asked of it', async () => {
    const network = new MemoryNetwork()
    network.minRttMs = 40
    const { a, b, time } = await two(network)
    let answer = () => {}
    b.host.shared = [sharedFolder('photos')]
    b.host.files.set('x', new Uint8Array(10))
    b.host.holdRead = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    b.pool.setPeers([a.peer()])
    a.pool.setPeers([b.peer(b.address)])
    await time.advance(100)
    const first = a.with(b)!
    const got: number[] = []
    const want = {
      folderId: 'photos',
      path: 'x',
      content: 'ab'.repeat(32),
      offset: 0,
      length: 10,
      hash: 'ab'.repeat(32),
    }
    const done = first.fetch([want], async (index) => void got.push(index), {
      unavailable: () => {},
      buffers: a.host.buffers,
    })
    await time.advance(20_000)
    expect(a.with(b)).not.toBe(first)
    expect(first.connection.isClosed).toBe(false)
    answer()
    await done
    expect(got).toEqual([0])
    await time.advance(10)
    expect(first.connection.isClosed).toBe(true)
    expect(a.connected).toEqual([first, a.with(b)])
    expect([...a.lost, ...b.lost]).toEqual([])
  })

  test('keeps the profile that was chosen by hand', async () => {
    const network = new MemoryNetwork()
    network.minRttMs = 40
    const { a, b, time } = await two(network)
    a.pool.setProfile('lan')
    b.pool.setPeers([a.peer()])
    a.pool.setPeers([b.peer(b.address)])
    await time.advance(60_000)
    expect(a.stateOf(b)).toMatchObject({ state: 'connected', profile: 'lan' })
    expect(network.connections.length).toBe(1)
  })
})

test('a stranger that opens a connection and says nothing is turned away', async () => {
  const { a, b, time, network } = await two()
  b.pool.setPeers([a.peer()])
  const endpoint = await network.open({
    identity: a.identity,
    local: { host: '10.0.0.9', port: 1 },
    profile: 'lan',
    maxConnections: 1000,
    accept: () => {},
  })
  const connections = []
  for (let count = 0; count < 100; count++) {
    const to = { profile: 'lan' as const, certificate: b.identity.certificate }
    connections.push(await endpoint.connect(b.address, to))
  }
  await settle()
  expect(connections.filter(({ isClosed }) => isClosed).length).toBe(36)
  expect(b.pool.turnedAway).toBe(36)
  await time.advance(10_100)
  expect(connections.every(({ isClosed }) => isClosed)).toBe(true)
})

test('few devices are dialed at once, and all in their turn', async () => {
  const network = new MemoryNetwork()
  const time = clock()
  const a = await join(network, time, 0)
  let now = 0
  let most = 0
  const waiting: (() => void)[] = []
  network.beforeConnect = async () => {
    most = Math.max(most, ++now)
    await new Promise<void>((resolve) => waiting.push(resolve))
    now--
  }
  const [template] = await makeDevices(1)
  const peers = Array.from({ length: 150 }, (_, index) =>
    asPeer({ ...template!, id: `${index}`.padStart(52, 'A') }, [{ host: `10.1.0.${index + 1}`, port: 1 }]),
  )
  a.pool.setPeers(peers)
  const tried = new Set<string>()
  for (let turn = 0; turn < 60; turn++) {
    await time.advance(10)
    for (const go of waiting.splice(0)) go()
    for (const dial of network.dials) tried.add(dial)
  }
  expect(most).toBe(16)
  expect(tried.size).toBe(150)
})

test('a pool that is closed leaves nothing behind', async () => {
  const { a, b, time, network } = await two()
  b.pool.setPeers([a.peer()])
  a.pool.setPeers([b.peer(b.address)])
  await time.advance(100)
  a.pool.close()
  b.pool.close()
  await time.advance(1_000_000)
  expect(network.connections.every(({ isClosed }) => isClosed)).toBe(true)
  expect(network.dials.length).toBe(1)
})
