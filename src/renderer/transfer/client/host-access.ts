import { Fault } from '../../../wire/index.ts'
import type { HostClient } from '../../state/session.ts'

/** The host's calls, across interruptions of the connection to it. */
export interface HostAccess {
  /** Throws a fault of code `closed` while there is none. */
  now(): HostClient
  whenThere(signal?: AbortSignal): Promise<HostClient>
  /** Once more with each new connection, until it did not end because of the connection. */
  again<Result>(work: (host: HostClient) => Promise<Result>, signal: AbortSignal): Promise<Result>
}

/** `subscribe`: is told when there may be a connection again. */
export function hostAccess(
  now: () => HostClient,
  subscribe: (changed: () => void) => () => void,
): HostAccess {
  const found = () => {
    try {
      return now()
    } catch {
      return undefined
    }
  }
  const whenThere = (signal?: AbortSignal, other?: HostClient): Promise<HostClient> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const host = found()
        if (host === undefined || host === other) return
        stop()
        resolve(host)
      }
      const unsubscribe = subscribe(look)
      const stop = () => {
        unsubscribe()
        signal?.removeEventListener('abort', aborted)
      }
      const aborted = () => {
        stop()
        reject(signal?.reason)
      }
      if (signal?.aborted) return aborted()
      signal?.addEventListener('abort', aborted)
      look()
    })
  return {
    now,
    whenThere,
    async again(work, signal) {
      for (let last: HostClient | undefined; ; ) {
        const host = await whenThere(signal, last)
        try {
          return await work(host)
        } catch (error) {
          if (signal.aborted || !(error instanceof Fault) || error.code !== 'closed') throw error
          last = host
        }
      }
    },
  }
}
