import { setInterval } from 'node:timers/promises'
import { tunnelContract } from '../../contract/tunnel.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { TunnelEngine } from './engine.ts'

const events = new EventQueue()
const engine = new TunnelEngine()

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
  checkWay: async () => ({ problems: await engine.checkWay() }),
  probe: () => {},
  drain: () => {},
  async *snapshots({ intervalMs }, signal) {
    for await (const _tick of setInterval(intervalMs, undefined, { signal, ref: false }))
      yield engine.snapshot()
  },
  events: (_, signal) => events.read(signal),
})
