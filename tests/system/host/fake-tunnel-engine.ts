import { setInterval } from 'node:timers/promises'
import { tunnelContract } from '../../../src/contract/index.ts'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'
import { serveEngine } from '../../../src/engines/kit/worker-server.ts'
import { restingSnapshot } from '../../../src/host/tunnels/seen-tubes.ts'

// A stand-in for the tunnel engine that opens no sockets and makes no connections.
const events = new EventQueue()

serveEngine(tunnelContract, {
  apply: () => {},
  openTube: () => {},
  hear: () => {},
  async *signals(_, signal) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  },
  mute: () => {},
  closeTube: () => {},
  closeTunnelConnection: () => {},
  forgetRequest: () => {},
  checkWay: ({ way }) => ({
    problems: [{ path: 'listen', level: 'warning', code: 'port-in-use', message: way.name }],
  }),
  probe: () => {},
  drain: () => {},
  async *snapshots({ intervalMs }, signal) {
    for await (const _tick of setInterval(intervalMs, undefined, { signal }))
      yield restingSnapshot(Date.now(), { ways: [] })
  },
  events: (_, signal) => events.read(signal),
})
