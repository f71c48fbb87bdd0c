import { useEffect, useState } from 'react'
import { Fault } from '../../../wire/index.ts'
import { failureText } from '../../state/failure.ts'

/** What the host says would become of it, or why not; undefined while it is being asked. */
export type Asked<T> = { preview: T } | { failure: { text: string; code: string } } | undefined

/** While one types, the host is asked only after so long, ms. */
const pauseMs = 250

/** Asks again whenever `key` changes. What is known stays in sight meanwhile. */
export function usePreview<T>(ask: (signal: AbortSignal) => Promise<T>, key: string): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>()
  const [first, setFirst] = useState(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says all that the question depends on
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(
      () => {
        setFirst(false)
        ask(stop.signal).then(
          (preview) => !stop.signal.aborted && setAsked({ preview }),
          (error: unknown) => {
            const code = error instanceof Fault ? error.code : 'internal'
            if (!stop.signal.aborted) setAsked({ failure: { text: failureText(error), code } })
          },
        )
      },
      first ? 0 : pauseMs,
    )
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [key])
  return asked
}
