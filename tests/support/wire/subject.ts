import { z } from 'zod'
import { call, type Server, stream } from '../../../src/contract/procedure.ts'
import { Fault, type Link, serve } from '../../../src/wire/index.ts'

/** A contract with one procedure for each way in which a call or a stream can go. */
export const subjectContract = {
  echo: call(z.object({ text: z.string().min(1), times: z.int().default(1) }), z.string()),
  nothing: call(z.void(), z.void()),
  refuse: call(z.void(), z.void()),
  defect: call(z.void(), z.void()),
  uncarriable: call(z.void(), z.unknown()),
  uncarriableDetail: call(z.void(), z.void()),
  wait: call(z.void(), z.void()),
  many: call(z.array(z.int()), z.void()),
  numbers: stream(
    z.object({ end: z.int().optional(), fail: z.int().optional(), pauseMs: z.int().default(0) }),
    z.int(),
  ),
  narrow: stream(z.void(), z.int(), 2),
  deaf: stream(z.void(), z.int()),
}

/** What the tests ask the answering side about. */
export type SubjectState = {
  produced: number
  openStreams: number
  waiting: number
  reports: string[]
}

/** Serves `subjectContract` on a link and returns what it did, live. */
export function serveSubject(link: Link): SubjectState {
  const state: SubjectState = { produced: 0, openStreams: 0, waiting: 0, reports: [] }
  async function* count(end: number, fail: number, pauseMs: number, signal: AbortSignal) {
    state.openStreams++
    try {
      for (let n = 0; n < end && !signal.aborted; n++) {
        if (n === fail) throw new Error('the secret of the stream')
        state.produced++
        yield n
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    } finally {
      state.openStreams--
    }
  }
  const server: Server<typeof subjectContract> = {
    echo: ({ text, times }) => text.repeat(times),
    nothing() {},
    refuse() {
      throw new Fault('rule-unknown', 'There is no such rule.', { id: 'r1' })
    },
    defect() {
      throw new Error('the secret of the call')
    },
    uncarriable: () => ({ loop: cyclic() }),
    uncarriableDetail() {
      throw new Fault('rule-loop', 'A loop.', { loop: cyclic(), call: () => {} })
    },
    async wait(_, signal) {
      state.waiting++
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      state.waiting--
      signal.throwIfAborted()
    },
    many() {},
    numbers: ({ end = Infinity, fail = -1, pauseMs }, signal) => count(end, fail, pauseMs, signal),
    narrow: (_, signal) => count(Infinity, -1, 0, signal),
    async *deaf() {
      yield 0
      await new Promise(() => {})
    },
  }
  serve(subjectContract, server, link, (error) => state.reports.push(String(error)))
  return state
}

/** Neither a structured clone (it holds a function) nor JSON (it is a loop) carries this. */
function cyclic(): object {
  const loop: Record<string, unknown> = { call: () => {} }
  loop['self'] = loop
  return loop
}
