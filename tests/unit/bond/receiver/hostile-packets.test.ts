import fc from 'fast-check'
import { expect, test } from 'vitest'
import { srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { slotBytes } from '../../../../src/engines/kit/datagram/datagram.ts'
import { Bench, data, reg2 } from './fake-sockets.ts'

const members = ['10.0.0.1:1', '10.0.0.2:2', '::1:3']
const strangers = ['10.0.0.1:9', '192.168.7.7:53', 'fe80::1%eth0:4', '::ffff:10.9.9.9:5']

const typed = fc
  .tuple(
    fc.constantFrom(
      ...Object.values(srtlaType),
      0x8000,
      0x8001,
      0x8002,
      0x8003,
      0x8005,
      0x8006,
      0x8fff,
      0x92ff,
      0x9300,
      0xffff,
      0x0000,
      0x7fff,
    ),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([type, rest]) => Uint8Array.from([type >> 8, type & 0xff, ...rest]))
const registrationLike = fc
  .tuple(fc.constantFrom(srtlaType.reg1, srtlaType.reg2), fc.uint8Array({ minLength: 256, maxLength: 256 }))
  .map(([type, id]) => Uint8Array.from([type >> 8, type & 0xff, ...id]))
const anything = fc.uint8Array({ maxLength: slotBytes })
const packet = fc.oneof(typed, registrationLike, anything, fc.uint8Array({ maxLength: 4 }))
const sender = fc.constantFrom(...members, ...strangers)

const step = fc.oneof(
  fc.array(fc.tuple(sender, packet), { minLength: 1, maxLength: 20 }).map((read) => ({ read })),
  fc.array(packet, { minLength: 1, maxLength: 20 }).map((answer) => ({ answer })),
  fc.integer({ min: 1, max: 4000 }).map((wait) => ({ wait })),
)

/** What must hold at any time. */
function check(bench: Bench): void {
  const groups = [...bench.receiver.groups]
  const links = groups.flatMap((group) => group.links)
  for (const group of groups) {
    for (const link of group.links) expect([link.group, link.removed]).toEqual([group, false])
    if (group.active !== undefined) expect(group.links).toContain(group.active)
    const { bitrate, packets, bytes, duplicates, missing } = group.snapshot(bench.now)
    for (const number of [bitrate, packets, bytes, duplicates, missing])
      expect(number >= 0 && Number.isFinite(number)).toBe(true)
  }
  bench.receiver.tick(bench.now)
  expect(bench.remembered).toBe(links.length)
}

test('no packet, of whomever, throws, mixes up groups or stays in memory', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const bench = new Bench()
      bench.register(members.slice(0, 2))
      bench.register(members.slice(2))
      for (const each of steps) {
        if ('read' in each) bench.read(...each.read)
        else if ('answer' in each)
          for (const group of bench.receiver.groups) bench.answer(group, ...each.answer)
        else bench.wait(each.wait)
        check(bench)
        expect(bench.receiver.groups.size).toBeLessThanOrEqual(2)
      }
    }),
    { numRuns: 300 },
  )
})

test('a group that is talked at by strangers goes on as if nothing had happened', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...strangers), packet), { maxLength: 60 }), (noise) => {
      const bench = new Bench()
      const id = bench.register(members)
      noise.forEach(([from, bytes], n) => {
        bench.read([from, bytes], [members[n % 3]!, data(n)])
      })
      const [group] = bench.receiver.groups
      expect(bench.receiver.groups.size).toBe(1)
      expect(group!.id.equals(id)).toBe(true)
      expect(group!.links).toHaveLength(3)
      expect(bench.passed.map(({ packet: passed }) => passed.readUInt32BE(0))).toEqual(noise.map((_, n) => n))
      expect(group!.snapshot(bench.now)).toMatchObject({ packets: noise.length, duplicates: 0, missing: 0 })
    }),
  )
})

test('registrations and joins in any order keep every link in exactly one group', () => {
  const ports = fc.integer({ min: 1, max: 12 })
  const act = fc.oneof(
    fc.record({ asks: ports }),
    fc.record({ joins: ports, group: fc.nat(5) }),
    fc.record({ talks: ports }),
    fc.record({ waits: fc.integer({ min: 100, max: 6000 }) }),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
      const bench = new Bench({ maxGroups: 3, maxLinksPerGroup: 3, maxGroupsPerSource: 100 })
      const ids: Uint8Array[] = []
      for (const each of acts) {
        if ('asks' in each) {
          const id = new Uint8Array(256).fill(ids.length)
          bench.read([`10.0.0.1:${each.asks}`, Uint8Array.from([0x92, 0, ...id])])
          for (const { packet: answer } of bench.take())
            if (answer.readUInt16BE(0) === srtlaType.reg2) ids.push(answer.subarray(2))
        } else if ('joins' in each) {
          const id = ids.at(-1 - (each.group % Math.max(1, ids.length)))
          if (id !== undefined) bench.read([`10.0.0.1:${each.joins}`, reg2(id)])
        } else if ('talks' in each) bench.read([`10.0.0.1:${each.talks}`, data(1)])
        else bench.wait(each.waits)
        check(bench)
        const links = [...bench.receiver.groups].flatMap((group) =>
          group.links.map(({ address }) => address.port),
        )
        expect(new Set(links).size).toBe(links.length)
        expect(bench.receiver.groups.size).toBeLessThanOrEqual(3)
        for (const group of bench.receiver.groups) expect(group.links.length).toBeLessThanOrEqual(3)
      }
    }),
  )
})
