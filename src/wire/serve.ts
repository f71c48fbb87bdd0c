import type { Contract, Server } from '../contract/procedure.ts'
import { Fault } from './fault.ts'
import { type Ask, asAsk, type FaultFrame, type Link, openLimit } from './frames.ts'

/** One call or stream being answered. */
type Answer = { id: number; stop: AbortController; credit: number; window: number; wake: () => void }

/** Of a hopeless input only so many problems are told. */
const issueLimit = 50

/**
 * Answers what comes over `link`. Input is validated here; what an implementation throws reaches the other side as a
 * fault, and anything that is not a `Fault` also goes to `report`, because it is a defect of ours.
 * Malformed frames are reported and otherwise ignored. When the other side is gone, everything open is aborted.
 */
export function serve<C extends Contract>(
  contract: C,
  server: Server<C>,
  link: Link,
  report: (error: unknown) => void,
): void {
  const open = new Map<number, Answer>()
  let closed = false

  async function answer(state: Answer, ask: string, input: unknown): Promise<void> {
    const { id } = state
    const { signal } = state.stop
    try {
      const procedure = Object.hasOwn(contract, ask) ? contract[ask] : undefined
      const implementation = server[ask]
      if (procedure === undefined || implementation === undefined)
        throw new Fault('unknown', `There is no procedure "${ask.slice(0, 80)}".`)
      const checked = procedure.input.safeParse(input)
      if (!checked.success) throw invalid(checked.error.issues)
      const result = implementation(checked.data as never, signal)
      if (procedure.kind === 'stream') {
        state.credit = state.window = procedure.window
        await produce(state, result as AsyncIterable<unknown>)
      } else {
        const value = await result
        if (!signal.aborted) link.send({ id, end: true, value })
      }
    } catch (error) {
      if (!(error instanceof Fault) && !(signal.aborted && isAbort(error, signal))) report(error)
      if (!signal.aborted) tellFault(id, error)
    } finally {
      if (open.get(id) === state) open.delete(id)
    }
  }

  async function produce(state: Answer, items: AsyncIterable<unknown>): Promise<void> {
    const { id } = state
    const { signal } = state.stop
    for await (const item of items) {
      if (signal.aborted) return
      link.send({ id, item })
      if (--state.credit > 0) continue
      await new Promise<void>((resolve) => {
        state.wake = resolve
      })
      if (signal.aborted) return
    }
    if (!signal.aborted) link.send({ id, end: true })
  }

  function tellFault(id: number, error: unknown): void {
    const fault = asFrame(error)
    try {
      link.send({ id, fault })
    } catch (cannotCarry) {
      report(cannotCarry)
      link.send({ id, fault: { code: fault.code, message: fault.message } })
    }
  }

  /** Frees the id at once: an implementation that is slow to notice its signal must not fill the table. */
  function stop(id: number): void {
    const state = open.get(id)
    if (state === undefined) return
    open.delete(id)
    state.stop.abort()
    state.wake()
  }

  function receive(frame: Ask): void {
    if ('ask' in frame) return begin(frame.id, frame.ask, frame.input)
    if ('stop' in frame) return stop(frame.id)
    const state = open.get(frame.id)
    if (state === undefined) return
    state.credit = Math.min(state.credit + frame.more, state.window)
    state.wake()
  }

  function begin(id: number, ask: string, input: unknown): void {
    if (open.has(id)) return report(new Error(`call id ${id} is in use`))
    if (open.size >= openLimit)
      return tellFault(id, new Fault('too-many', `More than ${openLimit} calls are open at once.`))
    const state: Answer = { id, stop: new AbortController(), credit: 0, window: 0, wake: () => {} }
    open.set(id, state)
    void answer(state, ask, input)
  }

  link.receive(
    (raw) => {
      if (closed) return
      const frame = asAsk(raw)
      if (frame) receive(frame)
      else report(new Error('malformed frame'))
    },
    () => {
      closed = true
      for (const id of [...open.keys()]) stop(id)
    },
  )
}

function invalid(issues: readonly { path: readonly PropertyKey[]; message: string }[]): Fault {
  const told = issues.slice(0, issueLimit).map(({ path, message }) => ({ path: path.join('.'), message }))
  return new Fault('invalid', told[0]?.message ?? 'The input is invalid.', told)
}

const asFrame = (error: unknown): FaultFrame =>
  error instanceof Fault
    ? { code: error.code, message: error.message, detail: error.detail }
    : { code: 'internal', message: 'Something went wrong inside Hawser; its log says more.' }

/** What Node's own functions throw when their signal aborts is not a defect. */
const isAbort = (error: unknown, signal: AbortSignal) =>
  error === signal.reason || (error instanceof Error && error.name === 'AbortError')
