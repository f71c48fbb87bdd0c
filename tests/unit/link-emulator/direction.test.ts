import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Conditions, megabits, perfect } from '../../support/link-emulator/conditions.ts'
import { Direction } from '../../support/link-emulator/direction.ts'
import { seededRandom } from '../../support/link-emulator/random.ts'

interface Arrival {
  item: number
  atMs: number
}

/** A direction in simulated time: `offer` at the present, `goTo` a later time. */
function simulate(conditions: Partial<Conditions>, seed = 'seed') {
  const arrivals: Arrival[] = []
  let now = 0
  const direction = new Direction<number>(seededRandom(seed), (item) => arrivals.push({ item, atMs: now }))
  direction.change(0, conditions)
  return {
    direction,
    arrivals,
    offer: (item: number, bytes = 1000, isData = true) => direction.offer(now, item, bytes, isData),
    change: (change: Partial<Conditions>) => direction.change(now, change),
    goTo(toMs: number) {
      while (direction.nextAt <= toMs) {
        now = direction.nextAt
        direction.advance(now)
      }
      now = toMs
    },
    /** Offers `count` datagrams, one a millisecond, and waits until all is through. */
    play(count: number) {
      for (let index = 0; index < count; index++) {
        this.goTo(index)
        this.offer(index)
      }
      this.goTo(count + 60_000)
    },
    items: () => arrivals.map(({ item }) => item),
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('rate and queue', () => {
  test('a burst leaves at the rate of the link, each datagram at its exact time', () => {
    const link = simulate({ rate: megabits(4), delayMs: 30, queue: { ms: 1000 } })
    for (let index = 0; index < 10; index++) link.offer(index)
    link.goTo(10_000)
    expect(link.arrivals).toEqual(numbers(10).map((item) => ({ item, atMs: 30 + 2 * (item + 1) })))
  })

  test.each([
    [{ ms: 10 }, 5],
    [{ bytes: 5000 }, 5],
    [{ bytes: 0 }, 0],
  ])('a queue of %o takes %i datagrams beside the one being sent, and drops the others', (queue, takes) => {
    const link = simulate({ rate: megabits(4), queue })
    for (let index = 0; index < 20; index++) link.offer(index)
    link.goTo(10_000)
    expect(link.items()).toEqual(numbers(takes + 1))
    expect(link.direction.counters).toMatchObject({
      offered: 20,
      delivered: takes + 1,
      queueDrops: 19 - takes,
    })
  })

  test('datagrams that are let go a little early leave no room for others', () => {
    const { direction, arrivals } = simulate({ rate: megabits(100), queue: { ms: 5000 } })
    for (let item = 0; item < 1000; item++) {
      direction.offer(item / 100, item, 1250, true)
      direction.advance(item / 100 + 0.5)
    }
    // Ten milliseconds at ten datagrams each, and half a millisecond early.
    expect(arrivals.length).toBeGreaterThan(90)
    expect(arrivals.length).toBeLessThan(110)
  })

  test('an idle link sends at once, having saved up nothing', () => {
    const link = simulate({ rate: megabits(4) })
    link.goTo(5000)
    link.offer(1)
    link.offer(2)
    link.goTo(6000)
    expect(link.arrivals.map(({ atMs }) => atMs)).toEqual([5002, 5004])
  })

  test('a new rate counts from the byte that is being sent', () => {
    const link = simulate({ rate: 1000, queue: { ms: 10_000 } })
    link.offer(1)
    link.offer(2)
    link.goTo(500)
    link.change({ rate: 10_000 })
    link.goTo(10_000)
    expect(link.arrivals.map(({ atMs }) => atMs)).toEqual([550, 650])
  })

  test('lifting the limit lets everything go', () => {
    const link = simulate({ rate: 1000, queue: { ms: 10_000 } })
    for (const item of [1, 2, 3]) link.offer(item)
    link.goTo(100)
    link.change({ rate: 0 })
    link.goTo(100)
    expect(link.items()).toEqual([1, 2, 3])
  })
})

describe('delay', () => {
  test('jitter spreads over its whole range and keeps the order', () => {
    const link = simulate({ delayMs: 50, jitterMs: 40 })
    link.play(2000)
    expect(link.items()).toEqual(numbers(2000))
    const delays = link.arrivals.map(({ item, atMs }) => atMs - item)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(50)
    expect(Math.max(...delays)).toBeLessThanOrEqual(90)
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(20)
  })

  test('reordered datagrams are overtaken and none is lost', () => {
    const link = simulate({ delayMs: 10, reorder: 0.1, reorderMs: 5 })
    link.play(1000)
    expect(link.items()).not.toEqual(numbers(1000))
    expect(link.items().sort((a, b) => a - b)).toEqual(numbers(1000))
    expect(link.direction.counters.reordered).toBeGreaterThan(60)
    expect(link.direction.counters.reordered).toBeLessThan(140)
  })
})

describe('loss', () => {
  test.each([0.005, 0.01, 0.03, 0.3])('random loss of %d loses that part', (loss) => {
    const link = simulate({ loss })
    link.play(20_000)
    const lost = link.direction.counters.losses / 20_000
    expect(Math.abs(lost - loss)).toBeLessThan(4 * Math.sqrt((loss * (1 - loss)) / 20_000))
    expect(link.arrivals).toHaveLength(20_000 - link.direction.counters.losses)
  })

  test('losses repeat with the seed and differ without it', () => {
    const [first, again, other] = ['one', 'one', 'two'].map((seed) => {
      const link = simulate({ loss: 0.2, jitterMs: 5 }, seed)
      link.play(500)
      return link.arrivals
    })
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  test('burst losses come in runs of the length that was asked for', () => {
    const link = simulate({ burst: { every: 200, length: 8 } })
    link.play(50_000)
    const items = link.items()
    const gaps = items.slice(1).map((item, index) => item - items[index]! - 1)
    const runs = gaps.filter((gap) => gap > 0)
    const length = runs.reduce((a, b) => a + b) / runs.length
    expect(length).toBeGreaterThan(6)
    expect(length).toBeLessThan(10)
    expect(link.direction.counters.losses / 50_000).toBeGreaterThan(0.025)
    expect(link.direction.counters.losses / 50_000).toBeLessThan(0.055)
  })

  test('duplicates arrive twice', () => {
    const link = simulate({ duplicate: 0.5, delayMs: 5 })
    link.play(100)
    expect(link.arrivals).toHaveLength(100 + link.direction.counters.duplicates)
    expect(new Set(link.items()).size).toBe(100)
    expect(link.direction.counters.duplicates).toBeGreaterThan(30)
  })
})

describe('cut and black hole', () => {
  test('a cut takes what is under way and what comes, and nothing of it appears later', () => {
    const link = simulate({ delayMs: 100, rate: megabits(4) })
    for (let index = 0; index < 3; index++) link.offer(index)
    link.goTo(3)
    link.change({ cut: true })
    link.offer(3)
    link.goTo(1000)
    link.change({ cut: false })
    link.offer(4)
    link.goTo(5000)
    expect(link.arrivals).toEqual([{ item: 4, atMs: 1102 }])
    expect(link.direction.counters).toMatchObject({ offered: 5, delivered: 1, cutDrops: 4 })
  })

  test('a black hole takes data alone', () => {
    const link = simulate({ blackHole: true })
    for (let index = 0; index < 10; index++) link.offer(index, 1000, index % 2 === 0)
    link.goTo(100)
    expect(link.items()).toEqual([1, 3, 5, 7, 9])
    expect(link.direction.counters).toMatchObject({ blackHoleDrops: 5, offeredData: 5, deliveredData: 0 })
  })
})

const part = fc.double({ min: 0, max: 1, noNaN: true })
const someConditions: fc.Arbitrary<Partial<Conditions>> = fc.record(
  {
    rate: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 1e7 })),
    queue: fc.oneof(
      fc.record({ ms: fc.integer({ min: 0, max: 500 }) }),
      fc.record({ bytes: fc.integer({ min: 0, max: 1e5 }) }),
    ),
    delayMs: fc.integer({ min: 0, max: 500 }),
    jitterMs: fc.integer({ min: 0, max: 100 }),
    loss: part,
    cut: fc.boolean(),
    blackHole: fc.boolean(),
    duplicate: part,
    reorder: part,
  },
  { requiredKeys: [] },
)

test('whatever is changed while it runs, every datagram is accounted for once', () => {
  const step = fc.oneof(
    fc.record({ offer: fc.integer({ min: 16, max: 1500 }), isData: fc.boolean() }),
    fc.record({ change: someConditions }),
    fc.record({ wait: fc.integer({ min: 0, max: 300 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const link = simulate({})
      let now = 0
      let offered = 0
      for (const each of steps) {
        if ('offer' in each) link.offer(offered++, each.offer, each.isData)
        else if ('change' in each) link.change(each.change)
        else {
          now += each.wait
          link.goTo(now)
        }
      }
      link.change({ ...perfect })
      link.goTo(now + 1e9)
      const { counters } = link.direction
      const { delivered, queueDrops, losses, cutDrops, blackHoleDrops, duplicates } = counters
      expect(counters.offered).toBe(offered)
      expect(delivered + queueDrops + losses + cutDrops + blackHoleDrops).toBe(offered + duplicates)
      expect(link.arrivals).toHaveLength(delivered)
      expect(link.direction.nextAt).toBe(Number.POSITIVE_INFINITY)
    }),
  )
})
