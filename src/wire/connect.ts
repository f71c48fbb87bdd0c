import type { Client, Contract } from '../contract/procedure.ts'
import { Fault, isFaultCode } from './fault.ts'
import { asTell, type FaultFrame, type Link, streamWindow, type Tell } from './frames.ts'

/** What waits for the answers to one call or stream. */
type Sink = { tell(frame: Tell): void; fail(error: unknown): void }

const toFault = ({ code, message, detail }: FaultFrame) =>
  new Fault(isFaultCode(code) ? code : 'internal', message, detail)

const gone = () => new Fault('closed', 'The connection to Hawser was lost.')

/**
 * The asking side of a contract. Every call and stream rejects with a fault of code `closed` once the other side is
 * gone, and with the signal's reason when aborted. A stream holds at most `streamWindow` unread items.
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
      for (const sink of [...open.values()]) sink.fail(gone())
      open.clear()
    },
  )

  /** Sends the question and returns its id and how to forget it. */
  function begin(ask: string, input: unknown, signal: AbortSignal | undefined, sink: Sink) {
    if (closed) throw gone()
    signal?.throwIfAborted()
    const id = nextId++
    const finish = () => {
      open.delete(id)
      signal?.removeEventListener('abort', abort)
    }
    const abort = () => {
      finish()
      link.send({ id, stop: true })
      sink.fail(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
    open.set(id, sink)
    link.send({ id, ask, input })
    return { id, finish }
  }

  const caller = (ask: string) => async (input: unknown, signal?: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const { finish } = begin(ask, input, signal, {
      fail: reject,
      tell: (frame) => {
        if ('fault' in frame) reject(toFault(frame.fault))
        else if ('value' in frame) resolve(frame.value)
      },
    })
    try {
      return await promise
    } finally {
      finish()
    }
  }

  const reader = (ask: string) =>
    async function* (input: unknown, signal?: AbortSignal) {
      const items: unknown[] = []
      let ended = false
      let failure: { error: unknown } | undefined
      let wake = () => {}
      const { id, finish } = begin(ask, input, signal, {
        fail: (error) => {
          failure = { error }
          wake()
        },
        tell: (frame) => {
          if ('item' in frame) items.push(frame.item)
          else if ('fault' in frame) failure = { error: toFault(frame.fault) }
          else ended = true
          wake()
        },
      })
      try {
        for (let taken = 0; ; ) {
          while (items.length > 0) {
            yield items.shift()
            if (++taken % (streamWindow / 2) === 0) link.send({ id, more: streamWindow / 2 })
            if (signal?.aborted) throw signal.reason
          }
          if (failure) throw failure.error
          if (ended) return
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        if (!ended && !failure) link.send({ id, stop: true })
        finish()
      }
    }

  return Object.fromEntries(
    Object.entries(contract).map(([name, { kind }]) => [name, kind === 'call' ? caller(name) : reader(name)]),
  ) as Client<C>
}
