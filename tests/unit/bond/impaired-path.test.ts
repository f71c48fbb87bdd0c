import { describe, expect, test } from 'vitest'
import type { Impairment } from '../../../src/contract/bond.ts'
import { ImpairedPath } from '../../../src/engines/bond/impaired-path.ts'

const none: Impairment = { cut: false, loss: 0, delayMs: 0, rate: 0 }
const packet = (first: number, length = 100) => new Uint8Array(length).fill(first)

function pathWith(impairment: Impairment, chance = () => 0.5) {
  const sent: number[] = []
  const received: number[] = []
  const path = new ImpairedPath(
    impairment,
    {
      send: (bytes, offset) => sent.push(bytes[offset]!),
      receive: (bytes, offset) => received.push(bytes[offset]!),
    },
    chance,
  )
  return { path, sent, received }
}

describe('a link under test', () => {
  test('without impairment everything passes at once, both ways', () => {
    const { path, sent, received } = pathWith(none)
    path.outgoing(packet(1), 0, 100, 0)
    path.incoming(packet(2), 0, 100, 0)
    expect({ sent, received }).toEqual({ sent: [1], received: [2] })
    path.close()
  })

  test('cut, nothing passes', () => {
    const { path, sent, received } = pathWith({ ...none, cut: true })
    path.outgoing(packet(1), 0, 100, 0)
    path.incoming(packet(2), 0, 100, 0)
    path.deliver(10_000)
    expect({ sent, received }).toEqual({ sent: [], received: [] })
    path.close()
  })

  test('what comes in is never handed on in the middle of sending', () => {
    const received: number[] = []
    let isSending = false
    const path = new ImpairedPath(
      { ...none, delayMs: 50 },
      {
        send() {},
        receive(bytes, offset) {
          expect(isSending).toBe(false)
          received.push(bytes[offset]!)
        },
      },
    )
    path.incoming(packet(1), 0, 100, 0)
    isSending = true
    path.outgoing(packet(2), 0, 100, 60)
    isSending = false
    path.deliver(60)
    expect(received).toEqual([1])
    path.close()
  })

  test('loss takes the packets whose chance is below it', () => {
    const chances = [0.1, 0.3, 0.5]
    const { path, sent } = pathWith({ ...none, loss: 0.3 }, () => chances.shift() ?? 1)
    for (const first of [1, 2, 3]) path.outgoing(packet(first), 0, 100, 0)
    expect(sent).toEqual([2, 3])
    path.close()
  })

  test('delay holds packets back and keeps their order', () => {
    const { path, sent } = pathWith({ ...none, delayMs: 50 })
    path.outgoing(packet(1), 0, 100, 0)
    path.outgoing(packet(2), 0, 100, 20)
    path.deliver(49)
    expect(sent).toEqual([])
    path.deliver(50)
    expect(sent).toEqual([1])
    path.deliver(70)
    expect(sent).toEqual([1, 2])
    path.close()
  })

  test('a limited rate spaces packets and drops what would wait longer than half a second', () => {
    const { path, sent } = pathWith({ ...none, rate: 10_000 })
    for (let n = 0; n < 100; n++) path.outgoing(packet(n), 0, 100, 0)
    path.deliver(100)
    expect(sent).toHaveLength(10)
    path.deliver(10_000)
    expect(sent).toHaveLength(51)
    path.close()
  })

  test('what is held back is a copy', () => {
    const { path, sent } = pathWith({ ...none, delayMs: 10 })
    const bytes = packet(7)
    path.outgoing(bytes, 0, 100, 0)
    bytes.fill(0)
    path.deliver(10)
    expect(sent).toEqual([7])
    path.close()
  })

  test('a flood is bounded', () => {
    const { path, sent } = pathWith({ ...none, delayMs: 1000 })
    for (let n = 0; n < 5000; n++) path.outgoing(packet(1), 0, 100, 0)
    path.deliver(1000)
    expect(sent).toHaveLength(1024)
    path.close()
  })
})
