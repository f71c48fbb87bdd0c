import { describe, expect, test } from 'vitest'
import { bondScenarios, threeLinks } from '../../../support/bond-scenarios.ts'
import {
  classicOptions,
  enhancedOptions,
  type SimulatedBond,
  simulateBond,
} from '../../../support/bond-simulator.ts'

const guarded = { ...classicOptions, stallGuard: true }
const scenario = (name: string) => {
  const found = bondScenarios.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no scenario ${name}.`)
  return found
}
/** Part of the data packets between two moments that went by a link. */
function shareOf({ tenths }: SimulatedBond, link: number, fromMs: number, toMs: number): number {
  const sums = tenths.map((counts) =>
    counts.slice(fromMs / 100, toMs / 100).reduce((sum, count) => sum + count, 0),
  )
  return sums[link]! / sums.reduce((sum, count) => sum + count, 0)
}

describe('in simulated time', () => {
  test.each([1, 2, 3])(
    'three links of 5, 4 and 3 Mbit/s that lose 0.5, 1 and 3 %% deliver all of 6 Mbit/s (seed %i)',
    (seed) => {
      const bond = simulateBond(threeLinks, enhancedOptions, seed)
      expect(bond.packets).toBeGreaterThan(20_000)
      expect(bond.lost).toBe(0)
    },
  )

  test.each([
    ['enhanced', enhancedOptions],
    ['classic with the stall guard', guarded],
  ])('the best link cut for 10 s and back: nothing lost, data moved within 300 ms (%s)', (_, options) => {
    const bond = simulateBond(scenario('best link cut for 10 s'), options)
    expect(bond.lost).toBe(0)
    expect(shareOf(bond, 0, 5000, 10_000)).toBeGreaterThan(0.2)
    expect(shareOf(bond, 0, 10_300, 12_000)).toBeLessThan(0.02)
    expect(bond.events.map(({ code }) => code)).toContain('link-down')
    expect(shareOf(bond, 0, 25_000, 30_000)).toBeGreaterThan(0.2)
  })

  test.each([
    ['enhanced', enhancedOptions],
    ['classic with the stall guard', guarded],
  ])(
    'a link that echoes keepalives but drops data carries at most 2 %% of it after 2 s (%s)',
    (_, options) => {
      const bond = simulateBond(scenario('black hole'), options)
      expect(shareOf(bond, 0, 5000, 10_000)).toBeGreaterThan(0.2)
      expect(shareOf(bond, 0, 12_000, 20_000)).toBeLessThan(0.02)
      expect(shareOf(bond, 0, 20_000, 40_000)).toBeLessThan(0.02)
      expect(bond.lost).toBe(0)
      expect(bond.events.filter(({ code }) => code === 'link-stalled')).toHaveLength(1)
    },
  )

  test.each(bondScenarios.map(({ name }) => name))('%s: enhanced loses no more than classic', (name) => {
    const enhanced = simulateBond(scenario(name), enhancedOptions)
    const classic = simulateBond(scenario(name), classicOptions)
    expect(enhanced.lost).toBeLessThanOrEqual(classic.lost)
    expect(enhanced.lossPercent).toBeLessThan(0.1)
  })

  test('a receiver that asks at once for every packet that was overtaken does not bring the bond down', () => {
    const impatient = { ...scenario('asymmetric RTT'), reorderTolerance: 0 }
    const enhanced = simulateBond(impatient, enhancedOptions)
    expect(enhanced.lost).toBe(0)
    expect(enhanced.sender.counters.spared).toBeGreaterThan(1000)
    expect(enhanced.sender.counters.retransmits / enhanced.packets).toBeLessThan(0.05)
  })

  test('more than the links can carry costs what is too much, not everything', () => {
    const bond = simulateBond({ ...scenario('near capacity'), mbits: 13 }, enhancedOptions)
    expect(bond.lossPercent).toBeLessThan(25)
  })

  test('a metered link carries nothing while the others have room, and helps when they have not', () => {
    const links = [
      { mbits: 5, delayMs: 25 },
      { mbits: 5, delayMs: 25 },
      { mbits: 5, delayMs: 25 },
    ]
    const metered = [false, false, true]
    const enough = simulateBond({ name: 'enough', mbits: 6, links, metered }, enhancedOptions)
    expect(shareOf(enough, 2, 2000, 40_000)).toBeLessThan(0.01)
    expect(enough.lost).toBe(0)
    const short = simulateBond({ name: 'short', mbits: 11, links, metered }, enhancedOptions)
    expect(shareOf(short, 2, 2000, 40_000)).toBeGreaterThan(0.08)
    expect(short.lost).toBe(0)
  })

  test('NAKs that come by one link only are enough', () => {
    const bond = simulateBond({ ...threeLinks, naksTo: 'last' }, enhancedOptions)
    expect(bond.lost).toBe(0)
  })

  test('the same seed gives the same run', () => {
    const [a, b] = [1, 1].map(() =>
      simulateBond({ ...scenario('bursty loss'), seconds: 10 }, enhancedOptions, 9),
    )
    expect(a!.tenths).toEqual(b!.tenths)
    expect(a!.retransmits).toBe(b!.retransmits)
  })
})
