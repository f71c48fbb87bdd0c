import { useEffect, useState } from 'react'
import type { ObserveState } from '../../../contract/observe.ts'
import { host } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'

/** How watching goes, while somebody looks at it; undefined until it is known. */
export function useObserveState(): ObserveState | undefined {
  const [state, setState] = useState<ObserveState>()
  const isOpen = useSlow(({ link }) => link.is === 'open')
  useEffect(() => {
    if (!isOpen) return
    const stop = new AbortController()
    follow(setState, stop.signal).catch(() => {
      // The connection has ended, which the page says in a place of its own.
    })
    return () => stop.abort()
  }, [isOpen])
  return state
}

async function follow(set: (state: ObserveState) => void, signal: AbortSignal): Promise<void> {
  for await (const state of host().observeState(undefined, signal)) set(state)
}
