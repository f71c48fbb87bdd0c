import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DatagramPipe } from '../../../src/transfer/flow/unreliable/datagram-pipe.ts'
import { FragmentReceiver } from '../../../src/transfer/flow/unreliable/fragment-receiver.ts'
import { type Fragment, fragmentBytes, packetBytes } from '../../../src/transfer/flow/unreliable/packet.ts'
import { randomOf } from '../../support/simulated-path.ts'
import { type LossyPath, lossyChannels } from '../../support/transfer/lossy-channels.ts'
import { simulatedChannels } from '../../support/transfer/simulated-channel.ts'
import { SimulatedClock } from '../../support/transfer/simulated-clock.ts'
import { simulateTransfer } from '../../support/transfer/simulated-transfer.ts'

function pipes(path: LossyPath, seed = 1) {
  const clock = new SimulatedClock()
  const random = randomOf(seed)
  const [near, far] = lossyChannels(clock, random, path)
  const left = new DatagramPipe(near, clock.timers)
  const right = new DatagramPipe(far, clock.timers)
  const came: Uint8Array[] = []
  right.onMessage = (message) => came.push(message)
  return { clock, near, far, left, right, came, random }
}

/** Begins with its number, so that it can be told from others. */
function messageOf(number: number, bytes: number): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at++) message[at] = number * 31 + at * 7 + (at >> 8)
  if (bytes >= 2) {
    message[0] = number
    message[1] = number >> 8
  }
  return message
}

const lan: LossyPath = { rate: 20e6, delayMs: 1 }

test('messages of all sizes arrive as they were sent', () => {
  const { clock, left, came } = pipes(lan)
  const sizes = [0, 1, fragmentBytes - 1, fragmentBytes, fragmentBytes + 1, 65_536, 262_144]
  const sent = sizes.map((bytes, number) => messageOf(number, bytes))
  for (const message of sent) left.send(message)
  clock.runUntil(1000)
  expect(came.map((message) => message.length)).toEqual(sizes)
  expect(came.every((message, place) => Buffer.compare(message, sent[place]!) === 0)).toBe(true)
  expect(left.bufferedBytes).toBe(0)
  expect(left.retransmits).toBe(0)
})

test('what was given to send may be changed afterwards', () => {
  const { clock, left, came } = pipes({ ...lan, loss: 0.2 })
  const message = messageOf(3, 200_000)
  left.send(message)
  message.fill(0)
  clock.runUntil(5000)
  expect(Buffer.compare(came[0]!, messageOf(3, 200_000))).toBe(0)
})

test.each([
  { name: '5 % loss', path: { rate: 5e6, delayMs: 10, loss: 0.05 } },
  { name: '30 % loss', path: { rate: 5e6, delayMs: 10, loss: 0.3 } },
  { name: 'packets that overtake one another', path: { rate: 5e6, delayMs: 10, jitterMs: 30 } },
  { name: 'packets that come twice', path: { rate: 5e6, delayMs: 10, repeats: 0.3, loss: 0.02 } },
  { name: 'a cut of two seconds', path: { rate: 5e6, delayMs: 10, cuts: [[50, 2050] as const] } },
])('with $name every message arrives once', ({ path }) => {
  const { clock, left, came, near } = pipes(path)
  for (let number = 0; number < 64; number++) left.send(messageOf(number, 40_000 + number))
  clock.runUntil(30_000)
  const lengths = came.map((message) => message.length).sort((a, b) => a - b)
  expect(lengths).toEqual(Array.from({ length: 64 }, (_, number) => 40_000 + number))
  for (const message of came)
    expect(Buffer.compare(message, messageOf(message.length - 40_000, message.length))).toBe(0)
  const least = (64 * 40_000) / fragmentBytes / (1 - (path.loss ?? 0))
  expect(near.sent).toBeLessThan(least * 1.6 + 100)
})

test('both ways at once', () => {
  const { clock, left, right, came } = pipes({ rate: 5e6, delayMs: 5, loss: 0.03 })
  const back: Uint8Array[] = []
  left.onMessage = (message) => back.push(message)
  for (let number = 0; number < 20; number++) {
    left.send(messageOf(number, 30_000))
    right.send(messageOf(number, 20_000))
  }
  clock.runUntil(10_000)
  expect(came).toHaveLength(20)
  expect(back).toHaveLength(20)
})

test('it fills a clean path, and never queues much in the stack', () => {
  const { clock, left, near, came } = pipes({ rate: 10e6, delayMs: 10 })
  let next = 0
  let highest = 0
  const fill = () => {
    while (left.bufferedBytes < 1 << 20) left.send(messageOf(next++, 65_000))
    highest = Math.max(highest, near.bufferedBytes)
  }
  left.lowBytes = 512 * 1024
  left.onLow = fill
  fill()
  clock.runUntil(3000)
  expect(came.length * 65_000).toBeGreaterThan(0.8 * 3 * 10e6)
  expect(highest).toBeLessThan(256 * 1024)
  expect(left.rttMs).toBeGreaterThan(19)
  left.close()
})

test('the loss that it counts is that of the path', () => {
  const { clock, left } = pipes({ rate: 5e6, delayMs: 5, loss: 0.1 })
  for (let number = 0; number < 100; number++) left.send(messageOf(number, 60_000))
  clock.runUntil(20_000)
  expect(left.loss).toBeGreaterThan(0.05)
  expect(left.loss).toBeLessThan(0.16)
})

test('it says when what waits has become little', () => {
  const { clock, left } = pipes({ rate: 1e6, delayMs: 5 })
  let lows = 0
  left.lowBytes = 100_000
  left.onLow = () => lows++
  left.send(messageOf(1, 250_000))
  left.send(messageOf(2, 250_000))
  expect(lows).toBe(0)
  clock.runUntil(3000)
  expect(lows).toBe(1)
})

test.each([
  { rttMs: 20, loss: 0.005 },
  { rttMs: 20, loss: 0.02 },
  { rttMs: 80, loss: 0.02 },
])('over an association that loses $loss at $rttMs ms it carries about what a reliable one does', (path) => {
  const clock = new SimulatedClock()
  const model = { mbits: 400, delayMs: path.rttMs / 2, queueMs: 20, loss: path.loss }
  const [near, far] = simulatedChannels(clock, randomOf(1), model)
  const left = new DatagramPipe(near, clock.timers)
  const right = new DatagramPipe(far, clock.timers)
  let sent = 0
  let came = 0
  const fill = () => {
    for (; sent - came < 512 * 1024; sent += 60_000) left.send(messageOf(1, 60_000))
  }
  right.onMessage = (message) => {
    came += message.length
    fill()
  }
  fill()
  clock.runUntil(10_000)
  const reliable = simulateTransfer({ ...path, pacing: { kind: 'adaptive' }, lanes: 1, ms: 10_000 })
  expect(came / 10).toBeGreaterThan(0.6 * reliable.rate)
  // Little is sent twice that was not lost.
  expect(left.retransmits * fragmentBytes).toBeLessThan(came * path.loss * 3 + 100_000)
})

test('many messages of nothing are bounded too', () => {
  const { left } = pipes(lan)
  expect(() => {
    for (let number = 0; number < 100_000; number++) left.send(new Uint8Array(0))
  }).toThrow(expect.objectContaining({ code: 'lane-lost' }))
})

test('too much at once, and anything after its end, is refused as a lost lane', () => {
  const { left } = pipes(lan)
  expect(() => left.send(new Uint8Array(262_145))).toThrow(expect.objectContaining({ code: 'lane-lost' }))
  expect(() => {
    for (let number = 0; number < 100; number++) left.send(new Uint8Array(262_144))
  }).toThrow(expect.objectContaining({ code: 'lane-lost' }))
  left.close()
  expect(() => left.send(new Uint8Array(1))).toThrow(expect.objectContaining({ code: 'lane-lost' }))
})

test('a channel that breaks ends it quietly, and no timer goes on', () => {
  const { clock, left, near } = pipes(lan)
  left.send(messageOf(1, 100_000))
  near.isBroken = true
  clock.runUntil(20_000)
  const { sent } = near
  clock.runUntil(60_000)
  expect(near.sent).toBe(sent)
})

test('any bytes are borne: nothing is thrown, and messages still pass', () => {
  const header = fc.uint8Array({ minLength: 0, maxLength: packetBytes })
  const packet = fc.oneof(
    header,
    fc.tuple(fc.constantFrom(1, 2), header).map(([kind, rest]) => Uint8Array.of(kind, 0, ...rest)),
    fc
      .tuple(fc.nat(8191), fc.nat(70_000), fc.nat(300), fc.nat(300_000), fc.nat(70_000))
      .map(([back, number, place, bytes, message]) => {
        const made = new Uint8Array(Math.max(20, 20 + Math.min(fragmentBytes, bytes - place * fragmentBytes)))
        const view = new DataView(made.buffer)
        made[0] = 1
        view.setUint16(2, back, true)
        view.setUint32(4, number, true)
        view.setUint16(10, place, true)
        view.setUint32(12, bytes, true)
        view.setUint32(16, message, true)
        return made
      }),
  )
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 40 }), (packets) => {
      const { clock, left, far, near, came } = pipes({ ...lan, loss: 0.05 })
      left.send(messageOf(1, 20_000))
      for (const bytes of packets) {
        near.onMessage(bytes.slice())
        clock.runUntil(clock.nowMs + 1)
      }
      clock.runUntil(clock.nowMs + 5000)
      expect(came.length).toBeGreaterThan(0)
      for (const bytes of packets) far.onMessage(bytes.slice())
      clock.runUntil(clock.nowMs + 5000)
    }),
    { numRuns: 100 },
  )
})

test('fragments of ever new messages do not fill the memory', () => {
  const clock = new SimulatedClock()
  const receiver = new FragmentReceiver(clock.timers, () => {})
  const packet = new Uint8Array(packetBytes)
  for (let message = 0; message < 2000; message++) {
    const fragment: Fragment = { number: message, back: 0, place: 0, messageBytes: 262_144, message }
    receiver.take(fragment, packet)
  }
  expect(receiver.heldBytes).toBeLessThanOrEqual(16 * 1024 * 1024)
  receiver.close()
})
