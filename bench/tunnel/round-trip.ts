import { percentile } from '../forward/load.ts'
import type { Report } from '../forward/table.ts'
import { Rounds, type TunnelMeasure, tcpEnd } from './measure.ts'
import { openRaw } from './raw.ts'
import { openTube, stackNames } from './tube.ts'

const messageBytes = 1024

/** How much longer 1 KB takes there and back through a tube than without, beside what it takes on the data channel alone. */
export async function roundTrip({ quick, rounds, progress, profileDir }: TunnelMeasure): Promise<Report> {
  const count = quick ? 600 : 2000
  const report: Report = { rows: [], goals: [] }
  await using client = tcpEnd()
  await using server = tcpEnd()
  const port = await server.ask('listenEcho', '127.0.0.1')
  for (const stack of stackNames) {
    progress(`round trip, ${stack}`)
    await using raw = await openRaw(stack)
    await raw.far.ask('echo')
    await using tube = await openTube({ stack, targets: [port], profileDir })
    const tcp = (to: number) => () => client.ask('roundTrips', '127.0.0.1', to, messageBytes, count)
    const ways = {
      'TCP without a tube': tcp(port),
      'raw channel': () => raw.near.ask('roundTrips', messageBytes, count),
      'TCP through a tube': tcp(tube.ports[0]!),
    }
    const found = new Rounds()
    for (let round = -1; round < (rounds ?? (quick ? 3 : 7)); round++) {
      const p50: number[] = []
      for (const [name, measure] of Object.entries(ways)) {
        const times = await measure()
        p50.push(percentile(times, 0.5))
        if (round < 0) continue
        found.add(name, percentile(times, 0.5))
        found.add(`${name}, p99`, percentile(times, 0.99))
      }
      const [direct, channel, through] = p50 as [number, number, number]
      if (round >= 0) found.add('added over raw', (through - direct) / channel)
    }
    for (const name of Object.keys(ways))
      report.rows.push({
        measure: `round trip of 1 KB, µs, ${stack}`,
        peer: name,
        values: {
          p50: found.median(name),
          p99: found.median(`${name}, p99`),
          added: found.median(name) - found.median('TCP without a tube'),
        },
      })
    report.goals.push({
      text: `added round trip over the raw channel's, ${stack}`,
      value: found.median('added over raw'),
      limit: 1.5,
      better: 'less',
    })
  }
  return report
}
