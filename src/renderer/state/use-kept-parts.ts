import { useEffect, useState } from 'react'
import { minutesMs } from '../../contract/history.ts'
import type { Kept } from './past.ts'
import { host } from './session.ts'

const none: readonly string[] = []

/** The parts of something of which the host remembers anything, such as the links of a bond; none until that is known. */
export function useKeptParts({ kind, ids }: Kept): readonly string[] {
  const [parts, setParts] = useState(none)
  const id = ids[0] ?? ''
  useEffect(() => {
    const stop = new AbortController()
    const to = Date.now()
    const question = { kind, ids: [id], from: to - minutesMs, to, points: 60, columns: [] }
    host()
      .series(question, stop.signal)
      .then(({ series }) => setParts(series[0]?.parts.map((part) => part.id) ?? none))
      // Then no more is shown than there is now.
      .catch(() => {})
    return () => stop.abort()
  }, [kind, id])
  return parts
}
