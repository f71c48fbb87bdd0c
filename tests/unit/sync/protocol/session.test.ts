import { beforeAll, describe, expect, test } from 'vitest'
import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'
import { contentId } from '../../../../src/engines/sync/model/manifest.ts'
import type { Chunk } from '../../../../src/engines/sync/model/record.ts'
import type { PoolIdentity } from '../../../../src/engines/sync/pool/pool.ts'
import { beginFrame, endFrame, frameType } from '../../../../src/engines/sync/protocol/frame.ts'
import type { ChunkWant } from '../../../../src/engines/sync/protocol/host.ts'
import { encodeChunkRequest } from '../../../../src/engines/sync/protocol/requests.ts'
import { BufferPool } from '../../../../src/engines/sync/transfer/buffer-pool.ts'
import { MemoryBudget } from '../../../../src/engines/sync/transfer/memory-budget.ts'
import type { Stream } from '../../../../src/engines/sync/transport.ts'
import { settle } from '../../../support/manual-clock.ts'
import { makeDevices } from '../../../support/sync/devices.ts'
import { type FakeHost, fileRecord, sharedFolder } from '../../../support/sync/session-host.ts'
import { type End, sessionPair } from '../../../support/sync/sessions.ts'

let both: readonly [PoolIdentity, PoolIdentity]
beforeAll(async () => {
  const [a, b] = await makeDevices(2)
  both = [a!, b!]
})

/** Waits for what takes only turns of promises. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await settle()
  expect(condition()).toBe(true)
}

const want = (path: string, offset: number, length: number, change: Partial<ChunkWant> = {}): ChunkWant => ({
  folderId: 'photos',
  path,
  content: 'ab'.repeat(32),
  offset,
  length,
  hash: 'cd'.repeat(32),
  ...change,
})

const pattern = (length: number) =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 255)

/** Fetches from the server's end and returns what came, by index. */
async function fetchAll(end: End, wants: readonly ChunkWant[], signal?: AbortSignal) {
  const got = new Map<number, Uint8Array>()
  const order: number[] = []
  const missing: number[] = []
  await end.session.fetch(
    wants,
    async (index, bytes) => {
      order.push(index)
      got.set(index, bytes.slice())
    },
    { unavailable: (index) => missing.push(index), buffers: new BufferPool(), ...(signal ? { signal } : {}) },
  )
  return { got, order, missing }
}

const shareBoth = (client: FakeHost, server: FakeHost) => {
  client.shared = [sharedFolder('photos')]
  server.shared = [sharedFolder('photos')]
}

describe('folders', () => {
  test('are told at the begin, and again when they change', async () => {
    const { client, server } = await sessionPair(both, shareBoth)
    await until(() => server.host.announced.length === 1)
    expect(server.host.announced[0]).toEqual([sharedFolder('photos')])
    client.session.announce([sharedFolder('photos', { sequence: 5 }), sharedFolder('music')])
    await until(() => server.host.announced.length === 2)
    expect(server.host.announced[1]?.map(({ id }) => id)).toEqual(['photos', 'music'])
  })

  test('that change many times at once are told as they are at last', async () => {
    const { client, server } = await sessionPair(both)
    await until(() => server.host.announced.length === 1)
    for (let sequence = 1; sequence <= 100; sequence++)
      client.session.announce([sharedFolder('photos', { sequence })])
    await until(() => server.host.announced.at(-1)?.[0]?.sequence === 100)
    expect(server.host.announced.length).toBeLessThan(5)
  })
})

describe('an index', () => {
  const history = (count: number) =>
    Array.from({ length: count }, (_, index) => fileRecord(both[1].id, index + 1))

  test('comes from where it was left, and then goes on with what is new', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.records.set('photos', history(1000))
    })
    await until(() => client.host.announced.length === 1)
    client.session.requestIndex('photos', 'index-1', 400)
    await until(() => client.host.ends.length === 1)
    expect(client.host.received.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 600 }, (_, index) => 401 + index),
    )
    expect(client.host.ends).toEqual([1000])
    await server.session.sendIndex('photos', [fileRecord(both[1].id, 1001)])
    await until(() => client.host.received.length === 601)
  })

  test('has no gap when records are stored while older ones are on their way', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.records.set('photos', history(20_000))
    })
    client.session.requestIndex('photos', 'index-1', 0)
    await until(() => client.host.received.length > 0)
    const fresh = [fileRecord(both[1].id, 20_001), fileRecord(both[1].id, 20_002)]
    server.host.records.get('photos')!.push(...fresh)
    await server.session.sendIndex('photos', fresh)
    await until(() => client.host.received.length === 20_002)
    expect(client.host.received.every(({ sequence }, index) => sequence === index + 1)).toBe(true)
  })

  test('waits for a receiver that is slow', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { client, server } = await sessionPair(both, (host, other) => {
      host.holdIndex = () => held
      other.shared = [sharedFolder('photos')]
      other.records.set('photos', history(50_000))
    })
    client.session.requestIndex('photos', 'index-1', 0)
    await until(() => server.connection.sentBytes > 5000)
    for (let turn = 0; turn < 100; turn++) await settle()
    const sent = server.connection.sentBytes
    expect(sent).toBeLessThan(100_000)
    expect(client.host.received).toEqual([])
    release()
    await until(() => client.host.received.length === 50_000)
    expect(server.connection.sentBytes).toBeGreaterThan(1_000_000)
  })

  test('of a folder that is not shared never comes, nor does one of another id', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.records.set('photos', history(3))
      host.records.set('secret', history(3))
    })
    client.session.requestIndex('secret', 'index-1', 0)
    client.session.requestIndex('photos', 'other-index', 0)
    for (let turn = 0; turn < 20; turn++) await settle()
    await server.session.sendIndex('secret', history(3))
    expect(client.host.received).toEqual([])
    expect(client.host.ends).toEqual([])
    expect(client.connection.isClosed).toBe(false)
  })

  test('ends when the folder is no longer shared', async () => {
    const { client, server } = await sessionPair(both, (host, other) => {
      other.shared = [sharedFolder('photos')]
      other.records.set('photos', history(3))
      host.holdIndex = async () => {}
    })
    client.session.requestIndex('photos', 'index-1', 0)
    await until(() => client.host.ends.length === 1)
    server.session.announce([])
    await server.session.sendIndex('photos', [fileRecord(both[1].id, 4)])
    for (let turn = 0; turn < 20; turn++) await settle()
    expect(client.host.received.length).toBe(3)
  })

  test('that nobody asked for ends the session', async () => {
    const { client, server } = await sessionPair(both)
    const control = [...server.connection.streams][0]!
    const writer = beginFrame(frameType.indexEnd)
    writer.varint(7)
    writer.varint(0)
    await control.writeAll(endFrame(writer))
    await expect(client.session.closed).resolves.toMatchObject({ code: 'sync-protocol', byPeer: false })
    await expect(server.session.closed).resolves.toMatchObject({ code: 'sync-protocol', byPeer: true })
  })
})

describe('chunks', () => {
  test('come in the order asked, exactly as long, wherever they lie', async () => {
    const file = pattern(3_000_000)
    const { client } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('big', file)
      host.files.set('small', file.subarray(0, 10))
    })
    const wants = [
      want('big', 1_000_000, 2_000_000),
      want('small', 3, 7),
      want('big', 0, 1),
      want('big', 5, 70_000),
    ]
    const { got, order } = await fetchAll(client, wants)
    expect(order).toEqual([0, 1, 2, 3])
    for (const [index, { path, offset, length }] of wants.entries()) {
      const from = path === 'big' ? file : file.subarray(0, 10)
      expect(Buffer.compare(got.get(index)!, from.subarray(offset, offset + length))).toBe(0)
    }
  })

  test('that are gone are told so, the others still come', async () => {
    const { client } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100))
    })
    const { got, missing } = await fetchAll(client, [
      want('a', 0, 50),
      want('b', 0, 50),
      want('a', 90, 50),
      want('a', 50, 50),
    ])
    expect([...got.keys()]).toEqual([0, 3])
    expect(missing).toEqual([1, 2])
  })

  test('are asked for in several requests where they are too many for one', async () => {
    const { client } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(4000))
    })
    const { order } = await fetchAll(
      client,
      Array.from({ length: 2500 }, (_, index) => want('a', index, 3)),
    )
    expect(order).toEqual(Array.from({ length: 2500 }, (_, index) => index))
  })

  test('of a folder that is not shared are not there, and nobody is asked for them', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100))
      host.manifests.set('ab'.repeat(32), [])
    })
    const { missing } = await fetchAll(client, [want('a', 0, 50, { folderId: 'secret' })])
    expect(missing).toEqual([0])
    await expect(
      client.session.manifest('secret', { path: 'a', content: 'ab'.repeat(32), size: 100_000, chunks: 5 }),
    ).rejects.toMatchObject({ code: 'chunk-unavailable' })
    expect(server.host.asked).toEqual([])
  })

  test('are read ahead of the wire, within what memory there is', async () => {
    const chunk = 256 * 1024
    const memory = new MemoryBudget(1024 * 1024)
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(chunk))
      host.memory = memory
      host.holdRead = () => settle()
    })
    await fetchAll(
      client,
      Array.from({ length: 40 }, () => want('a', 0, chunk)),
    )
    expect(server.host.mostReading).toBeGreaterThan(1)
    expect(memory.peak).toBeLessThanOrEqual(1024 * 1024)
    expect(memory.inUse).toBe(0)
    expect(server.host.buffers.usedBytes).toBe(0)
  })

  test('wait for whoever takes them, a few at once', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100_000))
    })
    let taking = 0
    let most = 0
    const releases: (() => void)[] = []
    const done = client.session.fetch(
      Array.from({ length: 20 }, () => want('a', 0, 100_000)),
      async () => {
        most = Math.max(most, ++taking)
        await new Promise<void>((resolve) => releases.push(resolve))
        taking--
      },
      { unavailable: () => {}, buffers: new BufferPool() },
    )
    await until(() => releases.length === 4)
    for (let turn = 0; turn < 20; turn++) await settle()
    expect(releases.length).toBe(4)
    expect(server.connection.sentBytes).toBeLessThan(700_000)
    while (releases.length > 0) {
      releases.shift()!()
      for (let turn = 0; turn < 5; turn++) await settle()
    }
    await done
    expect(most).toBe(4)
  })

  test('that are not taken end the request with why, and the session goes on', async () => {
    const buffers = new BufferPool()
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100_000))
    })
    const wants = Array.from({ length: 20 }, () => want('a', 0, 100_000))
    const refusal = new Error('not what was wanted')
    const take = async (index: number) => {
      if (index === 2) throw refusal
    }
    await expect(client.session.fetch(wants, take, { unavailable: () => {}, buffers })).rejects.toBe(refusal)
    await until(() => server.host.buffers.usedBytes === 0 && server.host.memory.inUse === 0)
    expect(buffers.usedBytes).toBe(0)
    expect((await fetchAll(client, [want('a', 0, 5)])).order).toEqual([0])
  })

  test('are not waited for any more when the request is aborted', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100))
      host.holdRead = () => new Promise(() => {})
    })
    const abort = new AbortController()
    const done = fetchAll(client, [want('a', 0, 50)], abort.signal)
    await until(() => server.host.reading === 1)
    abort.abort(new Error('enough'))
    await expect(done).rejects.toThrow('enough')
    expect(client.session.requests).toBe(0)
  })

  test('that do not come for too long end the request, not the session', async () => {
    const { client, clock, watch } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100))
      host.holdRead = () => new Promise(() => {})
    })
    const done = fetchAll(client, [want('a', 0, 50)])
    done.catch(() => {})
    await clock.advance(50_000)
    expect(watch.stalls).toBe(0)
    await clock.advance(20_000)
    await expect(done).rejects.toMatchObject({ code: 'sync-stalled' })
    expect(client.connection.isClosed).toBe(false)
  })

  test('end with the connection', async () => {
    const { client, server } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(100))
      host.holdRead = () => new Promise(() => {})
    })
    const done = fetchAll(client, [want('a', 0, 50)])
    done.catch(() => {})
    await until(() => server.host.reading === 1)
    server.session.close('closed', 'over')
    await expect(done).rejects.toMatchObject({ code: 'closed' })
    await expect(
      client.session.manifest('photos', { path: 'a', content: '', size: 9e6, chunks: 9 }),
    ).rejects.toMatchObject({
      code: 'closed',
    })
  })
})

describe('a manifest', () => {
  const chunks: Chunk[] = Array.from({ length: 5000 }, (_, index) => ({
    hash: hashChunk(Uint8Array.of(index, index >> 8)),
    length: 16_384 + index,
  }))
  const size = chunks.reduce((bytes, { length }) => bytes + length, 0)
  const content = contentId(chunks)
  const file = { path: 'a', content, size, chunks: chunks.length }
  const serving = (manifest: Chunk[]) => (_: FakeHost, host: FakeHost) => {
    host.shared = [sharedFolder('photos')]
    host.manifests.set(content, manifest)
  }

  test('comes whole and proven', async () => {
    const { client } = await sessionPair(both, serving(chunks))
    await expect(client.session.manifest('photos', file)).resolves.toEqual(chunks)
  })

  test('of one chunk or none is known without asking', async () => {
    const { client, server } = await sessionPair(both, serving(chunks))
    await expect(
      client.session.manifest('photos', { ...file, chunks: 0, content: '', size: 0 }),
    ).resolves.toEqual([])
    await expect(client.session.manifest('photos', { ...file, chunks: 1, size: 5 })).resolves.toEqual([
      { hash: content, length: 5 },
    ])
    expect(server.host.asked).toEqual([])
  })

  test.each<[string, Chunk[]]>([
    ['with another chunk', [...chunks.slice(0, -1), { ...chunks.at(-1)!, hash: '00'.repeat(32) }]],
    [
      'with other lengths',
      chunks.map((chunk, index) => (index < 2 ? { ...chunk, length: chunks[1 - index]!.length } : chunk)),
    ],
    ['of fewer chunks', chunks.slice(1)],
    ['of more chunks', [...chunks, chunks[0]!]],
    ['of a larger file', chunks.map((chunk) => ({ ...chunk, length: 4 * 1024 * 1024 }))],
  ])('%s is refused, and the session goes on', async (_, manifest) => {
    const { client } = await sessionPair(both, serving(manifest))
    await expect(client.session.manifest('photos', file)).rejects.toMatchObject({ code: 'sync-protocol' })
    expect(client.connection.isClosed).toBe(false)
  })

  test('of more chunks than anyone takes is not asked for', async () => {
    const { client, server } = await sessionPair(both, serving(chunks))
    await expect(client.session.manifest('photos', { ...file, chunks: 5_000_000 })).rejects.toMatchObject({
      code: 'sync-limit',
    })
    expect(server.host.asked).toEqual([])
  })
})

describe('a hostile device', () => {
  /** Answers requests of the client by hand. */
  async function answering(answer: (stream: Stream) => Promise<void>) {
    const { client, server } = await sessionPair(both, shareBoth)
    server.connection.onStream((stream) => void answer(stream).catch(() => {}))
    return client
  }

  test.each<[string, number[]]>([
    ['more than was asked for', [1, 60, 0, 0, 0]],
    ['less than was asked for', [1, 40, 0, 0, 0]],
    ['a status that is none', [2, 0, 0, 0, 0]],
    ['nothing, with a length', [0, 1, 0, 0, 0]],
  ])('that answers %s loses the session', async (_, header) => {
    const client = await answering(async (stream) => stream.writeAll(Uint8Array.from(header)))
    await expect(fetchAll(client, [want('a', 0, 50)])).rejects.toMatchObject({ code: 'sync-protocol' })
    await expect(client.session.closed).resolves.toMatchObject({ code: 'sync-protocol' })
  })

  test('that goes on after the answer loses the session', async () => {
    const client = await answering(async (stream) => stream.writeAll(Uint8Array.from([0, 0, 0, 0, 0, 9])))
    await expect(fetchAll(client, [want('a', 0, 50)])).rejects.toMatchObject({ code: 'sync-protocol' })
  })

  test('that ends in the middle of the answer loses the session', async () => {
    const client = await answering(async (stream) => {
      await stream.writeAll(Uint8Array.from([1, 50, 0, 0, 0, 9]))
      stream.end()
    })
    await expect(fetchAll(client, [want('a', 0, 50)])).rejects.toMatchObject({ code: 'sync-protocol' })
  })

  test.each<[string, string, () => Uint8Array]>([
    [
      'for a path that leads out',
      'file-path-unsafe',
      () => encodeChunkRequest([want('../../etc/passwd', 0, 5)]),
    ],
    ['by a frame that is none', 'sync-protocol', () => Uint8Array.from([77, 0, 0, 0])],
    ['by a hello', 'sync-protocol', () => Uint8Array.from([1, 0, 0, 0])],
    [
      'for more bytes than allowed',
      'sync-limit',
      () => encodeChunkRequest(Array(9).fill(want('a', 0, 4 * 1024 * 1024))),
    ],
    ['for a chunk longer than any', 'sync-limit', () => encodeChunkRequest([want('a', 0, 5 * 1024 * 1024)])],
  ])('that asks %s loses the session', async (_, code, request) => {
    const { client, server } = await sessionPair(both, shareBoth)
    const stream = await client.connection.open()
    await stream.writeAll(request())
    await expect(server.session.closed).resolves.toMatchObject({ code, byPeer: false })
  })

  test('that asks and never reads holds no memory for ever', async () => {
    const { client, server, clock } = await sessionPair(both, (_, host) => {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', pattern(500_000))
    })
    const stream = await client.connection.open()
    await stream.writeAll(encodeChunkRequest(Array(30).fill(want('a', 0, 500_000))))
    await until(() => server.host.memory.inUse > 0)
    for (let turn = 0; turn < 50; turn++) await settle()
    expect(server.host.memory.inUse).toBeLessThan(4 * 1024 * 1024)
    await clock.advance(200_000)
    await until(() => server.host.memory.inUse === 0)
    expect(server.host.buffers.usedBytes).toBe(0)
  })
})

test('a device answers a ping', async () => {
  const { client } = await sessionPair(both)
  let now = 5
  await expect(client.session.ping(() => now++)).resolves.toBe(1)
})

test('a session that has been replaced answers what is under way, takes nothing new, and ends', async () => {
  let release = () => {}
  const { client, server } = await sessionPair(both, (_, host) => {
    host.shared = [sharedFolder('photos')]
    host.files.set('a', pattern(100))
    host.holdRead = () =>
      new Promise((resolve) => {
        release = resolve
      })
  })
  const done = fetchAll(client, [want('a', 0, 50)])
  await until(() => server.host.reading === 1)
  client.session.retire()
  server.session.retire()
  await expect(fetchAll(client, [want('a', 0, 50)])).rejects.toMatchObject({ code: 'closed' })
  for (let turn = 0; turn < 20; turn++) await settle()
  expect(client.connection.isClosed).toBe(false)
  release()
  expect((await done).order).toEqual([0])
  await expect(server.session.closed).resolves.toMatchObject({ code: 'closed' })
})
