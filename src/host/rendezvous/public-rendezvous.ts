import type { Clock } from '../clock.ts'
import { makeKeyPair } from '../peers/certificate.ts'
import { Listener, type Place } from './listener.ts'
import { type RendezvousCounters, RendezvousServer } from './server.ts'
import { Sources } from './sources.ts'

export interface RendezvousLimits {
  /** At once, of all and of one address (IPv6: of one network of 64 bits). Each end of a call is a connection. */
  connections: number
  connectionsOfSource: number
  /** Codes that wait at once, of all and of one address. */
  waiting: number
  waitingOfSource: number
  /** Wrong tries of one address: so many at once, then one in `tryMs`. */
  tries: number
  tryMs: number
}

export const rendezvousLimits: RendezvousLimits = {
  connections: 2000,
  connectionsOfSource: 64,
  waiting: 1000,
  waitingOfSource: 32,
  tries: 3,
  tryMs: 1000,
}

const remembered = 10_000

export interface PublicRendezvous extends Disposable {
  readonly port: number
  /** `turnedAway`: connections over a limit. */
  readonly counters: RendezvousCounters & { turnedAway: number }
}

/**
 * A rendezvous for anybody, at a port. Its key is made anew each time and kept nowhere: nobody need trust it. Throws what
 * listening throws.
 */
export async function openPublicRendezvous(options: {
  listen: Place
  limits?: Partial<RendezvousLimits>
  clock: Clock
  /** Something has changed in the counters. */
  changed?(): void
}): Promise<PublicRendezvous> {
  const { listen, clock, changed = () => {} } = options
  const limits = { ...rendezvousLimits, ...options.limits }
  const sources = new Sources({ ...limits, remembered }, clock.now)
  const server = new RendezvousServer({ clock, sources, isPublic: true, ...limits, changed })
  const identity = await makeKeyPair()
  const listener = await Listener.open(listen, false, {
    identity,
    clock,
    sources,
    visitor: (line, source) => server.accept(line, source),
  })
  return {
    port: listener.port,
    get counters() {
      return { ...server.counters, turnedAway: sources.turnedAway }
    },
    [Symbol.dispose]() {
      listener.close()
      server.close()
    },
  }
}
