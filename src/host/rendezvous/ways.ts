import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { dialRendezvous } from './dial.ts'
import type { Way } from './join-code.ts'

const formatPlace = ({ host, port }: Endpoint) => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** To a rendezvous, or to the machine that shows a code, at the first of several places that answers. */
export function wayTo(places: readonly Endpoint[], clock: Clock): Way {
  return (signal) =>
    dialRendezvous(places, clock, signal).catch(() => {
      signal.throwIfAborted()
      const where = places.map(formatPlace).join(', ')
      throw new Fault('rendezvous-unreachable', `No rendezvous answers at ${where}.`)
    })
}

/** Looks for who shows a code on this network; waits so long at first, while others are tried. */
export function wayOnNetwork(
  find: (ms: number, signal: AbortSignal) => Promise<Endpoint[]>,
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): Way {
  const first = find(ms, signal)
  first.catch(() => {})
  let known: Promise<Endpoint[]> | undefined
  return async (signal) => {
    // Later it may be somewhere else.
    known = known === undefined ? first : find(ms, signal)
    const places = await known
    signal.throwIfAborted()
    if (places.length > 0) return wayTo(places, clock)(signal)
    throw new Fault(
      'code-unknown',
      'Nobody on this network waits with that code. If the other side is elsewhere, both need the same rendezvous in the settings.',
    )
  }
}
