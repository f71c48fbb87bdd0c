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
  { weight: 1, arbitrary: fc.record({ is: fc.constant('wait' as const), ms: fc.nat({ max: year }) }) },
)

const traits = (mode: DeviceTraits['mode']): fc.Arbitrary<DeviceTraits> =>
  fc.record({
    mode: fc.constant(mode),
    skew: fc.constantFrom(0, 0, -30 * year, 5 * year, 300 * year),
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

test('whatever happens to 2 to 5 devices, they end up equal, nothing is lost, and then nothing moves any more', () => {
  fc.assert(
    fc.property(fc.array(traits('both'), { minLength: 2, maxLength: 5 }), happenings, (devices, events) => {
      const world = new SimWorld(devices)
      for (const event of events) world.happen(event)
      if (process.env.STAT) process.stdout.write(`LEN ${events.length}\n`)
      world.settle()
      const [first, ...others] = world.devices
      for (const other of others) {
        const modes = ![first!, other].some(({ traits }) => traits.noModes)
        expect(tree(other, modes)).toEqual(tree(first!, modes))
        for (const [at, record] of first!.own) expect(isSame(record, other.own.get(at))).toBe(true)
      }
      const alive = world.contents(first!, false)
      expect([...world.precious].filter((content) => !alive.has(content))).toEqual([])
      if (!world.hasForgotten) expect(world.doubleCopies()).toEqual([])
      for (const one of world.devices) {
        const { sequence } = one
        one.scan()
        expect(one.sequence).toBe(sequence)
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 400) },
  )
})
