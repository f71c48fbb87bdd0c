import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviceTraits, SimDevice } from './sim-device.ts'
import { isSame } from './sim-device.ts'
import { type Happening, SimWorld } from './sim-world.ts'

const year = 365 * 24 * 3600 * 1000
const number = fc.nat({ max: 40 })
const device = fc.nat({ max: 4 })
// Short paths often, so that devices get in one another's way.
const path = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 6 }) }, { weight: 1, arbitrary: number })

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('write' as const), device, path }) },
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constantFrom(
        'mkdir' as const,
        'delete' as const,
        'touch' as const,
        'chmod' as const,
        'link' as const,
      ),
      device,
      path,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('write-same' as const), device, path, content: number }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('rename' as const), device, path, to: path }) },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('scan' as const), device }) },
  { weight: 8, arbitrary: fc.record({ is: fc.constant('send' as const), device, to: device }) },
  { weight: 7, arbitrary: fc.record({ is: fc.constant('deliver' as const), message: number }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('drop' as const), message: number }) },
  {
    weight: 7,
    arbitrary: fc.record({ is: fc.constant('pass' as const), device, steps: fc.nat({ max: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constantFrom('cut' as const, 'join' as const), device, to: device }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('forget' as const), device }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('clock' as const),
      device,
      skew: fc.constantFrom(0, -1000, -30 * year, 5 * year, 300 * year),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('wait' as const), ms: fc.nat({ max: year }) }) },
)

const traits = (mode: DeviceTraits['mode']): fc.Arbitrary<DeviceTraits> =>
  fc.record({
    mode: fc.constant(mode),
    fat: fc.boolean(),
    noModes: fc.boolean(),
  })

// Left to itself, the generator makes short histories most of the time.
const happenings = fc.noBias(fc.array(happening, { maxLength: 150, size: 'max' }))

/** Paths with what lies there, as far as all systems can have it alike. */
const tree = ({ folder, own }: SimDevice, modes: boolean) =>
  Object.fromEntries(
    [...folder.entries]
      .map(([at, { kind, content, target, mode }]) => {
        // What came from a system without modes has the usual ones of each.
        const shown = modes && own.get(at)?.mode !== -1 ? mode.toString(8) : ''
        return [at, `${kind} ${content}${target} ${shown}`] as const
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

function expectEqual([first, ...others]: readonly SimDevice[]): void {
  for (const other of others) {
    const modes = ![first!, other].some((one) => one.traits.noModes)
    expect(tree(other, modes)).toEqual(tree(first!, modes))
    for (const [at, record] of first!.own) expect(isSame(record, other.own.get(at))).toBe(true)
  }
}

/** Looking again finds nothing that changed. */
function expectQuiet(devices: readonly SimDevice[]): void {
  for (const one of devices) {
    const { sequence } = one
    one.scan()
    expect(one.sequence).toBe(sequence)
  }
}

test('whatever happens to 2 to 5 devices, they end up equal, nothing is lost, and then nothing moves any more', () => {
  fc.assert(
    fc.property(fc.array(traits('both'), { minLength: 2, maxLength: 5 }), happenings, (devices, events) => {
      const world = new SimWorld(devices)
      for (const event of events) world.happen(event)
      world.settle()
      expectEqual(world.devices)
      const alive = world.contents(world.devices[0]!, false)
      expect([...world.precious].filter((content) => !alive.has(content))).toEqual([])
      if (!world.hasForgotten) expect(world.doubleCopies()).toEqual([])
      expectQuiet(world.devices)
    }),
    { numRuns: 500 },
  )
})

test('a device that only sends takes nothing; the others become equal', () => {
  const devices = fc.tuple(traits('send'), traits('both'), traits('both'))
  fc.assert(
    fc.property(devices, happenings, (all, events) => {
      const world = new SimWorld(all)
      const [sender, ...others] = world.devices
      for (const event of events) {
        const before = structuredClone(sender!.folder.entries)
        world.happen(event)
        if (event.is === 'pass') expect(structuredClone(sender!.folder.entries)).toEqual(before)
      }
      const before = structuredClone(sender!.folder.entries)
      world.settle()
      expect(structuredClone(sender!.folder.entries)).toEqual(before)
      expectEqual(others)
      expectQuiet(world.devices)
      const alive = new Set([...world.contents(others[0]!, false), ...world.contents(sender!, false)])
      expect([...world.precious].filter((content) => !alive.has(content))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('what is changed where only is received goes nowhere, and is lost nowhere', () => {
  const devices = fc.tuple(traits('receive'), traits('both'), traits('both'))
  fc.assert(
    fc.property(devices, happenings, (all, events) => {
      const world = new SimWorld(all)
      const [receiver, ...others] = world.devices
      // A store lost there could make it the only one to announce what a person there has deleted.
      for (const event of events) if (event.is !== 'forget') world.happen(event)
      world.settle()
      expectEqual(others)
      expectQuiet(world.devices)
      for (const { own } of world.devices) {
        for (const { by, version } of own.values()) {
          expect([by, ...version.map(([id]) => id)]).not.toContain(receiver!.id)
        }
      }
      const alive = new Set([...world.contents(others[0]!, false), ...world.contents(receiver!, true)])
      expect([...world.precious].filter((content) => !alive.has(content))).toEqual([])
      // What nobody touched there is as everywhere.
      for (const [at, record] of receiver!.own) {
        if (receiver!.changedHere.has(at) || receiver!.folder.below(at).length > 0) continue
        const best = receiver!.best(at)!
        if (!best.deleted && best.kind === 'file') expect([at, record.content]).toEqual([at, best.content])
      }
    }),
    { numRuns: 200 },
  )
})
