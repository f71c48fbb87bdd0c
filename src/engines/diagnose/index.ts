import { setInterval } from 'node:timers/promises'
import { diagnoseContract } from '../../contract/diagnose.ts'
import { Fault } from '../../wire/fault.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { allChecks } from './all-checks.ts'
import { DiagnoseEngine } from './engine.ts'
import { thisSystem } from './system.ts'

const events = new EventQueue()
const engine = new DiagnoseEngine({ checks: allChecks(), system: thisSystem, now: Date.now }, events)

serveEngine(diagnoseContract, {
  run: (request, signal) => engine.run(request, signal),
  answer: () => {
    throw new Fault('peer-refused', 'This version does not answer the doctors of other devices.')
  },
  watch: ({ intervalMs }, signal) => engine.watch(intervalMs, signal),
  drain: () => engine.drain(),
  async *snapshots({ intervalMs }, signal) {
    for await (const _tick of setInterval(intervalMs, undefined, { signal, ref: false }))
      yield engine.snapshot()
  },
  events: (_, signal) => events.read(signal),
})
