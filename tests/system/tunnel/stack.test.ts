import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { monotonicClock } from '../../../src/engines/kit/clock.ts'
import type { MetLane } from '../../../src/engines/tunnel/meet/lane-maker.ts'
import { canProve, proveStack } from '../../../src/rtc/prove.ts'
import { openProvenStack } from '../../../src/rtc/proven.ts'
import type { RtcStack } from '../../../src/transfer/rtc.ts'
import { carryOver, makeLane, meetingPair } from '../../support/tunnel/meeting-pair.ts'

const digest = (messages: readonly Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const message of messages) hash.update(message)
  return hash.digest('hex')
}

/** Sends so many messages, and resolves when they have come, in order and whole. */
async function carries(from: MetLane, to: MetLane, count = 20): Promise<void> {
  const sent = Array.from({ length: count }, (_, at) => new Uint8Array(randomBytes(at % 3 ? 50 : 60_000)))
  const received: Uint8Array[] = []
  const all = new Promise<void>((resolve) => {
    to.transport.data.onMessage = (message) => {
      received.push(message)
      if (received.length === count) resolve()
    }
  })
  to.release()
  for (const message of sent) from.transport.data.send(message)
  await all
  expect(digest(received)).toBe(digest(sent))
}

describe.skipIf(!canProve()).each(['node-datachannel', 'werift'] as const)('tunnels by %s', (prefer) => {
  let stack: RtcStack
  let why: string
  beforeAll(async () => {
    ;({ stack, why } = await openProvenStack({ prefer }))
  })
  afterAll(() => stack.close())

  const pair = () => meetingPair({ stack, clock: monotonicClock })

  test('the stack proves itself, as often as it is asked to', async () => {
    expect(stack.name).toBe(prefer)
    expect(why).toContain('connected this machine to itself')
    expect(await proveStack(stack)).toBeGreaterThan(0)
  })

  test('a lane is proven, carries messages in order, and is made anew beside the old one', async () => {
    const ends = pair()
    const first = await makeLane(ends)
    expect(first.ours).toMatchObject({ proven: true, peer: 'Studio', stack: prefer })
    expect(first.theirs.words).toBe(first.ours.words)
    await carries(first.ours, first.theirs)
    const second = await makeLane(ends, 0, 1)
    expect(second.ours.words).toBe(first.ours.words)
    await Promise.all([carries(second.theirs, second.ours), carries(first.theirs, first.ours)])
    first.ours.transport.close()
    expect((await first.theirs.transport.closed).code).toBe('lane-lost')
    await carries(second.ours, second.theirs)
    second.theirs.transport.close()
    await second.ours.transport.closed
  })

  test('further lanes come about over the first alone', async () => {
    const ends = pair()
    const first = await makeLane(ends)
    carryOver(ends, first)
    ends.initiator.signalling.end('The hosts are gone.')
    ends.responder.signalling.end('The hosts are gone.')
    const lanes = [await makeLane(ends, 1), await makeLane(ends, 2)]
    await Promise.all(lanes.map(({ ours, theirs }) => carries(ours, theirs)))
    for (const { ours } of [first, ...lanes]) ours.transport.close()
    for (const { theirs } of [first, ...lanes]) await theirs.transport.closed
  })

  test('whoever has another secret gets no lane', async () => {
    const secrets: [Uint8Array, Uint8Array] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
    const { initiator, responder } = meetingPair({ stack, clock: monotonicClock, secrets })
    const failed = responder.next('failed')
    await expect(initiator.meeting.make(0, 0)).rejects.toMatchObject({ code: 'transfer-unproven' })
    expect((await failed)[2].code).toBe('transfer-unproven')
  })

  test('a try that is given up leaves nothing behind', async () => {
    const { initiator, responder } = pair()
    responder.signalling.isDown = true
    const control = new AbortController()
    const making = initiator.meeting.make(0, 0, control.signal)
    setTimeout(() => control.abort(new Error('enough')), 20)
    await expect(making).rejects.toThrow('enough')
  })
})

describe.skipIf(!canProve())('ends of different stacks', () => {
  test('meet all the same', async () => {
    const fast = await openProvenStack({ prefer: 'node-datachannel' })
    const slow = await openProvenStack({ prefer: 'werift' })
    const ends = {
      initiator: meetingPair({ stack: fast.stack, clock: monotonicClock }).initiator,
      responder: meetingPair({ stack: slow.stack, clock: monotonicClock }).responder,
    }
    ends.initiator.signalling.other = ends.responder.signalling
    ends.responder.signalling.other = ends.initiator.signalling
    const { ours, theirs } = await makeLane(ends)
    expect([ours.stack, theirs.stack]).toEqual(['node-datachannel', 'werift'])
    await carries(ours, theirs)
    ours.transport.close()
    await theirs.transport.closed
    await Promise.all([fast.stack.close(), slow.stack.close()])
  })
})
