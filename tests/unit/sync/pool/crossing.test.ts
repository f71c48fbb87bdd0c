import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Endpoint as Address } from '../../../../src/contract/rule.ts'
import { PeerPool, type PoolIdentity } from '../../../../src/engines/sync/pool/pool.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { asPeer, makeDevices } from '../../../support/sync/devices.ts'
import { type MemoryConnection, MemoryNetwork } from '../../../support/sync/memory-transport.ts'
import { FakeHost } from '../../../support/sync/session-host.ts'

let devices: PoolIdentity[]
beforeAll(async () => {
  devices = await makeDevices(2)
})

interface Side {
  pool: PeerPool
  address: Address
  identity: PoolIdentity
  lost: number
}

async function side(
  network: MemoryNetwork,
  clock: ManualClock,
  place: number,
  random: () => number,
): Promise<Side> {
  const made: Side = {
    pool: undefined as unknown as PeerPool,
    address: { host: `10.0.0.${place}`, port: 8741 },
    identity: devices[place]!,
    lost: 0,
  }
  const endpoint = await network.open({
    identity: made.identity,
    local: made.address,
    profile: 'lan',
    maxConnections: 100,
    accept: (connection) => made.pool.accept(connection),
  })
  made.pool = new PeerPool({
    endpoint,
    identity: made.identity,
    host: new FakeHost(),
    clock,
    random,
    connected: () => {},
    lost: () => made.lost++,
    resolve: async (host) => [host],
  })
  return made
}

/** Small and repeatable (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test('two devices that call one another, whenever and however slow the way, end with one connection', async () => {
  const event = fc.record({
    afterMs: fc.integer({ min: 0, max: 20_000 }),
    what: fc.constantFrom<'close-a' | 'close-b' | 'silence' | 'probe-a' | 'probe-b'>(
      'close-a',
      'close-b',
      'silence',
      'probe-a',
      'probe-b',
    ),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 0, max: 800 }),
      fc.array(event, { maxLength: 4 }),
      async (seed, offsetMs, mostLatencyMs, events) => {
        const random = randomFrom(seed)
        const clock = new ManualClock()
        const network = new MemoryNetwork()
        network.clock = clock
        network.latency = () => random() * mostLatencyMs
        const a = await side(network, clock, 0, random)
        const b = await side(network, clock, 1, random)
        const atA = () => a.pool.session(b.identity.id)
        const atB = () => b.pool.session(a.identity.id)
        a.pool.setPeers([asPeer(b.identity, [b.address])])
        b.pool.setPeers([asPeer(a.identity)])
        await clock.advance(offsetMs)
        b.pool.setPeers([asPeer(a.identity, [a.address])])
        for (const { afterMs, what } of events) {
          await clock.advance(afterMs)
          if (what === 'close-a') atA()?.close('closed', 'by hand')
          else if (what === 'close-b') atB()?.close('closed', 'by hand')
          else if (what === 'probe-a') a.pool.probe()
          else if (what === 'probe-b') b.pool.probe()
          else {
            for (const connection of network.connections) {
              connection.silent = true
              connection.peer.silent = true
            }
          }
        }
        await clock.advance(180_000)
        const ends = [atA(), atB()]
        expect((ends[0]?.connection as MemoryConnection | undefined)?.peer).toBe(ends[1]?.connection)
        expect(network.connections.filter(({ isClosed }) => !isClosed).length).toBe(1)
        const lost = a.lost + b.lost
        await clock.advance(300_000)
        expect([atA(), atB()]).toEqual(ends)
        expect(a.lost + b.lost).toBe(lost)
        a.pool.close()
        b.pool.close()
      },
    ),
    { numRuns: 100 },
  )
})
