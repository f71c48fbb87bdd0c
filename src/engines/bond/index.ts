import { type BondsSnapshot, bondContract } from '../../contract/bond.ts'
import { Activity } from '../kit/activity.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { snapshotsByActivity } from '../kit/snapshots.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { BondEngine } from './engine.ts'

/** Keepalives alone are nothing that anybody watches. */
const moves = ({ bonds, receivers }: BondsSnapshot): boolean =>
  [...bonds, ...receivers].some(({ bitrate, state }) => bitrate > 0 || state === 'starting')

const activity = new Activity()
const events = new EventQueue(() => activity.stir())
const engine = new BondEngine(events, activity)

serveEngine(bondContract, {
  apply: ({ bonds, receivers, usage }) => engine.apply(bonds, receivers, usage),
  checkBond: async ({ bond, id }) => ({ problems: await engine.checkBond(bond, id) }),
  checkReceiver: async ({ receiver, id }) => ({ problems: await engine.checkListen(receiver.listen, id) }),
  uplinks: async () => ({ uplinks: await engine.uplinks() }),
  checkRouting: async ({ receiver, uplinks }) => ({ routings: await engine.checkRouting(receiver, uplinks) }),
  impair: ({ bondId, link, impairment, seconds }) => engine.impair(bondId, link, impairment, seconds),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  snapshots: ({ intervalMs }, signal) => snapshotsByActivity(intervalMs, signal, engine, moves),
  events: (_, signal) => events.read(signal),
})
