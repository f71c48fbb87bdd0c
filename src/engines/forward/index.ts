import { forwardContract } from '../../contract/forward.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { snapshotsEach } from '../kit/snapshots.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { ForwardEngine } from './engine.ts'

const snapshotMs = 100

const events = new EventQueue()
const engine = new ForwardEngine(events.add)

serveEngine(forwardContract, {
  apply: ({ rules }) => engine.apply(rules),
  check: async ({ rule, id }) => ({ problems: await engine.check(rule, id) }),
  disconnect: ({ ruleId, connectionId }) => engine.disconnect(ruleId, connectionId),
  look: ({ ruleIds }) => engine.look(ruleIds),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  snapshots: (_, signal) => snapshotsEach(snapshotMs, signal, () => engine.snapshot()),
  events: (_, signal) => events.read(signal),
})
