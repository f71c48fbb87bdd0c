import { median, play } from './load.ts'
import { bulkPeers } from './peers.ts'
import type { Report } from './table.ts'

/** How much goes through, over one connection and over sixteen, and what it costs. */
export async function bulk({ rounds, seconds }: { rounds: number; seconds: number }): Promise<Report> {
  const report: Report = { rows: [], goals: [] }
  for (const connections of [1, 16]) {
    const measured = new Map<string, { speed: number[]; cost: number[]; rss: number[] }>()
    for (let round = 0; round < rounds; round++)
      for (const peer of bulkPeers) {
        const {
          bytes,
          seconds: took,
          cpuSeconds,
          rssBytes,
        } = await play(
          peer,
          { kind: 'bulk' },
          {
            kind: 'bulk',
            connections,
            stuck: 0,
            seconds,
          },
        )
        const entry = measured.get(peer.name) ?? { speed: [], cost: [], rss: [] }
        entry.speed.push(bytes / took / 1e9)
        entry.cost.push(cpuSeconds / (bytes / 1e9))
        entry.rss.push(rssBytes / 1e6)
        measured.set(peer.name, entry)
      }
    for (const [peer, { speed, cost, rss }] of measured)
      report.rows.push({
        measure: `bulk, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
        peer,
        values: { 'GB/s': median(speed), 'CPU s/GB': median(cost), 'RSS MB': median(rss) },
      })
    const of = (name: string) => measured.get(name)!
    const ratio = (a: string, b: string, what: 'speed' | 'cost') => median(of(a)[what]) / median(of(b)[what])
    const where = `bulk ${connections}`
    report.goals.push(
      {
        text: `${where}: GB/s over haproxy`,
        value: ratio('hawser', 'haproxy', 'speed'),
        limit: 2,
        better: 'more',
      },
      {
        text: `${where}: GB/s over haproxy-64k`,
        value: ratio('hawser', 'haproxy-64k', 'speed'),
        limit: 0.9,
        better: 'more',
      },
      {
        text: `${where}: CPU s/GB over haproxy`,
        value: ratio('hawser', 'haproxy', 'cost'),
        limit: 0.45,
        better: 'less',
      },
      {
        text: `${where}: CPU with the monitor over without`,
        value: ratio('hawser', 'hawser, no monitor', 'cost'),
        limit: 1.05,
        better: 'less',
      },
    )
  }
  return report
}
