import type { Endpoint as Address } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Connection } from '../transport.ts'

/** The next address is tried when the one before has not answered for so long (RFC 8305 calls for 250 ms). */
const staggerMs = 250

/**
 * Connects to whichever address answers first; the others are given up. Rejects with the signal's reason, or when all have
 * failed: with the refusal if there was one, else with the last failure.
 */
export function race(
  addresses: readonly Address[],
  connect: (address: Address, signal: AbortSignal) => Promise<Connection>,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ connection: Connection; address: Address }> {
  return new Promise((resolve, reject) => {
    const others = new AbortController()
    let next = 0
    let running = 0
    let over = false
    let failure: unknown
    let cancelNext = () => {}

    const finish = () => {
      over = true
      cancelNext()
      signal.removeEventListener('abort', abort)
      others.abort(new Fault('closed', 'Another address has answered first.'))
    }
    const abort = () => {
      finish()
      reject(signal.reason)
    }
    const start = () => {
      cancelNext()
      const address = addresses[next++]
      if (address === undefined) return
      running++
      if (next < addresses.length) cancelNext = clock.after(staggerMs, start)
      connect(address, others.signal).then(
        (connection) => {
          if (over) return connection.close('closed', 'Another address has answered first.')
          finish()
          resolve({ connection, address })
        },
        (error) => {
          running--
          if (over) return
          if (!(failure instanceof Fault && failure.code === 'peer-refused')) failure = error
          if (next < addresses.length) return start()
          if (running > 0) return
          finish()
          reject(failure)
        },
      )
    }

    if (signal.aborted) return reject(signal.reason)
    if (addresses.length === 0)
      return reject(new Fault('peer-unreachable', 'No address of the device is known.'))
    signal.addEventListener('abort', abort)
    start()
  })
}
