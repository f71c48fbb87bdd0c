import { setInterval } from 'node:timers/promises'
import type { EngineEvent } from '../../contract/events.ts'
import { forwardContract } from '../../contract/forward.ts'
import { serveEngine } from '../kit/worker-server.ts'
import { ForwardEngine } from './engine.ts'

const snapshotMs = 100
const rememberedEvents = 1000

const waiting: EngineEvent[] = []
let wake = () => {}
const engine = new ForwardEngine((event) => {
  if (waiting.length < rememberedEvents) waiting.push(event)
  wake()
})

serveEngine(forwardContract, {
  apply: ({ rules }) => engine.apply(rules),
  check: async ({ rule, id }) => ({ problems: await engine.check(rule, id) }),
  disconnect: ({ ruleId, connectionId }) => engine.disconnect(ruleId, connectionId),
  look: ({ ruleIds }) => engine.look(ruleIds),
  probe: () => engine.probe(),
  drain: ({ deadlineMs }) => engine.drain(deadlineMs),
  async *snapshots(_, signal) {
    for await (const _tick of setInterval(snapshotMs, undefined, { signal, ref: false }))
      yield engine.snapshot()
  },
  async *events(_, signal) {
    signal.addEventListener('abort', () => wake())
    while (!signal.aborted) {
      for (let event = waiting.shift(); event; event = waiting.shift()) yield event
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  },
})
