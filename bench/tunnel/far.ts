import { percentile } from '../forward/load.ts'
import type { Report } from '../forward/table.ts'
import { impairedLink } from '../sync/impaired-link.ts'
import { farPeers } from './far-peers.ts'
import { Rounds, ratesOf, sum, type TunnelMeasure, tcpEnd } from './measure.ts'
import { sleep } from './remote.ts'

const rttMs = 20
const link = { delayMs: rttMs / 2, bitsPerSecond: 400e6, queueMs: 20 }
const messageBytes = 1024
const losses = [0, 0.005]
/** Of which all that are far from one another make use at the same time. */
const several = 8

/**
 * A link of 20 ms and 400 Mbit/s that treats all alike: what one connection and eight get through a tunnel, and how long 1 KB takes
 * beside nothing and beside eight that send as much as they can. Needs Linux and root.
 */
export async function far({ quick, rounds, progress }: TunnelMeasure): Promise<Report> {
  const [settleMs, ms] = quick ? [2000, 2000] : [5000, 5000]
  const report: Report = { rows: [], goals: [] }
  for (const loss of losses) {
    const found = new Rounds()
    const measure = `${rttMs} ms, ${loss * 100} % lost`
    for (let round = 0; round < (rounds ?? (quick ? 1 : 3)); round++)
      for (const { name, open } of farPeers) {
        progress(`${measure}, ${name}`)
        await using network = await impairedLink({ ...link, loss })
        const { near, far: farSide } = network
        await using source = tcpEnd(farSide)
        await using sink = tcpEnd(near)
        await using other = tcpEnd(near)
        // By TCP alone it is reached at its address; through a tunnel, at the far side's own.
        const at = name.startsWith('TCP') ? farSide.host : '127.0.0.1'
        const flood = await source.ask('listenFlood', at)
        const echo = await source.ask('listenEcho', at)
        await using opened = await open(near, farSide, [flood, echo])
        const [floodAt = 0, echoAt = 0] = opened.ports
        const trips = async (kind: string, count: number) => {
          const times = await other.ask('roundTrips', opened.host, echoAt, messageBytes, count)
          found.add(`${name}, ${kind}`, percentile(times, 0.5) / 1000)
          found.add(`${name}, ${kind}, p99`, percentile(times, 0.99) / 1000)
        }
        await trips('alone', quick ? 60 : 200)
        await source.ask('flood', true)
        await sink.ask('readFrom', opened.host, floodAt, 1)
        await sleep(settleMs)
        found.add(`${name}, one`, sum(await ratesOf(sink, ms)))
        await sink.ask('readFrom', opened.host, floodAt, several - 1)
        await sleep(2 * settleMs)
        found.add(`${name}, several`, sum(await ratesOf(sink, ms)))
        // As pages and cameras do all the time: a tube gives new connections to the lanes that it has made meanwhile.
        await sink.ask('readFrom', opened.host, floodAt, several)
        await sink.ask('endReaders', several)
        await sleep(2 * settleMs)
        found.add(`${name}, anew`, sum(await ratesOf(sink, ms)))
        await trips('beside', quick ? 20 : 80)
      }
    for (const { name } of farPeers)
      report.rows.push({
        measure,
        peer: name,
        values: {
          '1 connection, MB/s': found.median(`${name}, one`),
          [`${several} connections, MB/s`]: found.median(`${name}, several`),
          'opened anew, MB/s': found.median(`${name}, anew`),
          '1 KB there and back, ms': found.median(`${name}, alone`),
          'p99, ms': found.median(`${name}, alone, p99`),
          [`beside ${several} at full speed, ms`]: found.median(`${name}, beside`),
          [`p99 beside ${several}, ms`]: found.median(`${name}, beside, p99`),
        },
      })
  }
  return report
}
