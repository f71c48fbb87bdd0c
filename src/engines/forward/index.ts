import { forwardContract } from '../../contract/forward.ts'
import { Activity } from '../kit/activity.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { snapshotsByActivity } from '../kit/snapshots.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { ForwardEngine } from './engine.ts'

const snapshotMs = 100

const activity = new Activity()
const events = new EventQueue(() => activity.stir())
const engine = new ForwardEngine(events.add, activity)

serveEngine(forwardContract, {
  apply: ({ rules }) => engine.apply(rules),
  check: async ({ rule, id }) => ({ problems: await engine.check(rule, id) }),
  disconnect: ({ ruleId, connectionId }) => engine.disconnect(ruleId, connectionId),
  look: ({ ruleIds }) => engine.look(ruleIds),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  // Whether anything moves is seen with each tick, which comes sooner than a snapshot would.
  snapshots: (_, signal) => snapshotsByActivity(snapshotMs, signal, engine),
  events: (_, signal) => events.read(signal),
})
