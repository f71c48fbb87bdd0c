import { expect, test } from 'vitest'
import { ReceiveCredit } from '../../../src/transfer/flow/receive-credit.ts'
import { firstWindow, floorWindow, SendWindow } from '../../../src/transfer/flow/window.ts'
import { SimulatedClock } from '../../support/transfer/simulated-clock.ts'

const kib = 1024

/** A path that gives back what was sent one round trip later, at most so many bytes/s. */
function run({
  rttMs,
  rate,
  ms,
  piece = 16 * kib,
}: {
  rttMs: number
  rate: number
  ms: number
  piece?: number
}) {
  const clock = new SimulatedClock()
  const window = new SendWindow(clock.timers)
  let total = 0
  let freeAt = 0
  const fill = () => {
    while (window.room(piece)) {
      window.sent(piece)
      total += piece
      const acked = total
      freeAt = Math.max(freeAt, clock.nowMs) + (piece * 1000) / rate
      clock.at(freeAt + rttMs, () => {
        window.acked(acked)
        fill()
      })
    }
  }
  window.sample({ rttMs, discardedPackets: 0 })
  fill()
  clock.runUntil(ms)
  return { clock, window, total: () => total, fill }
}

test('it begins with 256 KiB, and lets a piece of any size go when nothing is on its way', () => {
  const window = new SendWindow(new SimulatedClock().timers)
  expect(window.window).toBe(256 * kib)
  expect(window.room(firstWindow + 1)).toBe(true)
  window.sent(200 * kib)
  expect(window.inFlight).toBe(200 * kib)
  expect(window.room(56 * kib)).toBe(true)
  expect(window.room(56 * kib + 1)).toBe(false)
  window.acked(100 * kib)
  expect(window.inFlight).toBe(100 * kib)
})

test('acknowledgements that go back, or of more than was sent, do no harm', () => {
  const window = new SendWindow(new SimulatedClock().timers)
  window.sent(100)
  window.acked(60)
  window.acked(20)
  expect(window.inFlight).toBe(40)
  window.acked(Number.NaN)
  window.acked(1e12)
  expect(window.inFlight).toBe(0)
})

test('over a long path it grows to twice goodput × round trip and no further', () => {
  const { window } = run({ rttMs: 80, rate: 20e6, ms: 20_000 })
  const product = 20e6 * 0.08
  expect(window.window).toBeGreaterThan(product)
  expect(window.window).toBeLessThanOrEqual(2.1 * product)
})

test('it never grows beyond 8 MiB', () => {
  const { window } = run({ rttMs: 300, rate: 200e6, ms: 60_000, piece: 64 * kib })
  expect(window.window).toBeGreaterThan(7 * 1024 * kib)
  expect(window.window).toBeLessThanOrEqual(8 * 1024 * kib)
})

test('nearby it stops at 512 KiB', () => {
  const { window } = run({ rttMs: 1, rate: 100e6, ms: 5000 })
  expect(window.window).toBeLessThanOrEqual(512 * kib)
  expect(window.window).toBeGreaterThanOrEqual(256 * kib)
})

test('a round trip of less than a millisecond is known as 0, and is near though its own queue lengthens it', () => {
  const { clock, window } = run({ rttMs: 0, rate: 30e6, ms: 500 })
  window.sample({ rttMs: 12, discardedPackets: 0 })
  clock.runUntil(5000)
  expect(window.window).toBe(512 * kib)
})

test('a sender that does not fill it leaves it as it is', () => {
  const clock = new SimulatedClock()
  const window = new SendWindow(clock.timers)
  window.sample({ rttMs: 50, discardedPackets: 0 })
  let total = 0
  for (let turn = 0; turn < 200; turn++) {
    window.sent(kib)
    total += kib
    clock.runUntil(clock.nowMs + 50)
    window.acked(total)
  }
  expect(window.window).toBe(firstWindow)
})

test('each sample with new discards halves it, down to 128 KiB; the same count again does not', () => {
  const { window } = run({ rttMs: 80, rate: 20e6, ms: 10_000 })
  const before = window.window
  window.sample({ rttMs: 80, discardedPackets: 10 })
  expect(window.window).toBe(Math.floor(before / 2))
  window.sample({ rttMs: 80, discardedPackets: 10 })
  expect(window.window).toBe(Math.floor(before / 2))
  for (let count = 11; count < 40; count++) window.sample({ rttMs: 80, discardedPackets: count })
  expect(window.window).toBe(floorWindow)
})

test('after discards it grows again', () => {
  const { clock, window } = run({ rttMs: 40, rate: 40e6, ms: 5000 })
  for (let count = 1; count < 40; count++) window.sample({ rttMs: 40, discardedPackets: count })
  clock.runUntil(15_000)
  expect(window.window).toBeGreaterThan(512 * kib)
})

test('without the figures of a stack it measures the round trip itself', () => {
  const clock = new SimulatedClock()
  const window = new SendWindow(clock.timers)
  let total = 0
  const fill = () => {
    while (window.room(32 * kib)) {
      window.sent(32 * kib)
      total += 32 * kib
      const acked = total
      clock.after(60, () => {
        window.acked(acked)
        fill()
      })
    }
  }
  window.sample({ rttMs: -1, discardedPackets: -1 })
  fill()
  clock.runUntil(10_000)
  expect(window.window).toBeGreaterThan(1024 * kib)
})

test('a lane that carries little for long falls to 128 KiB', () => {
  const { window } = run({ rttMs: 20, rate: 0.5e6, ms: 30_000 })
  expect(window.window).toBe(floorWindow)
})

function credit() {
  const clock = new SimulatedClock()
  const told: { at: number; bytes: number }[] = []
  const receiver = new ReceiveCredit(clock.timers, (bytes) => told.push({ at: clock.nowMs, bytes }))
  return { clock, told, receiver }
}

test('the receiver tells after each 64 KiB at once', () => {
  const { told, receiver } = credit()
  for (let piece = 0; piece < 8; piece++) receiver.taken(16 * kib)
  expect(told.map(({ bytes }) => bytes)).toEqual([64 * kib, 128 * kib])
})

test('the receiver tells what is less within 10 ms, once', () => {
  const { clock, told, receiver } = credit()
  clock.runUntil(5)
  receiver.taken(1000)
  receiver.taken(1000)
  clock.runUntil(1000)
  expect(told).toEqual([{ at: 15, bytes: 2000 }])
})

test('one whose lane is over tells nothing', () => {
  const { clock, told, receiver } = credit()
  receiver.taken(1000)
  receiver.close()
  receiver.taken(100 * kib)
  clock.runUntil(1000)
  expect(told).toEqual([])
})
