import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DiskConnection } from '../../../src/host/transfers/disk-connection.ts'
import { type DiskPipe, maxWrites, RemoteSink } from '../../../src/transfer/disk-link.ts'
import {
  answers,
  asks,
  decodeManifest,
  decodeProgress,
  encodeManifest,
  encodeMessage,
  encodeProgress,
} from '../../../src/transfer/disk-messages.ts'
import { blockBytes, type Manifest, type Progress, type Sink } from '../../../src/transfer/files.ts'
import { Fault } from '../../../src/wire/fault.ts'

const manifest: Manifest = {
  id: '0123456789abcdef0123456789abcdef',
  name: 'Größe',
  entries: [
    { path: 'a', kind: 'directory', size: 0, mtime: -5 },
    { path: 'a/b', kind: 'file', size: 2 ** 40 + 3, mtime: 1_700_000_000_000 },
  ],
  files: 1,
  bytes: 2 ** 40 + 3,
}

/** Two ends in memory: messages arrive a turn later, as copies. */
function pipes(): [DiskPipe, DiskPipe] {
  let over = () => {}
  const closed = new Promise<void>((resolve) => {
    over = resolve
  })
  let isOpen = true
  const make = (): DiskPipe => ({
    send: () => {},
    onMessage: () => {},
    closed,
    close() {
      isOpen = false
      over()
    },
  })
  const ends: [DiskPipe, DiskPipe] = [make(), make()]
  for (const [own, other] of [ends, ends.toReversed() as typeof ends]) {
    own.send = (message) => {
      const copy = message.slice()
      queueMicrotask(() => isOpen && other.onMessage(copy))
    }
  }
  return ends
}

class FakeSink implements Sink {
  readonly calls: unknown[] = []
  progress: Progress = { whole: [7], partial: new Map([[1, Uint8Array.of(0b101)]]) }
  writing: (() => void)[] = []
  isSlow = false
  fault: Error | undefined

  async open(given: Manifest, signal: AbortSignal): Promise<Progress> {
    this.calls.push(['open', given])
    if (this.isSlow)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return this.progress
  }
  async write(file: number, block: number, bytes: Uint8Array): Promise<void> {
    this.calls.push(['write', file, block, bytes.length, bytes[0]])
    if (this.fault) throw this.fault
    if (this.isSlow) await new Promise<void>((resolve) => this.writing.push(resolve))
  }
  async finish(file: number, hash: Uint8Array): Promise<void> {
    this.calls.push(['finish', file, hash[0]])
  }
  async close(keep: boolean): Promise<void> {
    this.calls.push(['close', keep])
  }
}

function linked() {
  const [near, far] = pipes()
  const sink = new FakeSink()
  const reported: unknown[] = []
  const tickets: string[] = []
  const connection = new DiskConnection({
    pipe: far,
    sinkOf(ticket) {
      tickets.push(ticket)
      if (ticket !== 'good') throw new Fault('closed', 'The ticket is used or too old.')
      return sink
    },
    report: (error) => reported.push(error),
  })
  return {
    near,
    far,
    sink,
    reported,
    tickets,
    connection,
    remote: (ticket = 'good') => new RemoteSink(near, ticket),
  }
}

const never = new AbortController().signal
const turns = () => new Promise((resolve) => setImmediate(resolve))

describe('a sink in another process', () => {
  test('is asked for the same, and answers the same', async () => {
    const { sink, remote, tickets } = linked()
    const far = remote()
    expect(await far.open(manifest, never)).toEqual(sink.progress)
    await Promise.all([
      far.write(1, 4_000_000_000, new Uint8Array(blockBytes).fill(9)),
      far.write(1, 2, new Uint8Array(3)),
    ])
    await far.finish(1, new Uint8Array(32).fill(5))
    await far.close(false)
    expect(tickets).toEqual(['good'])
    expect(sink.calls.slice(0, 5)).toEqual([
      ['open', manifest],
      ['write', 1, 4_000_000_000, blockBytes, 9],
      ['write', 1, 2, 3, 0],
      ['finish', 1, 5],
      ['close', false],
    ])
  })

  test('tells its faults with their codes, and hides defects', async () => {
    const { sink, remote, reported } = linked()
    const far = remote()
    await far.open(manifest, never)
    sink.fault = new Fault('disk-full', 'There is no room.', { folder: '/media/usb' })
    await expect(far.write(1, 0, new Uint8Array(1))).rejects.toMatchObject({
      code: 'disk-full',
      message: 'There is no room.',
      detail: { folder: '/media/usb' },
    })
    sink.fault = new Error('a secret path')
    await expect(far.write(1, 0, new Uint8Array(1))).rejects.toMatchObject({ code: 'internal' })
    expect(reported).toEqual([sink.fault])
  })

  test('gets only so many blocks at once, and the others as those are done', async () => {
    const { sink, remote } = linked()
    const far = remote()
    await far.open(manifest, never)
    sink.isSlow = true
    const writes = Array.from({ length: maxWrites + 10 }, (_, block) =>
      far.write(1, block, new Uint8Array(1)),
    )
    await turns()
    expect(sink.writing.length).toBe(maxWrites)
    for (const done of sink.writing.splice(0)) done()
    await turns()
    expect(sink.writing.length).toBe(10)
    for (const done of sink.writing) done()
    await Promise.all(writes)
  })

  test('gives up opening when it is asked to', async () => {
    const { sink, remote, reported } = linked()
    sink.isSlow = true
    const stop = new AbortController()
    const opened = remote().open(manifest, stop.signal)
    await turns()
    stop.abort(new Error('enough'))
    await expect(opened).rejects.toThrow('enough')
    await turns()
    expect(reported).toEqual([])
  })

  test('keeps what it has when the window is gone, and the window hears that it is', async () => {
    const { sink, remote, near, connection } = linked()
    const far = remote()
    await far.open(manifest, never)
    sink.isSlow = true
    const write = far.write(1, 0, new Uint8Array(1))
    write.catch(() => {})
    await turns()
    near.close()
    await connection.over
    await expect(write).rejects.toMatchObject({ code: 'closed' })
    await expect(far.finish(1, new Uint8Array(32))).rejects.toMatchObject({ code: 'closed' })
    await far.close(true)
    expect(sink.calls.at(-1)).toEqual(['close', true])
  })

  test('answers nobody without a good ticket', async () => {
    const { remote, sink, connection } = linked()
    await expect(remote('bad').open(manifest, never)).rejects.toMatchObject({ code: 'closed' })
    await connection.over
    expect(sink.calls).toEqual([])
  })
})

describe('what no window of ours sends', () => {
  const end = async (...messages: Uint8Array<ArrayBuffer>[]) => {
    const link = linked()
    for (const message of messages) link.near.send(message)
    await link.connection.over
    expect(link.reported).toEqual([])
    return link
  }
  const hello = encodeMessage(asks.hello, 0, new TextEncoder().encode('good'), 1)
  const open = encodeMessage(asks.open, 1, encodeManifest(manifest))

  test('ends the connection', async () => {
    await end(new Uint8Array(3))
    await end(open)
    await end(hello, hello)
    await end(hello, encodeMessage(99, 1))
    await end(hello, open, encodeMessage(asks.open, 2, encodeManifest(manifest)))
    await end(hello, encodeMessage(asks.write, 2, new Uint8Array(8 + blockBytes + 1)))
    await end(hello, encodeMessage(asks.finish, 2, new Uint8Array(35)))
    await end(encodeMessage(asks.hello, 0, new Uint8Array(0), 77))
  })

  test('ends the connection too when it is too much at once', async () => {
    const link = linked()
    link.sink.isSlow = true
    link.near.send(hello)
    for (let request = 1; request < 1000; request++)
      link.near.send(encodeMessage(asks.write, request, new Uint8Array(9)))
    await link.connection.over
    expect(link.sink.writing.length).toBeLessThan(300)
  })

  test('never throws, whatever it is', async () => {
    const body = fc.uint8Array({ maxLength: 200 }) as fc.Arbitrary<Uint8Array<ArrayBuffer>>
    const message = fc
      .tuple(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 3 }),
        body,
        fc.integer({ min: 0, max: 2 }),
      )
      .map(([what, request, bytes, detail]) => encodeMessage(what, request, bytes, detail))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(message, body), { maxLength: 20 }),
        fc.boolean(),
        async (messages, isGreeted) => {
          const { near, connection, reported } = linked()
          if (isGreeted) near.send(hello)
          for (const each of messages) near.send(each)
          await turns()
          near.close()
          await connection.over
          expect(reported).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  test('as an answer ends the sink with a fault, and throws nothing', async () => {
    const body = fc.uint8Array({ maxLength: 100 }) as fc.Arbitrary<Uint8Array<ArrayBuffer>>
    const message = fc
      .tuple(fc.constantFrom(...Object.values(answers), 9), fc.integer({ min: 0, max: 3 }), body)
      .map(([what, request, bytes]) => encodeMessage(what, request, bytes))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(message, body), { maxLength: 10 }), async (messages) => {
        const [near, far] = pipes()
        const sink = new RemoteSink(near, 'x')
        const opened = sink.open(manifest, never).catch((error) => error)
        for (const each of messages) far.send(each)
        await turns()
        near.close()
        const result = await opened
        expect(result instanceof Fault || Array.isArray(result.whole)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

test('manifests and progress arrive as they were', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(100_000), { maxLength: 50 }),
      fc.array(fc.tuple(fc.nat(100_000), fc.uint8Array({ maxLength: 50 })), { maxLength: 20 }),
      (whole, partial) => {
        const progress = { whole, partial: new Map(partial) }
        expect(decodeProgress(encodeProgress(progress))).toEqual(progress)
      },
    ),
  )
  expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest)
})

test('a manifest or progress of random bytes is refused with a fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.json(), (bytes, json) => {
      for (const decode of [decodeManifest, decodeProgress]) {
        for (const body of [bytes as Uint8Array<ArrayBuffer>, new TextEncoder().encode(json)]) {
          try {
            decode(body)
          } catch (error) {
            expect(error).toBeInstanceOf(Fault)
          }
        }
      }
    }),
  )
})
