import { median } from '../forward/load.ts'
import type { Report } from '../forward/table.ts'
import { plain, rateOf, rawEnds, rawWays, sessionEnds, three } from './ends.ts'
import type { MeasureOptions } from './measure.ts'
import { path, startRelay } from './relay.ts'

const mb = 1e6

/** 100 MB on a connection that has carried nothing yet: the start is what is slow. */
export async function fresh({ rounds }: MeasureOptions): Promise<Report> {
  const bytes = 100 * mb
  const seconds = new Map<string, number[]>()
  const discards = new Map<string, number[]>()
  const ways = [
    { name: 'hawser', open: () => sessionEnds() },
    ...[plain, three].map((way) => ({ name: way.name, open: () => rawEnds(way) })),
  ]
  for (let round = 0; round < rounds; round++)
    for (const { name, open } of ways) {
      await using ends = await open()
      const since = performance.now()
      const arrived = ends.all(bytes)
      await ends.start(bytes)
      await arrived
      seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - since) / 1000])
      discards.set(name, [...(discards.get(name) ?? []), await ends.discards()])
    }
  const rows = ways.map(({ name }) => ({
    measure: '100 MB on a fresh connection',
    peer: name,
    values: { s: median(seconds.get(name)!), 'discards, most': Math.max(...discards.get(name)!) },
  }))
  const [own, first, second] = rows.map(({ values }) => values.s)
  return {
    rows,
    goals: [
      {
        text: '100 MB fresh, × the time of one plain channel',
        value: own! / first!,
        limit: 0.3,
        better: 'less',
      },
      { text: '100 MB fresh, × the time of 3 channels', value: own! / second!, limit: 0.5, better: 'less' },
      {
        text: '100 MB fresh, local discards',
        value: rows[0]!.values['discards, most'],
        limit: 0,
        better: 'less',
      },
    ],
  }
}

/** Once it runs, beside the fastest raw channel. */
export async function steady({ rounds, quick }: MeasureOptions): Promise<Report> {
  const [beforeMs, ms] = quick ? [4000, 4000] : [6000, 8000]
  const rates = new Map<string, number[]>()
  const ways = [
    { name: 'hawser, sealed', open: () => sessionEnds() },
    { name: 'hawser, not sealed', open: () => sessionEnds(undefined, { seal: false }) },
    ...rawWays.map((way) => ({ name: way.name, open: () => rawEnds(way) })),
  ]
  for (let round = 0; round < rounds; round++)
    for (const { name, open } of ways) {
      await using ends = await open()
      await ends.start(1e12)
      rates.set(name, [...(rates.get(name) ?? []), await rateOf(ends, beforeMs, ms)])
    }
  const rows = ways.map(({ name }) => ({
    measure: 'memory to memory, steady',
    peer: name,
    values: { 'MB/s': median(rates.get(name)!) },
  }))
  const [sealed, , ...raw] = rows.map(({ values }) => values['MB/s'])
  return {
    rows,
    goals: [
      {
        text: 'steady, × the fastest raw channel',
        value: sealed! / Math.max(...raw),
        limit: 0.9,
        better: 'more',
      },
    ],
  }
}

const farPaths = [
  { rttMs: 20, loss: 0.005, limit: 10 },
  { rttMs: 80, loss: 0, limit: 10 },
  { rttMs: 20, loss: 0.02, limit: 8 },
]

/** Far and lossy paths of 50 MB/s, from a fresh connection on. */
export async function far({ rounds, quick }: MeasureOptions): Promise<Report> {
  const ms = quick ? 15_000 : 20_000
  const report: Report = { rows: [], goals: [] }
  for (const { rttMs, loss, limit } of farPaths) {
    const measure = `${rttMs} ms, ${loss * 100} % lost, 50 MB/s`
    const rates = new Map<string, number[]>()
    const lateRates = new Map<string, number[]>()
    const ways = [
      { name: 'hawser', open: sessionEnds },
      { name: plain.name, open: (relay: Awaited<ReturnType<typeof startRelay>>) => rawEnds(plain, relay) },
    ]
    for (let round = 0; round < rounds; round++)
      for (const { name, open } of ways) {
        await using relay = await startRelay(path(rttMs, loss))
        await using ends = await open(relay)
        await ends.start(1e12)
        const since = performance.now()
        const late = await rateOf(ends, ms / 2, ms / 2)
        const rate = (await ends.received()) / 1e3 / (performance.now() - since)
        rates.set(name, [...(rates.get(name) ?? []), rate])
        lateRates.set(name, [...(lateRates.get(name) ?? []), late])
      }
    const rows = ways.map(({ name }) => ({
      measure,
      peer: name,
      values: {
        'MB/s, start included': median(rates.get(name)!),
        'MB/s, second half': median(lateRates.get(name)!),
      },
    }))
    report.rows.push(...rows)
    const [own, other] = rows.map(({ values }) => values['MB/s, start included'])
    report.goals.push({
      text: `${measure}, × one plain channel`,
      value: own! / other!,
      limit,
      better: 'more',
    })
  }
  return report
}

/** A text of 1 KB, until the other side is known to have it. */
export async function snippet({ quick }: MeasureOptions): Promise<Report> {
  await using ends = await sessionEnds()
  const times = await ends.pages.left.evaluate(
    async (count) => {
      const found: number[] = []
      for (let n = 0; n < count; n++) {
        const since = performance.now()
        await bench.text('x'.repeat(1000))
        found.push(performance.now() - since)
      }
      return found.toSorted((a, b) => a - b)
    },
    quick ? 100 : 400,
  )
  const at = (part: number) => times[Math.floor((times.length - 1) * part)]!
  return {
    rows: [
      {
        measure: 'a text of 1 KB, there and back',
        peer: 'hawser',
        values: { 'p50, ms': at(0.5), 'p99, ms': at(0.99) },
      },
    ],
    goals: [{ text: 'text of 1 KB, p50, ms', value: at(0.5), limit: 5, better: 'less' }],
  }
}
