import { useEffect, useSyncExternalStore } from 'react'
import { create } from 'zustand'
import type { HawserEvent } from '../../contract/events.ts'
import { host } from './session.ts'
import { slow } from './store.ts'

/** The event that a page about one thing was opened for, as the address tells it: its number, and when it happened. */
export type Mark = { seq: number; at: number }

/** The address of a page, with the charts at the instant of an event. */
export const atInstant = (path: string, { seq, at }: Mark): string =>
  `${path}?event=${seq}&at=${Math.round(at)}`

/** Undefined for an address that leads to no instant. */
export function parseMark(hash: string): Mark | undefined {
  const query = new URLSearchParams(hash.split('?')[1] ?? '')
  const [seq, at] = [Number(query.get('event')), Number(query.get('at'))]
  return Number.isSafeInteger(seq) && seq > 0 && Number.isFinite(at) && at > 0 ? { seq, at } : undefined
}

/** The whole of the event that is marked in charts, as soon as it is known. */
const useMarkedEvent = create<{ event: HawserEvent | undefined }>(() => ({ event: undefined }))
export const markedEvent = () => useMarkedEvent.getState().event
/** Calls back when another event is marked, or it has become known; gives the way to end that. */
export const onMarkedEvent = (changed: () => void): (() => void) => useMarkedEvent.subscribe(changed)

const subscribe = (changed: () => void) => {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

/** The instant that this page was opened for. Its event is looked up, also one that happened long ago. */
export function useMark(): Mark | undefined {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const mark = parseMark(hash)
  const seq = mark?.seq
  useEffect(() => {
    if (seq === undefined) return
    let isOld = false
    const set = (event: HawserEvent | undefined) => {
      if (!isOld) useMarkedEvent.setState({ event })
    }
    const known = slow().events.find((event) => event.seq === seq)
    if (known) set(known)
    else
      host()
        .findEvents({ before: seq + 1, limit: 1 })
        .then(({ events: [event] }) => set(event?.seq === seq ? event : undefined))
        // Then its line is not there; the charts show the instant nevertheless.
        .catch(() => {})
    return () => {
      isOld = true
      useMarkedEvent.setState({ event: undefined })
    }
  }, [seq])
  return mark
}
