import { expect, test } from 'vitest'
import { controlSchema } from '../../../src/transfer/session/control-messages.ts'
import { Going } from '../../../src/transfer/session/going.ts'
import { MemorySource, patternBytes } from '../../support/transfer/memory-files.ts'
import { SessionPair } from '../../support/transfer/session-pair.ts'

/** What both ends say of a transfer that stands still, for the reason that `prepare` makes. */
async function halted(prepare: (pair: SessionPair, source: MemorySource, held: Promise<void>) => void) {
  const held = Promise.withResolvers<void>()
  const pair = new SessionPair()
  await pair.open()
  const source = new MemorySource({ 'a.bin': patternBytes(30_000_000, 1) })
  prepare(pair, source, held.promise)
  pair.left.offer(source)
  await pair.until(() => (pair.right.transfer()?.bytesDone ?? 0) > 0)
  await pair.pass(5000)
  const quality = ({ session }: typeof pair.left) => session.snapshot().quality
  const both = { left: quality(pair.left), right: quality(pair.right) }
  held.resolve()
  await pair.close()
  return both
}

test('both ends name the disk of the one who receives', async () => {
  const { left, right } = await halted((pair, _, held) => {
    pair.right.prepare = (sink) => {
      sink.before = (_, block) => (block > 10 ? held : undefined)
    }
  })
  expect([left.bottleneck, right.bottleneck]).toEqual(['backpressure', 'backpressure'])
  expect(left.text).toContain('The receiver’s disk')
  expect(right.text).toContain('The disk here')
})

test('both ends name the sender’s reading', async () => {
  const { left, right } = await halted((_, source, held) => {
    source.before = (_, offset) => (offset > 8_000_000 ? held : undefined)
  })
  expect(left.text).toContain('reading the files here')
  expect(right.text).toContain('reading the files at the sender')
  expect(right.waits.source).toBeGreaterThan(0.5)
})

test('how it goes is said once a second, and holds for a few', () => {
  const said: Uint8Array[] = []
  const going = new Going({ queued: 0, post: (frame: Uint8Array) => said.push(frame) } as never)
  const waits = { moving: 0.25, receiver: 0, network: 0.75, source: 0, cpu: 0 }
  for (let at = 0; at <= 2000; at += 250) going.tell(at, { waits, loss: -1, processor: 0.987654321 })
  expect(said.length).toBe(3)
  const json = JSON.parse(new TextDecoder().decode(said[0]!.subarray(5)))
  const message = controlSchema.parse(json)
  if (message.type !== 'going') throw new Error(message.type)
  const there = new Going({ queued: 0, post: () => {} } as never)
  expect(there.theirs(0)).toBeUndefined()
  there.take(message, 10_000)
  expect(there.theirs(12_000)).toEqual({ waits, loss: -1, processor: 0.9877 })
  expect(there.theirs(14_000)).toBeUndefined()
})

test('nothing is added to what waits to be said', () => {
  const going = new Going({
    queued: 1,
    post: () => {
      throw new Error('said')
    },
  } as never)
  going.tell(5000, { waits: undefined, loss: -1, processor: -1 })
})
