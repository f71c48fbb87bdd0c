import type { Report } from '../forward/table.ts'
import { Rounds, ratesOf, sum, type TunnelMeasure, tcpEnd } from './measure.ts'
import { sleep } from './remote.ts'
import { openTube, stackNames } from './tube.ts'

const connections = 100
/** Until the one that is not read has used up its credit, or has made up for it. */
const settleMs = 800

/** A hundred connections at full speed, one of which is read or not by turns: what the others get. */
export async function stalled({ quick, rounds, progress, profileDir }: TunnelMeasure): Promise<Report> {
  const ms = quick ? 1000 : 2000
  const report: Report = { rows: [], goals: [] }
  await using source = tcpEnd()
  await using sink = tcpEnd()
  const port = await source.ask('listenFlood', '127.0.0.1')
  for (const stack of stackNames) {
    progress(`one of ${connections} blocked, ${stack}`)
    await using tube = await openTube({ stack, targets: [port], profileDir })
    await sink.ask('readFrom', '127.0.0.1', tube.ports[0]!, connections)
    await source.ask('flood', true)
    await sleep(settleMs)
    const found = new Rounds()
    for (let round = 0; round < (rounds ?? (quick ? 4 : 10)); round++)
      // In turns, so that what else the machine does hits both.
      for (const isStalled of round % 2 === 0 ? [false, true] : [true, false]) {
        await sink.ask('stall', 0, isStalled)
        await sleep(settleMs)
        const [first = 0, ...others] = await ratesOf(sink, ms)
        const name = isStalled ? 'one blocked' : 'all read'
        found.add(name, sum(others))
        found.add(`${name}, slowest`, Math.min(...others))
        found.add(`${name}, the one`, first)
      }
    await source.ask('flood', false)
    await sink.ask('endReaders')
    for (const name of ['all read', 'one blocked'])
      report.rows.push({
        measure: `${connections} connections, ${stack}`,
        peer: name,
        values: {
          '99 together, MB/s': found.median(name),
          'slowest of them': found.median(`${name}, slowest`),
          'the one': found.median(`${name}, the one`),
        },
      })
    report.goals.push({
      text: `99 beside a blocked one, over without, ${stack}`,
      value: found.ratio('one blocked', 'all read'),
      limit: 0.95,
      better: 'more',
    })
  }
  return report
}
