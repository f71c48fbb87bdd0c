import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PoolIdentity } from '../../../../src/engines/sync/pool/pool.ts'
import { encodeIndexBatches, encodeIndexRequest } from '../../../../src/engines/sync/protocol/messages.ts'
import { encodeChunkRequest, encodeManifestRequest } from '../../../../src/engines/sync/protocol/requests.ts'
import { BufferPool } from '../../../../src/engines/sync/transfer/buffer-pool.ts'
import { settle } from '../../../support/manual-clock.ts'
import { makeDevices } from '../../../support/sync/devices.ts'
import { fileRecord, sharedFolder } from '../../../support/sync/session-host.ts'
import { sessionPair } from '../../../support/sync/sessions.ts'

let both: readonly [PoolIdentity, PoolIdentity]
const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)
beforeAll(async () => {
  const [a, b] = await makeDevices(2)
  both = [a!, b!]
  process.on('unhandledRejection', note)
})
afterAll(() => {
  process.off('unhandledRejection', note)
})

const documented = ['sync-protocol', 'sync-limit', 'file-path-unsafe', 'closed']
const content = 'ab'.repeat(32)
const want = { folderId: 'photos', path: 'a', content, offset: 0, length: 50, hash: content }
const runs = { numRuns: 150 }

/** Random bytes, or a message in which some are changed. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({
      message: fc.constantFrom<() => Uint8Array>(
        () => encodeChunkRequest([want, { ...want, offset: 5 }]),
        () => encodeManifestRequest('photos', 'a', content),
        () => encodeIndexRequest({ request: 1, folderId: 'photos', indexId: 'index-1', sequence: 0 }),
        () => [...encodeIndexBatches(1, [fileRecord(both[0].id, 1), fileRecord(both[0].id, 2)])][0]!,
      ),
      at: fc.nat(),
      value: fc.nat(255),
      times: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ message, at, value, times }) => {
      const one = Uint8Array.from(message())
      one[at % one.length] = value
      return Uint8Array.from(Array.from({ length: times }, () => [...one]).flat())
    }),
)
const pieces = fc.array(bytes, { minLength: 1, maxLength: 5 })

async function pair() {
  const ends = await sessionPair(both, (client, server) => {
    for (const host of [client, server]) {
      host.shared = [sharedFolder('photos')]
      host.files.set('a', new Uint8Array(100))
      host.records.set('photos', [fileRecord(both[1].id, 1)])
    }
  })
  await settle()
  return ends
}

test('whatever a device writes on the control stream, the session goes on or ends by a documented fault', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      const { client, server } = await pair()
      server.session.requestIndex('photos', 'index-1', 0)
      const [control] = client.connection.streams
      for (const part of parts) await control!.writeAll(part).catch(() => {})
      for (let turn = 0; turn < 5; turn++) await settle()
      if (server.connection.isClosed) expect(documented).toContain((await server.session.closed).code)
      server.session.close('closed', '')
      await settle()
      expect(server.host.memory.inUse).toBe(0)
      expect(unhandled).toEqual([])
    }),
    runs,
  )
})

test('whatever a device writes as requests, they are answered or the session ends by a documented fault', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.boolean(), async (parts, isEnded) => {
      const { client, server } = await pair()
      for (const part of parts) {
        const stream = await client.connection.open().catch(() => undefined)
        await stream?.writeAll(part).catch(() => {})
        if (isEnded) stream?.end()
      }
      for (let turn = 0; turn < 5; turn++) await settle()
      if (server.connection.isClosed) expect(documented).toContain((await server.session.closed).code)
      server.session.close('closed', '')
      await settle()
      expect(server.host.memory.inUse).toBe(0)
      expect(server.host.buffers.usedBytes).toBe(0)
      expect(unhandled).toEqual([])
    }),
    runs,
  )
})

test('whatever a device answers, a request ends, by what was asked for or by a documented fault', async () => {
  const answers = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }).map((rest) => Uint8Array.from([1, 50, 0, 0, 0, ...rest])),
  )
  await fc.assert(
    fc.asyncProperty(answers, async (answer) => {
      const { client, server } = await pair()
      server.connection.onStream((stream) => {
        void stream
          .writeAll(answer)
          .then(() => stream.end())
          .catch(() => {})
      })
      const buffers = new BufferPool()
      const fetched = client.session
        .fetch([want], async (_, got) => expect(got.length).toBe(50), { unavailable: () => {}, buffers })
        .catch((error) => expect(['sync-protocol', 'closed']).toContain(error.code))
      const manifest = client.session
        .manifest('photos', { path: 'a', content, size: 100_000, chunks: 3 })
        .catch((error) => expect(['sync-protocol', 'chunk-unavailable', 'closed']).toContain(error.code))
      await Promise.all([fetched, manifest])
      expect(buffers.usedBytes).toBe(0)
      client.session.close('closed', '')
      await settle()
      expect(unhandled).toEqual([])
    }),
    runs,
  )
})
