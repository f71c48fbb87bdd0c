import { describe, expect, test } from 'vitest'
import { srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { stateCode } from '../../../../src/engines/bond/sender/link-table.ts'
import { SenderHarness } from '../../../support/sender-harness.ts'
import { srtAck, srtlaAck } from '../../../support/srt-packets.ts'

/** A stream over links that all deliver, except for what a test says of one. */
class Stream {
  readonly harness: SenderHarness
  sequence = 0
  readonly #waiting: number[][]
  #acks = 0

  constructor(harness: SenderHarness) {
    this.harness = harness
    this.#waiting = Array.from({ length: 16 }, () => [])
  }

  /** Sends 50 packets in each of so many spans of 100 ms; by the links that `delivers` names acknowledgements come back. */
  run(spans: number, delivers: readonly number[], hears: readonly number[] = delivers): number[] {
    const carried = new Array<number>(16).fill(0)
    const { harness } = this
    for (let span = 0; span < spans * 10; span++) {
      harness.nowMs += 10
      if (span % 10 === 0) harness.sender.tick(harness.nowMs)
      for (let n = 0; n < 5; n++) {
        const before = harness.forwarded.length
        harness.data(this.sequence)
        for (const { link } of harness.forwarded.slice(before)) {
          carried[link]!++
          if (delivers.includes(link)) this.#waiting[link]!.push(this.sequence)
        }
        this.sequence = (this.sequence + 1) & 0x7fff_ffff
      }
      for (const link of delivers)
        while (this.#waiting[link]!.length >= 10)
          harness.receive(link, srtlaAck(this.#waiting[link]!.splice(0, 10)))
      const ack = srtAck(this.sequence, ++this.#acks)
      for (const link of hears) harness.receive(link, ack)
    }
    return carried
  }
}

const stream = (links: number, mode: 'enhanced' | 'classic' = 'enhanced') =>
  new Stream(SenderHarness.up(links, { mode }))

describe.each(['enhanced', 'classic'] as const)('the stall guard (%s)', (mode) => {
  test('leaves a link at most 2 % when its data vanishes, though it still hears everything', () => {
    const bond = stream(3, mode)
    bond.run(20, [0, 1, 2])
    const during = bond.run(20, [0, 1], [0, 1, 2])
    const after = bond.run(50, [0, 1], [0, 1, 2])
    expect(during[2]!).toBeGreaterThan(0)
    expect(after[2]! / (after[0]! + after[1]!)).toBeLessThan(0.02)
    expect(bond.harness.sender.links.state[2]).toBe(stateCode.stalled)
    expect(bond.harness.codes().filter((code) => code === 'link-stalled')).toHaveLength(1)
    expect(bond.harness.sender.links.probes[2]!).toBeGreaterThan(5)
  })

  test('gives it data back once probes have been acknowledged', () => {
    const bond = stream(3, mode)
    bond.run(20, [0, 1, 2])
    bond.run(40, [0, 1], [0, 1, 2])
    bond.run(40, [0, 1, 2])
    expect(bond.harness.codes()).toContain('link-recovered')
    const share = bond.run(20, [0, 1, 2])
    expect(share[2]!).toBeGreaterThan(100)
  })

  test('moves data off a link that goes silent within 300 ms, and back when it is heard', () => {
    const bond = stream(3, mode)
    bond.run(20, [0, 1, 2])
    bond.run(3, [0, 1])
    const cut = bond.run(3, [0, 1])
    expect(cut[1]!).toBeGreaterThan(0)
    expect(cut[2]!).toBeLessThanOrEqual(2)
    expect(bond.harness.codes()).not.toContain('link-down')
    bond.run(1, [0, 1, 2])
    const back = bond.run(10, [0, 1, 2])
    expect(back[2]!).toBeGreaterThan(50)
    expect(bond.harness.codes()).not.toContain('link-stalled')
  })

  test('asks a silent link for an echo before it takes it for dead', () => {
    const bond = stream(2, mode)
    bond.run(20, [0, 1])
    bond.harness.sent.length = 0
    bond.run(2, [0])
    expect(bond.harness.linksOf(srtlaType.keepalive)).toContain(1)
  })

  test('does nothing while all links are silent: the receiver pauses', () => {
    const bond = stream(3, mode)
    bond.run(20, [0, 1, 2])
    const paused = bond.run(8, [])
    expect(Math.min(paused[0]!, paused[1]!, paused[2]!)).toBeGreaterThan(30)
    expect(bond.harness.sender.links.probes.every((probes) => probes === 0)).toBe(true)
    bond.run(1, [0, 1, 2])
    expect(bond.harness.sender.links.state.slice(0, 3)).toEqual(new Uint8Array(3).fill(stateCode.live))
  })

  test('never takes away the last link', () => {
    const bond = stream(1, mode)
    bond.run(10, [0])
    const carried = bond.run(30, [], [0])
    expect(carried[0]).toBe(30 * 50)
  })

  test('switched off leaves everything as it is', () => {
    const bond = stream(3, mode)
    bond.run(20, [0, 1, 2])
    bond.run(30, [0, 1], [0, 1, 2])
    bond.harness.sender.configure({
      mode,
      qualityScoring: true,
      exploration: false,
      stallGuard: false,
      linkTimeoutMs: 5000,
    })
    bond.run(1, [0, 1], [0, 1, 2])
    const probes = bond.harness.sender.links.probes[2]!
    bond.run(20, [0, 1], [0, 1, 2])
    expect(bond.harness.sender.links.probes[2]).toBe(probes)
    expect(bond.harness.sender.links.state[2]).not.toBe(stateCode.stalled)
  })

  test('a link that comes back from the dead proves itself by probes first', () => {
    const bond = stream(2, mode)
    bond.run(20, [0, 1])
    bond.run(60, [0])
    expect(bond.harness.sender.links.state[1]).toBe(stateCode.down)
    bond.harness.short(1, srtlaType.reg3)
    const first = bond.run(2, [0, 1])
    expect(first[1]!).toBeLessThan(12)
    bond.run(10, [0, 1])
    const later = bond.run(10, [0, 1])
    expect(later[1]!).toBeGreaterThan(100)
  })
})
