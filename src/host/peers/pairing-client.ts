import { connect, type Socket } from 'node:net'
import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'

/** The next address is tried so long after the one before (as in RFC 8305), and all together get so long. */
const staggerMs = 250
const limitMs = 8000

/**
 * A connection to the first of several addresses that answers, and at which `prepare` succeeds. Throws
 * `peer-unreachable`, or the signal's reason.
 */
export async function connectFirst(
  places: readonly Endpoint[],
  signal: AbortSignal,
  prepare: (socket: Socket) => Promise<Socket> = async (socket) => socket,
): Promise<{ socket: Socket; place: Endpoint }> {
  signal.throwIfAborted()
  const settled = new AbortController()
  const over = AbortSignal.any([signal, settled.signal, AbortSignal.timeout(limitMs)])
  try {
    return await Promise.any(
      places.map(async (place, index) => {
        await later(index * staggerMs, over)
        const socket = await prepareWithin(await connectTo(place, over), prepare, over)
        if (settled.signal.aborted) {
          socket.destroy()
          throw settled.signal.reason
        }
        settled.abort()
        return { socket, place }
      }),
    )
  } catch {
    signal.throwIfAborted()
    const tried = places.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
    throw new Fault('peer-unreachable', `The other device does not answer at ${tried.join(', ')}.`)
  } finally {
    settled.abort()
  }
}

function later(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    over.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(over.reason)
    })
    if (over.aborted) reject(over.reason)
  })
}

/** What is left in the middle when another address was faster, or time is up, is cut off. */
async function prepareWithin(
  socket: Socket,
  prepare: (socket: Socket) => Promise<Socket>,
  over: AbortSignal,
): Promise<Socket> {
  const cut = () => socket.destroy()
  over.addEventListener('abort', cut)
  try {
    return await prepare(socket)
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    over.removeEventListener('abort', cut)
  }
}

function connectTo({ host, port }: Endpoint, over: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    over.throwIfAborted()
    const socket = connect({ host, port, noDelay: true })
    const give = (error: unknown) => {
      socket.destroy()
      reject(error)
    }
    const abort = () => give(over.reason)
    over.addEventListener('abort', abort)
    socket.once('error', give)
    socket.once('connect', () => {
      over.removeEventListener('abort', abort)
      socket.off('error', give).on('error', () => {})
      resolve(socket)
    })
  })
}
