import type { Report } from '../forward/table.ts'
import { Rounds, ratesOf, sum, type TunnelMeasure, tcpEnd } from './measure.ts'
import { openRaw, type RawPair } from './raw.ts'
import { sleep } from './remote.ts'
import { type BenchTube, openTube, stackNames } from './tube.ts'

const mib = 1024 * 1024
/** What waits in the stack of the raw channel at most: whichever of these is faster counts. */
const watermarks = [256 * 1024, mib]
/** For what is under way to arrive. */
const settleMs = 300

interface Way {
  name: string
  flood(isOn: boolean): Promise<void>
  readers: Parameters<typeof ratesOf>[0]
  cpuSeconds(): Promise<number>
}

/** TCP from application to application through a tube, beside the data channel that it is made of. */
export async function rate({ quick, rounds, progress, profileDir }: TunnelMeasure): Promise<Report> {
  const [beforeMs, ms] = quick ? [500, 1000] : [700, 2000]
  const report: Report = { rows: [], goals: [] }
  await using source = tcpEnd()
  await using sink = tcpEnd()
  const port = await source.ask('listenFlood', '127.0.0.1')
  for (const stack of stackNames) {
    progress(`rate, ${stack}`)
    await using raw = await openRaw(stack)
    await using tube = await openTube({ stack, targets: [port], profileDir })
    await sink.ask('readFrom', '127.0.0.1', tube.ports[0]!, 1)
    const ways: Way[] = [
      ...watermarks.map((most) => rawWay(raw, most)),
      {
        name: 'TCP through a tube',
        flood: (isOn) => source.ask('flood', isOn),
        readers: sink,
        cpuSeconds: () => enginesCpu(tube),
      },
    ]
    const found = new Rounds()
    // The first round only warms up.
    for (let round = -1; round < (rounds ?? (quick ? 3 : 7)); round++)
      for (const { name, flood, readers, cpuSeconds } of ways) {
        await flood(true)
        await sleep(beforeMs)
        const cpuBefore = await cpuSeconds()
        const rates = sum(await ratesOf(readers, ms))
        const cpu = (await cpuSeconds()) - cpuBefore
        await flood(false)
        await sleep(settleMs)
        if (round < 0) continue
        found.add(name, rates)
        found.add(`${name}, CPU`, cpu / ((rates * ms) / 1e6))
      }
    await sink.ask('endReaders')
    for (const { name } of ways)
      report.rows.push({
        measure: `end to end, ${stack}`,
        peer: name,
        values: { 'MB/s': found.median(name), 'CPU s/GB, both ends': found.median(`${name}, CPU`) },
      })
    const [own, ...raws] = ways.map(({ name }) => name).reverse() as [string, ...string[]]
    report.goals.push({
      text: `end to end over the raw channel, ${stack}`,
      value: Math.min(...raws.map((name) => found.ratio(own, name))),
      limit: 0.85,
      better: 'more',
    })
  }
  return report
}

const rawWay = ({ near, far }: RawPair, most: number): Way => ({
  name: `raw channel, ${most / 1024} KiB in the stack`,
  flood: (isOn) => far.ask('flood', isOn, most),
  readers: near,
  cpuSeconds: async () => (await near.cpuSeconds()) + (await far.cpuSeconds()),
})

const enginesCpu = async ({ near, far }: BenchTube) => (await near.cpuSeconds()) + (await far.cpuSeconds())
