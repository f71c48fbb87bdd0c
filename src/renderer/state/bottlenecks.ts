import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { Cause, StreamFacts } from '../../contract/diagnose.ts'
import { t } from '../../language/t.ts'
import { nextRecord } from './bond-view.ts'
import { live } from './live.ts'
import { host } from './session.ts'
import type { Measured } from './stream-facts.ts'

/** A sentence that changes sooner is not read. */
const everyMs = 2000

interface Watched {
  read(): Measured | undefined
  /** Of the shortest round trip since it is watched; -1 until there was one. */
  baseRttMs: number
}

/** What the doctor says of streams that are shown, by id; nothing of those that are well. */
const useCauses = create<Record<string, Cause>>(() => ({}))
const watched = new Map<string, Watched>()
let stop: (() => void) | undefined
let askedAt = Number.NEGATIVE_INFINITY
let isAsking = false

/**
 * What holds a stream back, by the doctor's rules, as long as this is shown and `read` tells of something that moves;
 * nobody is asked otherwise.
 */
export function useBottleneck(id: string, read: (id: string) => Measured | undefined): Cause | undefined {
  const latest = useRef(read)
  latest.current = read
  useEffect(() => watch(id, { read: () => latest.current(id), baseRttMs: -1 }), [id])
  return useCauses((causes) => causes[id])
}

function watch(id: string, stream: Watched): () => void {
  watched.set(id, stream)
  stop ??= live.onCalm(() => void ask())
  return () => {
    if (watched.get(id) === stream) watched.delete(id)
    if (watched.size > 0) return
    stop?.()
    stop = undefined
    useCauses.setState({}, true)
  }
}

async function ask(): Promise<void> {
  const now = performance.now()
  if (isAsking || now - askedAt < everyMs) return
  askedAt = now
  const streams = [...watched].flatMap(([id, stream]) => factsOf(id, stream))
  if (streams.length === 0) return useCauses.setState({}, true)
  isAsking = true
  try {
    const { bottlenecks } = await host().judgeStreams({ streams })
    const found = Object.fromEntries(bottlenecks.map(({ id, cause }) => [id, cause]))
    useCauses.setState((known) => nextRecord(known, found), true)
  } catch {
    // The engine is away: what the stream's own engine says stands alone.
    useCauses.setState({}, true)
  } finally {
    isAsking = false
  }
}

function factsOf(id: string, stream: Watched): StreamFacts[] {
  const measured = stream.read()
  if (measured === undefined) return []
  const { rttMs } = measured
  if (rttMs >= 0) stream.baseRttMs = stream.baseRttMs < 0 ? rttMs : Math.min(stream.baseRttMs, rttMs)
  return [{ ...measured, id, baseRttMs: stream.baseRttMs }]
}

export interface Said {
  level: 'good' | 'warning' | 'bad' | 'quiet'
  text: string
  evidence: readonly string[]
  lead?: string
}

/**
 * What is said of a stream, and what the doctor found to hold it back. What the stream's own engine complains of is
 * nearer, and stays the sentence; the doctor's is evidence then.
 */
export function withBottleneck(said: Said, cause: Cause | undefined): Said {
  if (cause === undefined || said.level === 'bad' || said.level === 'quiet') return said
  if (said.level === 'warning') return { ...said, evidence: [...said.evidence, cause.text] }
  return {
    level: 'warning',
    lead: t('Bottleneck'),
    text: [cause.text, cause.fix].filter(Boolean).join(' '),
    evidence: [said.text, ...cause.evidence, ...said.evidence].filter(Boolean),
  }
}
