import { useEffect, useRef, useState } from 'react'
import type { HawserEvent } from '../../../contract/events.ts'
import { failureText } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { type Filter, filterEvents, isReversed, toQuery, toQuestion } from './filter.ts'

/** How many at once. */
export const pageSize = 200
/** How many later ones are shown around an event that is looked at. */
const around = 25
const typingMs = 180

type Page = { key: string; events: readonly HawserEvent[]; total: number; isLast: boolean }

export interface Found {
  /** The newest first. */
  events: readonly HawserEvent[]
  /** All that the host has, on all pages. */
  total: number
  /** Those that came since, and are not shown while the list stands still. */
  waiting: number
  isLast: boolean
  /** Why the host did not look, or empty. */
  problem: string
  /** The host has answered. */
  isThere: boolean
  showOlder: () => Promise<void>
}

/**
 * What is found among all events that the host keeps, page by page, and what comes while one looks. `seq`: events around
 * that one, whatever the filter says; 0 for the newest.
 */
export function useFound(filter: Filter, seq: number, following: boolean): Found {
  const live = useSlow(({ events }) => events)
  const connected = useSlow(({ link }) => link.is === 'open')
  const [page, setPage] = useState<Page>()
  const [problem, setProblem] = useState('')
  const frozenAt = useRef(0)
  const key = `${seq} ${toQuery(filter)}`
  const wanted = useRef(key)
  wanted.current = key
  const reversed = isReversed(filter)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the filter and the event
  useEffect(() => {
    if (!connected || reversed) return
    const look = async () => {
      try {
        const before = seq > 0 ? { before: seq + around + 1 } : {}
        const { events, total } = await host().findEvents({
          ...toQuestion(filter),
          ...before,
          limit: pageSize,
        })
        if (wanted.current !== key) return
        setPage({ key, events, total, isLast: events.length < pageSize })
        setProblem('')
      } catch (error) {
        if (wanted.current === key) setProblem(failureText(error))
      }
    }
    const timer = setTimeout(() => void look(), page === undefined || seq > 0 ? 0 : typingMs)
    return () => clearTimeout(timer)
  }, [key, connected, reversed])

  async function showOlder(): Promise<void> {
    const last = page?.events.at(-1)
    if (page === undefined || last === undefined) return
    try {
      const { events } = await host().findEvents({
        ...toQuestion(filter),
        before: last.seq,
        limit: pageSize,
      })
      if (wanted.current !== page.key) return
      setPage({ ...page, events: [...page.events, ...events], isLast: events.length < pageSize })
    } catch (error) {
      setProblem(failureText(error))
    }
  }

  const known = page?.key === key ? page : undefined
  // Until the host has answered, what the page itself knows is better than nothing.
  const first = known?.events ?? (seq > 0 ? [] : filterEvents(live, filter).slice(-pageSize).reverse())
  const newest = known === undefined ? Number.MAX_SAFE_INTEGER : (first[0]?.seq ?? 0)
  const fresh = filterEvents(
    live.filter((event) => event.seq > newest),
    filter,
  )
  if (following) frozenAt.current = fresh.at(-1)?.seq ?? newest
  const shown = fresh.filter((event) => event.seq <= frozenAt.current).reverse()
  return {
    events: shown.length > 0 ? [...shown, ...first] : first,
    total: known ? known.total + (seq > 0 ? 0 : fresh.length) : first.length,
    waiting: seq > 0 ? 0 : fresh.length - shown.length,
    isLast: known?.isLast ?? true,
    problem,
    isThere: known !== undefined,
    showOlder,
  }
}
