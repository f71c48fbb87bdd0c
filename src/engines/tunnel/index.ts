import { tunnelContract } from '../../contract/tunnel.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { nativeEnds } from '../kit/parent-process.ts'
import { snapshotsEach } from '../kit/snapshots.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { TunnelEngine } from './engine.ts'
import { Stacks } from './meet/stacks.ts'

const events = new EventQueue()
const engine = new TunnelEngine({
  stacks: new Stacks(nativeEnds()),
  tell: events.add,
  report: (error) => report(error),
})

const report = serveEngine(tunnelContract, {
  apply: (work) => engine.apply(work),
  openTube: (wish) => engine.openTube(wish),
  hear: ({ tubeId, signal }) => engine.hear(tubeId, signal.text),
  signals: (_, signal) => engine.signals.read(signal),
  mute: ({ tubeId, reason }) => engine.mute(tubeId, reason),
  closeTube: ({ tubeId, reason }) => engine.closeTube(tubeId, reason),
  closeTunnelConnection: ({ tubeId, number }) => engine.closeConnection(tubeId, number),
  forgetRequest: ({ id }) => engine.forgetRequest(id),
  checkWay: async ({ way, id }) => ({ problems: await engine.checkWay(way, id) }),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  snapshots: ({ intervalMs }, signal) => snapshotsEach(intervalMs, signal, () => engine.snapshot()),
  events: (_, signal) => events.read(signal),
})
