import { useEffect, useRef, useState } from 'react'
import type { DraftProblem } from './problems.ts'

const debounceMs = 300

/** What the host says of something well formed: ports in use, loops, overlaps. Asked once typing pauses. */
export function useCheck<I, F extends string>(
  input: I | undefined,
  ask: (input: I, signal: AbortSignal) => Promise<DraftProblem<F>[]>,
): DraftProblem<F>[] {
  const [found, setFound] = useState<{ key: string; problems: DraftProblem<F>[] }>({ key: '', problems: [] })
  const latest = useRef(ask)
  latest.current = ask
  const key = input ? JSON.stringify(input) : ''
  useEffect(() => {
    if (key === '') return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        setFound({ key, problems: await latest.current(JSON.parse(key) as I, stop.signal) })
      } catch {
        // Without an answer it is checked when it is saved.
      }
    }, debounceMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [key])
  // What was found of an older text is kept only while nothing is known of the newer one and it is well formed.
  return key !== '' && found.key === key ? found.problems : []
}
