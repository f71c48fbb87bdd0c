import { median, percentile, play } from './load.ts'
import { streamPeers } from './peers.ts'
import type { Report } from './table.ts'

const lateMs = 33
const megabyte = 1e6

/** A hundred cameras of 8 Mbit/s, and the CPU they cost. */
export async function cameras({ rounds, seconds }: { rounds: number; seconds: number }): Promise<Report> {
  const measured = new Map<string, { late: number[]; p99: number[]; cpu: number[]; rss: number[] }>()
  for (let round = 0; round < rounds; round++)
    for (const peer of streamPeers) {
      const task = { kind: 'frames', connections: 100, stuck: 0, seconds } as const
      const { delays, cpuSeconds, rssBytes } = await play(peer, { kind: 'frames' }, task)
      const entry = measured.get(peer.name) ?? { late: [], p99: [], cpu: [], rss: [] }
      entry.late.push(delays.filter((delay) => delay > lateMs).length)
      entry.p99.push(percentile(delays, 0.99))
      entry.cpu.push((100 * cpuSeconds) / seconds)
      entry.rss.push(rssBytes / megabyte)
      measured.set(peer.name, entry)
    }
  const of = (name: string) => measured.get(name)!
  const ratio = (what: 'p99' | 'cpu') => median(of('hawser')[what]) / median(of('haproxy')[what])
  return {
    rows: [...measured].map(([peer, { late, p99, cpu, rss }]) => ({
      measure: '100 cameras of 8 Mbit/s',
      peer,
      values: {
        'late > 33 ms': median(late),
        'p99 ms': median(p99),
        'CPU %': median(cpu),
        'RSS MB': median(rss),
      },
    })),
    goals: [
      { text: 'cameras: frames late', value: median(of('hawser').late), limit: 0, better: 'less' },
      { text: 'cameras: p99 over haproxy', value: ratio('p99'), limit: 2, better: 'less' },
      { text: 'cameras: CPU over haproxy', value: ratio('cpu'), limit: 1, better: 'less' },
    ],
  }
}

/** Four of twenty viewers stop reading: what the others feel, and how much piles up before the camera does. */
export async function stuckViewers({
  rounds,
  seconds,
}: {
  rounds: number
  seconds: number
}): Promise<Report> {
  const measured = new Map<string, { late: number[]; absorbed: number[] }>()
  for (let round = 0; round < rounds; round++)
    for (const peer of streamPeers) {
      const task = { kind: 'frames', connections: 20, stuck: 4, seconds } as const
      const { delays, taken, stuckBytes } = await play(peer, { kind: 'frames', sendBuffer: 256 * 1024 }, task)
      // Stuck cameras are those that accepted least; each accepted what its viewer got and what piled up.
      const least = [...taken].sort((a, b) => a - b).slice(0, stuckBytes.length)
      const got = Math.min(...stuckBytes)
      const entry = measured.get(peer.name) ?? { late: [], absorbed: [] }
      entry.late.push(delays.filter((delay) => delay > lateMs).length)
      entry.absorbed.push((Math.max(...least) - got) / megabyte)
      measured.set(peer.name, entry)
    }
  const of = (name: string) => measured.get(name)!
  return {
    rows: [...measured].map(([peer, { late, absorbed }]) => ({
      measure: '4 of 20 viewers stuck',
      peer,
      values: { 'late among the healthy': median(late), 'MB absorbed a stuck stream': median(absorbed) },
    })),
    goals: [
      {
        text: 'stuck viewers: frames late among the healthy',
        value: median(of('hawser').late),
        limit: 0,
        better: 'less',
      },
      {
        text: 'stuck viewers: MB absorbed',
        value: median(of('hawser').absorbed),
        limit: 1.5,
        better: 'less',
      },
    ],
  }
}
