import { beforeAll, describe, expect, test } from 'vitest'
import type { PoolIdentity } from '../../../../src/engines/sync/pool/pool.ts'
import { greetAsClient, greetAsServer } from '../../../../src/engines/sync/protocol/hello.ts'
import { StallWatch } from '../../../../src/engines/sync/protocol/stall-watch.ts'
import type { Stream } from '../../../../src/engines/sync/transport.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { makeDevices } from '../../../support/sync/devices.ts'
import { connectedPair, type MemoryConnection } from '../../../support/sync/memory-transport.ts'

let devices: PoolIdentity[]
beforeAll(async () => {
  devices = await makeDevices(3)
})

const greeter = (identity: PoolIdentity) => ({ ...identity, instance: '00112233aabbccdd' })
const known = (...list: PoolIdentity[]) => {
  const table = new Map(list.map(({ id, certificate }) => [id, certificate]))
  return (id: string) => table.get(id)
}
const firstStream = (connection: MemoryConnection) =>
  new Promise<Stream>((resolve) => connection.onStream(resolve))
const refused = { code: 'peer-refused' }

/** How each side takes the other: a greeting or a fault. */
async function greet(options: {
  /** Who the client says and can prove to be, and whom it calls. */
  client: PoolIdentity & { instance: string }
  calls: PoolIdentity
  server: PoolIdentity & { instance: string }
  knows: (id: string) => string | undefined
}) {
  const watch = new StallWatch(new ManualClock())
  const [one, other] = connectedPair()
  const closing = (connection: MemoryConnection) => (error: unknown) => {
    connection.close('peer-refused', '')
    return error
  }
  const [client, server] = await Promise.all([
    greetAsClient(one, options.client, options.calls, watch).catch(closing(one)),
    firstStream(other)
      .then((stream) => greetAsServer(other, stream, options.server, options.knows, watch))
      .catch(closing(other)),
  ])
  return { client, server }
}

test('two paired devices know one another after it', async () => {
  const [a, b] = devices as [PoolIdentity, PoolIdentity]
  const result = await greet({ client: greeter(a), calls: b, server: greeter(b), knows: known(a) })
  expect(result.client).toMatchObject({ device: b.id, name: 'b', instance: '00112233aabbccdd' })
  expect(result.server).toMatchObject({ device: a.id, name: 'a' })
})

describe('a device that lies', () => {
  test('does not pass for another paired one as client', async () => {
    const [a, b, liar] = devices as [PoolIdentity, PoolIdentity, PoolIdentity]
    const client = { ...greeter(liar), id: a.id }
    const result = await greet({ client, calls: b, server: greeter(b), knows: known(a, liar) })
    expect(result.server).toMatchObject(refused)
  })

  test('does not pass for another one as server', async () => {
    const [a, b, liar] = devices as [PoolIdentity, PoolIdentity, PoolIdentity]
    const server = { ...greeter(liar), id: b.id }
    const result = await greet({ client: greeter(a), calls: b, server, knows: known(a) })
    expect(result.client).toMatchObject(refused)
  })

  test('does not pass under its own name where another one was called', async () => {
    const [a, b, liar] = devices as [PoolIdentity, PoolIdentity, PoolIdentity]
    const result = await greet({ client: greeter(a), calls: b, server: greeter(liar), knows: known(a) })
    expect(result.client).toMatchObject(refused)
  })

  test('does not pass for the device that it talks to', async () => {
    const [a, b] = devices as [PoolIdentity, PoolIdentity]
    const client = { ...greeter(a), id: b.id }
    const result = await greet({ client, calls: b, server: greeter(b), knows: known(a, b) })
    expect(result.server).toMatchObject(refused)
  })

  test('does not pass with a certificate that is not that of the id', async () => {
    const [a, b, liar] = devices as [PoolIdentity, PoolIdentity, PoolIdentity]
    const client = { ...greeter(liar), id: a.id }
    const knows = () => liar.certificate
    const result = await greet({ client, calls: b, server: greeter(b), knows })
    expect(result.server).toMatchObject(refused)
  })

  test('gets no answer at all when it is not paired', async () => {
    const [a, b] = devices as [PoolIdentity, PoolIdentity]
    const watch = new StallWatch(new ManualClock())
    const [one, other] = connectedPair()
    const client = greetAsClient(one, greeter(a), b, watch)
    client.catch(() => {})
    await expect(
      greetAsServer(other, await firstStream(other), greeter(b), known(), watch),
    ).rejects.toMatchObject(refused)
    expect(other.sentBytes).toBe(0)
  })
})

/** Hands bytes from one connection's control stream to the other's, both ways: a device in the middle. */
async function relay(from: Stream, to: Stream, limit = Number.POSITIVE_INFINITY): Promise<void> {
  const bytes = new Uint8Array(4096)
  for (let total = 0; total < limit; ) {
    const count = from.read(bytes)
    if (count < 0) return
    if (count === 0) await from.readable()
    else {
      await to.writeAll(bytes.subarray(0, count))
      total += count
    }
  }
}

test('a paired device in the middle cannot use what it is told to pass for the one that told it', async () => {
  // `a` calls the middle; the middle calls `b` and says it is `a`, handing on everything.
  const [a, b, middle] = devices as [PoolIdentity, PoolIdentity, PoolIdentity]
  const watch = new StallWatch(new ManualClock())
  const [aEnd, middleOfA] = connectedPair()
  const [middleOfB, bEnd] = connectedPair()
  const atA = greetAsClient(aEnd, greeter(a), middle, watch)
  const atB = firstStream(bEnd).then((stream) =>
    greetAsServer(bEnd, stream, greeter(b), known(a, middle), watch),
  )
  const fromA = await firstStream(middleOfA)
  const toB = await middleOfB.open()
  const relays = [relay(fromA, toB), relay(toB, fromA)]
  for (const each of relays) each.catch(() => {})
  await expect(atA).rejects.toMatchObject(refused)
  aEnd.close('peer-refused', '')
  fromA.reset(0)
  toB.reset(0)
  await expect(atB).rejects.toBeDefined()
})

test('a recorded client is of no use a second time', async () => {
  const [a, b] = devices as [PoolIdentity, PoolIdentity]
  const watch = new StallWatch(new ManualClock())
  const [aEnd, tapOfA] = connectedPair()
  const [tapOfB, bEnd] = connectedPair()
  const atA = greetAsClient(aEnd, greeter(a), b, watch)
  const atB = firstStream(bEnd).then((stream) => greetAsServer(bEnd, stream, greeter(b), known(a), watch))
  const recorded: Uint8Array[] = []
  const fromA = await firstStream(tapOfA)
  const toB = await tapOfB.open()
  const recording: Stream = Object.create(toB, {
    writeAll: {
      value: (bytes: Uint8Array) => {
        recorded.push(bytes.slice())
        return toB.writeAll(bytes)
      },
    },
  })
  for (const each of [relay(fromA, recording), relay(toB, fromA)]) each.catch(() => {})
  await atA
  await atB

  const [replay, fresh] = connectedPair()
  const again = firstStream(fresh).then((stream) => greetAsServer(fresh, stream, greeter(b), known(a), watch))
  const control = await replay.open()
  await control.writeAll(Buffer.concat(recorded))
  await expect(again).rejects.toMatchObject(refused)
})

test('a server that sends back what it hears does not pass', async () => {
  // Whatever the client says comes back to it.
  const [a, b] = devices as [PoolIdentity, PoolIdentity]
  const watch = new StallWatch(new ManualClock())
  const [aEnd, mirror] = connectedPair()
  const atA = greetAsClient(aEnd, greeter(a), b, watch)
  const stream = await firstStream(mirror)
  relay(stream, stream).catch(() => {})
  await expect(atA).rejects.toMatchObject(refused)
})

test('nothing but a hello begins a session', async () => {
  const [a, b] = devices as [PoolIdentity, PoolIdentity]
  const watch = new StallWatch(new ManualClock())
  for (const bytes of [
    [5, 0, 0, 0],
    [1, 255, 255, 255],
    [99, 0, 0, 0],
    [1, 3, 0, 0, 2, 0, 0],
  ]) {
    const [one, other] = connectedPair()
    const server = firstStream(other).then((stream) =>
      greetAsServer(other, stream, greeter(b), known(a), watch),
    )
    const control = await one.open()
    await control.writeAll(Uint8Array.from(bytes))
    await expect(server).rejects.toMatchObject({ code: expect.stringMatching(/^sync-(protocol|limit)$/) })
  }
})

test('a device that stops in the middle of the hello is given up', async () => {
  const [a, b] = devices as [PoolIdentity, PoolIdentity]
  const clock = new ManualClock()
  const [one, other] = connectedPair()
  const server = firstStream(other).then((stream) =>
    greetAsServer(other, stream, greeter(b), known(a), new StallWatch(clock)),
  )
  server.catch(() => {})
  const control = await one.open()
  await control.writeAll(Uint8Array.from([1, 80, 0]))
  await clock.advance(120_000)
  await expect(server).rejects.toMatchObject({ code: 'sync-stalled' })
})
