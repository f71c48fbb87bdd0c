import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Endpoint as Address } from '../../../../src/contract/rule.ts'
import { monotonicClock } from '../../../../src/engines/kit/clock.ts'
import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'
import { PeerPool, type PoolIdentity } from '../../../../src/engines/sync/pool/pool.ts'
import type { PeerSession } from '../../../../src/engines/sync/protocol/session.ts'
import { openQuicTransport } from '../../../../src/engines/sync/quic/index.ts'
import type { CloseReason, TransportEndpoint } from '../../../../src/engines/sync/transport.ts'
import { asPeer, makeDevices } from '../../../support/sync/devices.ts'
import { FakeHost, fileRecord, sharedFolder } from '../../../support/sync/session-host.ts'

class Member {
  readonly identity: PoolIdentity
  readonly endpoint: TransportEndpoint
  readonly pool: PeerPool
  readonly host = new FakeHost()
  readonly connected: PeerSession[] = []
  readonly lost: [string, CloseReason][] = []

  private constructor(identity: PoolIdentity, endpoint: TransportEndpoint) {
    this.identity = identity
    this.endpoint = endpoint
    this.pool = new PeerPool({
      endpoint,
      identity,
      host: this.host,
      clock: monotonicClock,
      random: Math.random,
      connected: (session) => this.connected.push(session),
      lost: (device, reason) => this.lost.push([device, reason]),
    })
  }

  static async open(identity: PoolIdentity): Promise<Member> {
    let member: Member | undefined
    const endpoint = await openQuicTransport({ datagrams: 'dgram' }).open({
      identity,
      local: { host: '127.0.0.1', port: 0 },
      profile: 'lan',
      maxConnections: 256,
      accept: (connection) => member?.pool.accept(connection),
    })
    member = new Member(identity, endpoint)
    members.push(member)
    return member
  }

  peer = (...addresses: Address[]) => asPeer(this.identity, addresses)
  with = (other: Member) => this.pool.session(other.identity.id)
  stateOf = (other: Member) => this.pool.snapshot().find(({ id }) => id === other.identity.id)

  async close(): Promise<void> {
    this.pool.close()
    await this.endpoint.close()
  }
}

const members: Member[] = []
let devices: PoolIdentity[]
beforeAll(async () => {
  devices = await makeDevices(3)
})
afterEach(async () => {
  await Promise.all(members.splice(0).map((member) => member.close()))
})

async function until(condition: () => boolean, ms = 45_000): Promise<void> {
  const end = performance.now() + ms
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(condition()).toBe(true)
}

async function joined(): Promise<[Member, Member]> {
  const a = await Member.open(devices[0]!)
  const b = await Member.open(devices[1]!)
  b.pool.setPeers([a.peer(a.endpoint.local)])
  a.pool.setPeers([b.peer(b.endpoint.local)])
  await until(() => a.with(b) !== undefined && b.with(a) !== undefined)
  return [a, b]
}

test('two devices that call one another have one session, with folders, an index and chunks', async () => {
  const a = await Member.open(devices[0]!)
  const b = await Member.open(devices[1]!)
  b.host.shared = [sharedFolder('photos', { sequence: 3000 })]
  b.host.records.set(
    'photos',
    Array.from({ length: 3000 }, (_, index) => fileRecord(devices[1]!.id, index + 1)),
  )
  const file = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31 + (index >> 9)) & 255)
  b.host.files.set('big', file)
  b.pool.setPeers([a.peer(a.endpoint.local)])
  a.pool.setPeers([b.peer(b.endpoint.local)])
  await until(() => a.host.announced.length > 0)
  await until(() => a.with(b) !== undefined)
  const session = a.with(b)!
  session.requestIndex('photos', 'index-1', 0)
  await until(() => a.host.ends.length > 0)
  expect(a.host.received.length).toBeGreaterThanOrEqual(3000)
  const wants = [0, 1, 2].map((index) => {
    const bytes = file.subarray(index * 1_000_000, (index + 1) * 1_000_000)
    return {
      folderId: 'photos',
      path: 'big',
      content: 'ab'.repeat(32),
      offset: index * 1_000_000,
      length: 1_000_000,
      hash: hashChunk(bytes),
    }
  })
  const proven: boolean[] = []
  await a.with(b)!.fetch(
    wants,
    async (index, bytes) => {
      proven[index] = hashChunk(bytes) === wants[index]!.hash
    },
    { unavailable: () => {}, buffers: a.host.buffers },
  )
  expect(proven).toEqual([true, true, true])
  await expect(session.ping(performance.now.bind(performance))).resolves.toBeGreaterThan(0)
  expect(a.stateOf(b)).toMatchObject({ state: 'connected', profile: 'lan' })
  expect(a.lost).toEqual([])
})

test('hundreds of requests at once are all answered, and their streams go away', async () => {
  const [a, b] = await joined()
  b.host.shared = [sharedFolder('photos')]
  b.with(a)!.announce(b.host.shared)
  b.host.files.set('x', new Uint8Array(5000).fill(7))
  const want = {
    folderId: 'photos',
    path: 'x',
    content: 'ab'.repeat(32),
    offset: 0,
    length: 5000,
    hash: 'ab'.repeat(32),
  }
  for (let round = 0; round < 3; round++) {
    let got = 0
    await Promise.all(
      Array.from({ length: 500 }, () =>
        a.with(b)!.fetch([want], async () => void got++, { unavailable: () => {}, buffers: a.host.buffers }),
      ),
    )
    expect(got).toBe(500)
  }
  await until(() => (a.stateOf(b)?.streams ?? 99) <= 2 && (b.stateOf(a)?.streams ?? 99) <= 2)
})

test('trust that ends is felt at once, and the other side is told', async () => {
  const [a, b] = await joined()
  b.pool.setPeers([])
  await until(() => a.lost.length > 0)
  // By the other side, and not because it was silent.
  // Of a connection whose hello has not been answered by then, it is refused.
  const code = expect.stringMatching(/^peer-(?:revoked|refused)$/)
  expect(a.lost[0]).toMatchObject([b.identity.id, { code, byPeer: true }])
  await until(() => a.stateOf(b)?.state === 'refused')
})

test('a device with a trusted certificate that says it is another one is refused', async () => {
  const b = await Member.open(devices[1]!)
  const [liar, , victim] = devices as [PoolIdentity, PoolIdentity, PoolIdentity]
  b.pool.setPeers([asPeer(liar), asPeer(victim)])
  const member = await Member.open({ ...liar, id: victim.id })
  member.pool.setPeers([b.peer(b.endpoint.local)])
  // It believes so itself until the other side has looked at what it signed.
  await until(() => (member.stateOf(b)?.failures ?? 0) > 0)
  expect(b.connected).toEqual([])
  expect(member.stateOf(b)?.faultCode).toBe('peer-refused')
})

test('a device that starts anew is back with its new session', async () => {
  const [a, b] = await joined()
  const first = a.with(b)!
  await b.close()
  members.splice(members.indexOf(b), 1)
  await until(() => a.lost.length > 0)
  const again = await Member.open(devices[1]!)
  again.pool.setPeers([a.peer(a.endpoint.local)])
  await until(() => a.with(b) !== undefined && again.with(a) !== undefined)
  expect(a.with(b)).not.toBe(first)
})
