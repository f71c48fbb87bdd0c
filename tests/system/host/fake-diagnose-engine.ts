import { setInterval, setTimeout as sleep } from 'node:timers/promises'
import { type Cause, type Diagnosis, diagnoseContract } from '../../../src/contract/index.ts'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'
import { serveEngine } from '../../../src/engines/kit/worker-server.ts'

// A stand-in for the doctor that looks at nothing, and tells in its report what it was given.
const events = new EventQueue()
let running = false

const lossy: Cause = {
  code: 'loss',
  weight: 0.7,
  text: '',
  evidence: [],
  fix: 'Use another uplink.',
  command: '',
  checks: ['ping'],
}

serveEngine(diagnoseContract, {
  async *run({ input, context }, signal) {
    running = true
    const begun: Diagnosis = {
      hawserReport: 1,
      startedAt: Date.now(),
      endedAt: Date.now(),
      deep: input.deep,
      version: context.version,
      platform: 'test',
      target: input.target ? `${input.target.host}:${input.target.port}` : '',
      peer: context.peer?.name ?? '',
      verdict: 'It is being looked at.',
      state: 'running',
      causes: [],
      checks: [],
      plan: [],
    }
    try {
      yield begun
      // Asked for, so that tests see what becomes of a diagnosis whose engine is gone.
      if (input.target?.port === 666) process.kill(process.pid, 'SIGKILL')
      await sleep(50, undefined, { signal })
      yield {
        ...begun,
        state: 'poor',
        verdict: 'The tunnel loses packets.',
        checks: [
          {
            name: 'turn',
            state: 'poor',
            summary: 'A relay is slow.',
            evidence: context.iceServers.map((server) => JSON.stringify(server)),
            figures: { needs: context.needs.map(({ text }) => text) },
            ms: 50,
          },
        ],
      }
    } finally {
      running = false
    }
  },
  answer: () => ({ port: 0, token: '' }),
  async *watch() {},
  judge: ({ streams }) => ({
    bottlenecks: streams
      .filter(({ lossPercent }) => lossPercent > 0)
      .map(({ id, name }) => ({ id, cause: { ...lossy, text: `The way to ${name} loses packets.` } })),
  }),
  drain: () => {},
  async *snapshots({ intervalMs }, signal) {
    for await (const _tick of setInterval(intervalMs, undefined, { signal }))
      yield { at: Date.now(), running }
  },
  events: (_, signal) => events.read(signal),
})
