import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBefore } from '../../../../src/engines/bond/protocol/sequence.ts'
import { ClassicLog } from '../../../../src/engines/bond/sender/classic-log.ts'
import { LinkTable } from '../../../../src/engines/bond/sender/link-table.ts'
import { everyLink } from '../../../support/sender-harness.ts'

/** The reference's log: 256 numbers a link, looked through one by one. */
class ScannedLog {
  readonly logs = [0, 1, 2].map(() => new Array<number>(256).fill(-1))
  readonly ends = [0, 0, 0]
  readonly order = [2, 1, 0]

  add(link: number, sequence: number): void {
    this.logs[link]![this.ends[link]!] = sequence
    this.ends[link] = (this.ends[link]! + 1) % 256
  }
  take(sequence: number): number {
    for (const link of this.order) {
      const at = this.logs[link]!.indexOf(sequence)
      if (at < 0) continue
      this.logs[link]![at] = -1
      return link
    }
    return -1
  }
  clearBefore(ack: number): void {
    for (const log of this.logs)
      for (const [at, sequence] of log.entries()) if (sequence >= 0 && isBefore(sequence, ack)) log[at] = -1
  }
  clearLink(link: number): void {
    this.logs[link]!.fill(-1)
    this.ends[link] = 0
  }
  entries(link: number): number {
    return this.logs[link]!.filter((sequence) => sequence >= 0).length
  }
}

/** How far behind the newest: often among the same few, sometimes where the map has come around once. */
const back = fc.oneof(
  fc.nat(6),
  fc.nat(700),
  fc.integer({ min: 16_380, max: 16_390 }),
  fc.integer({ min: 16_330, max: 16_450 }),
)

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      link: fc.nat(2),
      count: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('again' as const), link: fc.nat(2), back }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('take' as const), back }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ack' as const),
      back: fc.oneof(back, fc.integer({ min: -40, max: 20 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), link: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      by: fc.constantFrom(300, 16_320, 16_350, 16_383, 40_000),
    }),
  },
)

test('takes and clears exactly what scanning every log would', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 120 }),
      fc.constantFrom(0, 5000, 0x7fff_ff00, 0x7fff_8000),
      (steps, start) => {
        const links = new LinkTable()
        for (const link of [0, 1, 2]) links.add(link, everyLink)
        const log = new ClassicLog(links)
        const scanned = new ScannedLog()
        let sequence: number = start
        const behind = (back: number) => (sequence - back) & 0x7fff_ffff
        for (const it of steps) {
          if (it.kind === 'send')
            for (let n = 0; n < it.count; n++) {
              log.add(it.link, sequence)
              scanned.add(it.link, sequence)
              sequence = (sequence + 1) & 0x7fff_ffff
            }
          else if (it.kind === 'again') {
            log.add(it.link, behind(it.back + 1))
            scanned.add(it.link, behind(it.back + 1))
          } else if (it.kind === 'take') expect(log.take(behind(it.back))).toBe(scanned.take(behind(it.back)))
          else if (it.kind === 'ack') {
            log.clearBefore(behind(it.back))
            scanned.clearBefore(behind(it.back))
          } else if (it.kind === 'clear') {
            log.clearLink(it.link)
            scanned.clearLink(it.link)
          } else sequence = (sequence + it.by) & 0x7fff_ffff
          for (const link of [0, 1, 2]) expect(log.entries[link]).toBe(scanned.entries(link))
        }
      },
    ),
    { numRuns: 1000 },
  )
})
