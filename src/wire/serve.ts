import type { Contract, Server } from '../contract/procedure.ts'
import { Fault } from './fault.ts'
import { type Ask, asAsk, type Link, openLimit, streamWindow, type Tell } from './frames.ts'

/** One call or stream being answered. */
type Answer = { stop: AbortController; credit: number; wake: () => void }

/**
 * Answers what comes over `link`. Input is validated here; what an implementation throws reaches the other side as a
 * fault, and anything that is not a `Fault` also goes to `report`, because it is a defect of ours.
 * Malformed frames are reported and otherwise ignored.
 */
export function serve<C extends Contract>(
  contract: C,
  server: Server<C>,
  link: Link,
  report: (error: unknown) => void,
): void {
  const open = new Map<number, Answer>()
  const tell = (frame: Tell) => link.send(frame)

  async function produce(id: number, answer: Answer, items: AsyncIterable<unknown>): Promise<void> {
    for await (const item of items) {
      if (answer.stop.signal.aborted) return
      tell({ id, item })
      answer.credit--
      while (answer.credit === 0 && !answer.stop.signal.aborted)
        await new Promise<void>((resolve) => {
          answer.wake = resolve
        })
      if (answer.stop.signal.aborted) return
    }
    if (!answer.stop.signal.aborted) tell({ id, end: true })
  }

  async function answer(id: number, ask: string, input: unknown): Promise<void> {
    const state: Answer = { stop: new AbortController(), credit: streamWindow, wake: () => {} }
    open.set(id, state)
    try {
      const procedure = Object.hasOwn(contract, ask) ? contract[ask] : undefined
      const implementation = server[ask]
      if (procedure === undefined || implementation === undefined)
        throw new Fault('unknown', `There is no procedure "${ask.slice(0, 80)}".`)
      const checked = procedure.input.safeParse(input)
      if (!checked.success) {
        const issues = checked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
        throw new Fault('invalid', issues[0]?.message ?? 'The input is invalid.', issues)
      }
      const result = implementation(checked.data as never, state.stop.signal)
      if (procedure.kind === 'call') {
        const value = await result
        if (!state.stop.signal.aborted) tell({ id, value })
      } else await produce(id, state, result as AsyncIterable<unknown>)
    } catch (error) {
      const fault = error instanceof Fault ? error : undefined
      if (state.stop.signal.aborted) {
        if (fault === undefined && error !== state.stop.signal.reason) report(error)
        return
      }
      if (fault === undefined) report(error)
      tell({
        id,
        fault: fault
          ? { code: fault.code, message: fault.message, detail: fault.detail }
          : { code: 'internal', message: 'Something went wrong inside Hawser; its log says more.' },
      })
    } finally {
      open.delete(id)
    }
  }

  function stop(id: number): void {
    const state = open.get(id)
    state?.stop.abort()
    state?.wake()
  }

  function receive(frame: Ask): void {
    if ('stop' in frame) return stop(frame.id)
    if ('more' in frame) {
      const state = open.get(frame.id)
      if (state === undefined) return
      state.credit = Math.min(state.credit + frame.more, streamWindow)
      return state.wake()
    }
    if (open.has(frame.id)) return report(new Error(`call id ${frame.id} is in use`))
    if (open.size >= openLimit) {
      const message = `More than ${openLimit} calls are open at once.`
      return tell({ id: frame.id, fault: { code: 'too-many', message } })
    }
    void answer(frame.id, frame.ask, frame.input)
  }

  link.receive(
    (raw) => {
      const frame = asAsk(raw)
      if (frame) receive(frame)
      else report(new Error('malformed frame'))
    },
    () => {
      for (const id of [...open.keys()]) stop(id)
    },
  )
}
