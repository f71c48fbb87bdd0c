import { useEffect } from 'react'
import { loadLast } from '../../state/diagnose-actions.ts'
import { useSlow } from '../../state/store.ts'

/** Keeps the newest report of the host at hand, also of runs that were begun elsewhere. */
export function useLastDiagnosis(): void {
  const connected = useSlow(({ link }) => link.is === 'open')
  const newest = useSlow(({ events }) => events.findLast(({ source }) => source === 'diagnose')?.seq ?? 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each new report that is told of
  useEffect(() => {
    if (connected) void loadLast()
  }, [connected, newest])
}
