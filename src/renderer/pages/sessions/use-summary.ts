import { useEffect, useState } from 'react'
import type { Session, SessionSummary } from '../../../contract/sessions.ts'
import { failureText } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'

/** What is long changes slowly, and takes the host longer to count. */
const refreshMs = (ms: number) => Math.min(120_000, Math.max(10_000, ms / 360))

/** What a session was like, as the host counts it; again and again while it runs. */
export function useSummary({ id, startedAt, endedAt, name, note }: Session): {
  summary: SessionSummary | undefined
  problem: string
} {
  const connected = useSlow(({ link }) => link.is === 'open')
  const [summary, setSummary] = useState<SessionSummary>()
  const [problem, setProblem] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is changed of a session is in its summary
  useEffect(() => {
    if (!connected) return
    let isOld = false
    const ask = async () => {
      try {
        const next = await host().sessionSummary({ id })
        if (isOld) return
        setSummary(next)
        setProblem('')
      } catch (error) {
        if (!isOld) setProblem(failureText(error))
      }
    }
    void ask()
    const timer =
      endedAt === 0
        ? setInterval(() => !document.hidden && void ask(), refreshMs(Date.now() - startedAt))
        : undefined
    return () => {
      isOld = true
      clearInterval(timer)
    }
  }, [id, startedAt, endedAt, name, note, connected])
  return { summary, problem }
}
