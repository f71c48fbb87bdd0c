import { bondContract } from '../../contract/bond.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { snapshotsEach } from '../kit/snapshots.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { BondEngine } from './engine.ts'

const events = new EventQueue()
const engine = new BondEngine(events)

serveEngine(bondContract, {
  apply: ({ bonds, receivers, usage }) => engine.apply(bonds, receivers, usage),
  checkBond: async ({ bond, id }) => ({ problems: await engine.checkBond(bond, id) }),
  checkReceiver: async ({ receiver, id }) => ({ problems: await engine.checkListen(receiver.listen, id) }),
  uplinks: async () => ({ uplinks: await engine.uplinks() }),
  checkRouting: async ({ receiver, uplinks }) => ({ routings: await engine.checkRouting(receiver, uplinks) }),
  impair: ({ bondId, link, impairment, seconds }) => engine.impair(bondId, link, impairment, seconds),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  snapshots: ({ intervalMs }, signal) => snapshotsEach(intervalMs, signal, () => engine.snapshot()),
  events: (_, signal) => events.read(signal),
})
