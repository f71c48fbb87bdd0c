import { median, percentile, startSource } from './load.ts'
import { dial, type Peer, streamPeers } from './peers.ts'
import type { Report } from './table.ts'

const messageBytes = 1024

/** Round trips of 1 KB through a peer, microseconds, rising. */
async function roundTrips(peer: Peer | undefined, count: number): Promise<number[]> {
  await using echo = await startSource('echo')
  await using forwarder = await peer?.start(echo.port)
  const socket = await dial(forwarder?.port ?? echo.port)
  const message = Buffer.alloc(messageBytes)
  const times: number[] = []
  let received = 0
  let started = 0
  const done = Promise.withResolvers<void>()
  const send = () => {
    received = 0
    started = performance.now()
    socket.write(message)
  }
  socket.on('data', (bytes) => {
    received += bytes.length
    if (received < messageBytes) return
    times.push((performance.now() - started) * 1000)
    if (times.length < count) send()
    else done.resolve()
  })
  send()
  await done.promise
  socket.destroy()
  return times.slice(count / 10).sort((a, b) => a - b)
}

/** How much a round trip takes longer through a forwarder. */
export async function roundTrip({ rounds, count }: { rounds: number; count: number }): Promise<Report> {
  const peers = [undefined, ...streamPeers]
  const measured = new Map<string, { p50: number[]; p99: number[] }>()
  for (let round = 0; round < rounds; round++)
    for (const peer of peers) {
      const times = await roundTrips(peer, count)
      const entry = measured.get(peer?.name ?? 'direct') ?? { p50: [], p99: [] }
      entry.p50.push(percentile(times, 0.5))
      entry.p99.push(percentile(times, 0.99))
      measured.set(peer?.name ?? 'direct', entry)
    }
  const p50 = (name: string) => median(measured.get(name)!.p50)
  const added = (name: string) => p50(name) - p50('direct')
  return {
    rows: [...measured].map(([peer, times]) => ({
      measure: 'round trip of 1 KB, µs',
      peer,
      values: { p50: median(times.p50), p99: median(times.p99), 'p50 added': added(peer) },
    })),
    goals: [
      {
        text: 'added round trip p50 over haproxy',
        value: added('hawser') / added('haproxy'),
        limit: 1.3,
        better: 'less',
      },
    ],
  }
}
