import { once } from 'node:events'
import { createServer } from 'node:net'
import { median } from './load.ts'
import { dial, freePort, type Peer, streamPeers } from './peers.ts'
import type { Report } from './table.ts'

const downMs = 1500

/** A viewer connects while the target is down; how long after its return the first byte comes, NaN if it never does. */
async function firstByte(peer: Peer): Promise<number> {
  const targetPort = await freePort()
  await using forwarder = await peer.start(targetPort)
  const viewer = await dial(forwarder.port)
  viewer.on('error', () => {})
  const outcome = Promise.race([
    once(viewer, 'data').then(() => performance.now()),
    once(viewer, 'close').then(() => Number.NaN),
  ])
  await new Promise((resolve) => setTimeout(resolve, downMs))
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('first')
  }).listen(targetPort, '127.0.0.1')
  await once(server, 'listening')
  const back = performance.now()
  const at = await outcome
  viewer.destroy()
  server.close()
  return at - back
}

/** The target is down for 1.5 s. */
export async function restart({ rounds }: { rounds: number }): Promise<Report> {
  const measured = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++)
    for (const peer of streamPeers) {
      const times = measured.get(peer.name) ?? []
      times.push(await firstByte(peer))
      measured.set(peer.name, times)
    }
  return {
    rows: [...measured].map(([peer, times]) => ({
      measure: 'target down for 1.5 s',
      peer,
      values: { 'first byte, ms after it is back': median(times) },
    })),
    goals: [
      {
        text: 'restart: ms to the first byte, same connection',
        value: median(measured.get('hawser')!),
        limit: 355,
        better: 'less',
      },
    ],
  }
}
