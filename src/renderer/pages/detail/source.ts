import { useEffect, useState } from 'react'
import type { RuleColumn } from '../../../contract/forward.ts'
import type { Series } from '../../../contract/host.ts'
import { tellFailure } from '../../state/failure.ts'
import { live } from '../../state/live.ts'
import { host } from '../../state/session.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'

export const windows = translated([
  { value: '60', label: '1 min', seconds: 60 },
  { value: '300', label: '5 min', seconds: 300 },
  { value: '1800', label: '30 min', seconds: 1800 },
  { value: '86400', label: '24 h', seconds: 86_400 },
  { value: '2592000', label: '30 d', seconds: 2_592_000 },
] as const, 'label')
export type WindowChoice = (typeof windows)[number]['value']

/** Beyond what is kept in memory, minutes from the host's disk. */
const inMemory = 1800
const refreshMs = 60_000

/** Where charts take their data from: rings in memory that fill live, or minutes that were asked for. */
export interface Source {
  live: boolean
  seconds: number
  /** Times in seconds, then a list for each column. */
  read(names: readonly RuleColumn[]): (number | null)[][]
  /** When the newest is from, in seconds. */
  now(): number
  version: string
}

export function useSource(ruleId: string, choice: WindowChoice): Source {
  const seconds = Number(choice)
  const isLive = seconds <= inMemory
  const [past, setPast] = useState<{ key: string; to: number; series: Series }>()
  const key = `${ruleId} ${choice}`
  useEffect(() => {
    if (isLive) return
    let told = false
    const ask = async () => {
      const to = Date.now()
      try {
        const series = await host().history({ ruleId, from: to - seconds * 1000, to })
        setPast({ key, to, series })
      } catch (error) {
        if (!told) tellFailure(t('The history cannot be read.'), error)
        told = true
      }
    }
    void ask()
    const timer = setInterval(() => void ask(), refreshMs)
    return () => clearInterval(timer)
  }, [ruleId, seconds, isLive, key])

  if (isLive) {
    const now = () => (live.snapshot?.at ?? Date.now()) / 1000
    const ring = () => (seconds <= 60 ? live.watch(ruleId).fine : live.watch(ruleId).coarse)
    return {
      live: true,
      seconds,
      now,
      version: key,
      read: (names) => known(names, ring().read((now() - seconds) * 1000, names)),
    }
  }
  const series = past?.key === key ? past.series : undefined
  return {
    live: false,
    seconds,
    now: () => (series ? past!.to : Date.now()) / 1000,
    version: `${key} ${series ? past!.to : 'asked'}`,
    read: (names) =>
      known(names, [
        series?.at.map((at) => at / 1000) ?? [],
        ...names.map((name) => [...(series?.columns[name] ?? [])]),
      ]),
  }
}

/** Below zero means that the system does not tell: a gap in the line. */
function known(names: readonly RuleColumn[], data: (number | null)[][]): (number | null)[][] {
  return data.map((values, n) =>
    n > 0 && names[n - 1] === 'bufferedKernel'
      ? values.map((value) => (value === null || value < 0 ? null : value))
      : values,
  )
}
