import type { Client, Contract } from '../contract/procedure.ts'
import { Fault, isFaultCode } from './fault.ts'
import { asTell, type FaultFrame, type Link, type Tell } from './frames.ts'

/** What waits for the answers to one call or stream. */
type Sink = { tell(frame: Tell): void; fail(error: unknown): void }

const toFault = ({ code, message, detail }: FaultFrame) =>
  new Fault(isFaultCode(code) ? code : 'internal', message, detail)

const gone = () => new Fault('closed', 'The connection to Hawser was lost.')

/**
 * The asking side of a contract. Every call and stream rejects with a fault of code `closed` once the other side is
 * gone, and with the signal's reason when aborted. A stream holds at most its window of unread items.
 */
export function connect<C extends Contract>(contract: C, link: Link): Client<C> {
  const open = new Map<number, Sink>()
  let nextId = 0
  let closed = false

  link.receive(
    (raw) => {
      const frame = asTell(raw)
      if (frame) open.get(frame.id)?.tell(frame)
    },
    () => {
      closed = true
      const sinks = [...open.values()]
      open.clear()
      for (const sink of sinks) sink.fail(gone())
    },
  )

  /** Sends the question and returns its id and how to forget it. */
  function begin(ask: string, input: unknown, signal: AbortSignal | undefined, sink: Sink) {
    if (closed) throw gone()
    signal?.throwIfAborted()
    const id = nextId++
    open.set(id, sink)
    try {
      link.send({ id, ask, input })
    } catch (cannotCarry) {
      open.delete(id)
      throw cannotCarry
    }
    const finish = () => {
      open.delete(id)
      signal?.removeEventListener('abort', abort)
    }
    const abort = () => {
      finish()
      link.send({ id, stop: true })
      sink.fail(signal?.reason)
    }
    signal?.addEventListener('abort', abort)
    return { id, finish }
  }

  const caller = (ask: string) => async (input: unknown, signal?: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const { finish } = begin(ask, input, signal, {
      fail: reject,
      tell(frame) {
        if ('fault' in frame) reject(toFault(frame.fault))
        else if ('end' in frame) resolve(frame.value)
      },
    })
    try {
      return await promise
    } finally {
      finish()
    }
  }

  const reader = (ask: string, window: number) =>
    async function* (input: unknown, signal?: AbortSignal) {
      const batch = Math.max(1, window >> 1)
      const items: unknown[] = []
      let outcome: 'open' | 'ended' | { error: unknown } = 'open'
      let wake = () => {}
      const close = (how: typeof outcome) => {
        if (outcome === 'open') outcome = how
        wake()
      }
      const { id, finish } = begin(ask, input, signal, {
        fail: (error) => close({ error }),
        tell(frame) {
          if ('fault' in frame) close({ error: toFault(frame.fault) })
          else if ('end' in frame) close('ended')
          else {
            items.push(frame.item)
            wake()
          }
        },
      })
      const now = () => outcome
      try {
        for (let taken = 0; ; ) {
          while (items.length > 0) {
            yield items.shift()
            signal?.throwIfAborted()
            if (++taken % batch === 0 && now() === 'open') link.send({ id, more: batch })
          }
          const state = now()
          if (state === 'ended') return
          if (state !== 'open') throw state.error
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        // The reader left early: whoever produces must not go on.
        if (now() === 'open') link.send({ id, stop: true })
        finish()
      }
    }

  return Object.fromEntries(
    Object.entries(contract).map(([name, procedure]) => [
      name,
      procedure.kind === 'call' ? caller(name) : reader(name, procedure.window),
    ]),
  ) as Client<C>
}
