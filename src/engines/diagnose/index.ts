import { setInterval } from 'node:timers/promises'
import { diagnoseContract } from '../../contract/diagnose.ts'
import { patientClock } from '../kit/clock.ts'
import { EventQueue } from '../kit/event-queue.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { allChecks } from './all-checks.ts'
import { DiagnoseEngine } from './engine.ts'
import { PeerAnswers } from './peer/answers.ts'
import { thisSystem } from './system.ts'

const events = new EventQueue()
const engine = new DiagnoseEngine({ checks: allChecks(), system: thisSystem, now: Date.now }, events)
const answers = new PeerAnswers(patientClock)

serveEngine(diagnoseContract, {
  run: (request, signal) => engine.run(request, signal),
  answer: ({ from }) => answers.answer(from),
  watch: ({ intervalMs }, signal) => engine.watch(intervalMs, signal),
  judge: ({ streams }) => ({ bottlenecks: engine.judge(streams) }),
  async drain() {
    await Promise.all([engine.drain(), answers[Symbol.asyncDispose]()])
  },
  async *snapshots({ intervalMs }, signal) {
    for await (const _tick of setInterval(intervalMs, undefined, { signal, ref: false }))
      yield engine.snapshot()
  },
  events: (_, signal) => events.read(signal),
})
