import { describe, expect, test } from 'vitest'
import { isBefore } from '../../../../src/engines/bond/protocol/sequence.ts'
import { everyLink, SenderHarness } from '../../../support/sender-harness.ts'
import { randomOf } from '../../../support/simulated-path.ts'
import { srtAck, srtlaAck, srtNak } from '../../../support/srt-packets.ts'

const timeoutMs = 4000

interface ModelLink {
  log: number[]
  end: number
  inFlight: number
  window: number
  heardMs: number
  up: boolean
}

/** The reference's tables, written down as they are and looked through one by one. */
class ReferenceModel {
  /** In the order in which links are compared: the one added last first. */
  readonly links: Map<number, ModelLink>

  constructor(count: number, nowMs: number) {
    this.links = new Map()
    for (let link = count - 1; link >= 0; link--)
      this.links.set(link, {
        log: new Array(256).fill(-1),
        end: 0,
        inFlight: 0,
        window: 20_000,
        heardMs: nowMs,
        up: true,
      })
  }

  send(sequence: number, nowMs: number): number {
    let best = -1
    let bestScore = -1
    for (const [index, link] of this.links) {
      if (!link.up || nowMs - link.heardMs > timeoutMs) continue
      const score = Math.floor(link.window / (link.inFlight + 1))
      if (score <= bestScore) continue
      best = index
      bestScore = score
    }
    const link = this.links.get(best)
    if (link === undefined) return -1
    link.log[link.end] = sequence
    link.end = (link.end + 1) % 256
    link.inFlight++
    return best
  }

  heard(index: number, nowMs: number): void {
    const link = this.links.get(index)!
    link.heardMs = nowMs
    link.up = true
  }

  acked(sequence: number): void {
    const link = this.#take(sequence)
    if (link) {
      link.inFlight = Math.max(0, link.inFlight - 1)
      if (link.inFlight * 1000 > link.window) link.window += 29
    }
    for (const each of this.links.values()) if (each.up) each.window = Math.min(60_000, each.window + 1)
  }

  ackedBefore(ack: number): void {
    for (const link of this.links.values()) {
      link.log = link.log.map((sequence) => (sequence >= 0 && isBefore(sequence, ack) ? -1 : sequence))
      link.inFlight = Math.min(255, link.log.filter((sequence) => sequence >= 0).length)
    }
  }

  lost(sequence: number): void {
    const link = this.#take(sequence)
    if (link) link.window = Math.max(1000, link.window - 100)
  }

  tick(nowMs: number): void {
    for (const link of this.links.values())
      if (link.up && nowMs - link.heardMs > timeoutMs)
        Object.assign(link, { log: new Array(256).fill(-1), end: 0, inFlight: 0, window: 1000, up: false })
  }

  #take(sequence: number): ModelLink | undefined {
    for (const link of this.links.values()) {
      const at = link.log.indexOf(sequence)
      if (at < 0) continue
      link.log[at] = -1
      return link
    }
    return undefined
  }
}

const options = { mode: 'classic' as const, stallGuard: false, linkTimeoutMs: timeoutMs }

function trace(seed: number, links: number, steps: number, start: number): void {
  const random = randomOf(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const harness = SenderHarness.up(links, options)
  const { sender } = harness
  const model = new ReferenceModel(links, harness.nowMs)
  let sequence = start
  let stamp = 1
  let dead = -1
  const behind = (back: number) => (sequence - 1 - back) & 0x7fff_ffff
  const replyLink = () => {
    const link = below(links)
    return link === dead ? (link + 1) % links : link
  }
  for (let n = 0; n < steps; n++) {
    const choice = random()
    if (choice < 0.6) {
      const again = sequence !== start && random() < 0.06
      const number = again ? behind(below(300)) : sequence
      if (!again) sequence = (sequence + 1) & 0x7fff_ffff
      expect(harness.data(number, again), `step ${n}`).toBe(model.send(number, harness.nowMs))
    } else if (choice < 0.72) {
      const link = replyLink()
      const numbers = Array.from({ length: 10 }, () => behind(below(200)))
      harness.receive(link, srtlaAck(numbers))
      model.heard(link, harness.nowMs)
      for (const number of numbers) model.acked(number)
    } else if (choice < 0.8) {
      const link = replyLink()
      const ack = behind(below(random() < 0.1 ? 600 : 60) - 1)
      harness.receive(link, srtAck(ack, ++stamp))
      model.heard(link, harness.nowMs)
      model.ackedBefore(ack)
    } else if (choice < 0.9) {
      const link = replyLink()
      const first = below(150)
      const range = [behind(first + below(12)), behind(first)] as const
      const single = behind(below(400))
      harness.receive(link, srtNak([single, range], ++stamp))
      model.heard(link, harness.nowMs)
      model.lost(single)
      for (let at = range[0]; ; at = (at + 1) & 0x7fff_ffff) {
        model.lost(at)
        if (at === range[1]) break
      }
    } else if (choice < 0.998) {
      harness.nowMs += below(30)
      sender.tick(harness.nowMs)
      model.tick(harness.nowMs)
    } else if (links > 1) {
      dead = dead < 0 ? below(links) : -1
      for (let ms = 0; ms < timeoutMs + 500; ms += 100) {
        harness.nowMs += 100
        sender.tick(harness.nowMs)
        model.tick(harness.nowMs)
        for (let link = 0; link < links; link++) {
          if (link === dead) continue
          harness.keepalive(link, 0)
          model.heard(link, harness.nowMs)
        }
      }
    }
    for (const [link, expected] of model.links) {
      expect(sender.links.window[link], `window of ${link} at step ${n}`).toBe(expected.window)
      expect(sender.links.inFlight[link], `in flight on ${link} at step ${n}`).toBe(expected.inFlight)
    }
  }
}

describe('classic scheduling', () => {
  test.each([
    [1, 1, 0],
    [2, 2, 1000],
    [3, 3, 0x7fff_ff80],
    [4, 5, 0x7fff_f000],
    [5, 3, 77],
  ])('decides packet by packet as the reference does (seed %i, %i links, from %i)', (seed, links, start) => {
    trace(seed, links, 6000, start)
  })

  test('on equal scores the link added last carries the packet', () => {
    const harness = SenderHarness.up(3, options)
    expect([0, 1, 2, 3].map((sequence) => harness.data(sequence))).toEqual([2, 1, 0, 2])
  })

  test('an acknowledged packet opens its own window by 30 when it was full, the others by 1', () => {
    const harness = SenderHarness.up(2, options)
    for (let sequence = 0; sequence < 60; sequence++) harness.data(sequence)
    harness.receive(0, srtlaAck([1], 8))
    expect([...harness.sender.links.window.subarray(0, 2)]).toEqual([20_030, 20_001])
    expect([...harness.sender.links.inFlight.subarray(0, 2)]).toEqual([29, 30])
  })

  test('a lost packet costs 100 once, however often it is reported, and stays in flight', () => {
    const harness = SenderHarness.up(1, options)
    harness.data(5)
    harness.receive(0, srtNak([5], 1))
    harness.receive(0, srtNak([5], 2))
    expect(harness.sender.links.window[0]).toBe(19_900)
    expect(harness.sender.links.inFlight[0]).toBe(1)
    expect(harness.sender.counters.naks).toBe(1)
  })

  test('a link that timed out begins again with a window of one packet', () => {
    const harness = SenderHarness.up(2, options)
    harness.pass(4200, () => harness.keepalive(0, 0))
    expect(harness.codes()).toEqual(['link-down'])
    harness.keepalive(1, 0)
    expect(harness.sender.links.window[1]).toBe(1000)
  })

  test('links that are off or capped carry nothing', () => {
    const harness = SenderHarness.up(2, options)
    harness.sender.changeLink(1, { ...everyLink, weight: 0 })
    expect([harness.data(1), harness.data(2)]).toEqual([0, 0])
    harness.sender.changeLink(0, { ...everyLink, capped: true })
    expect(harness.data(3)).toBe(-1)
    expect(harness.sender.counters.noLink).toBe(1)
  })
})
