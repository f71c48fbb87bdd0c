import { useEffect, useState } from 'react'
import { t } from '../../language/t.ts'
import { tellFailure } from '../state/failure.ts'
import { useMark } from '../state/marked.ts'
import { askPast, forChart, type Kept } from '../state/past.ts'
import type { Columns } from '../state/series.ts'
import { host } from '../state/session.ts'
import {
  aroundInstant,
  type Range,
  type RangeName,
  rangeOf,
  refreshMs,
  scrubbed,
  travelOf,
} from './ranges.ts'
import type { Span } from './time-chart.tsx'

/** Times in seconds, then a list for each column; null where nothing is known. */
export type ChartData = [number[], ...(number | null)[][]]

/** What the page has of what moves now; the seconds that it reaches back. */
export interface Present<C extends string> {
  seconds: number
  read(range: Range, from: number, columns: readonly C[]): ChartData
  /** When the newest is from, in ms since the Unix epoch. */
  newest(): number
}

/** What all charts of a card have in common: the time they show, and whether that moves on. */
export interface SharedTime {
  span: () => Span
  zoom: Span | undefined
  setZoom: (zoom: Span | undefined) => void
  running: boolean
  version: string
  read: (columns: readonly string[]) => ChartData
}

export interface ChartTime<C extends string> {
  shared: SharedTime
  range: Range
  /** How far back it can be moved, in seconds. */
  travel: number
  choose(name: RangeName): void
  /** The right edge in seconds since the Unix epoch; undefined at the present. */
  end: number | undefined
  scrub(end: number | undefined): void
  /** Lets it stand still where it is. */
  hold(): void
  now(): number
  read(columns: readonly C[]): ChartData
  /** Everything that is shown, of these columns, as finely as the host has it. */
  readFinely(columns: readonly C[]): Promise<ChartData>
}

type View = { range: Range; end: number | undefined; zoom: Span | undefined }
type Answer<C extends string> = { key: string; about: string; columns: Columns<C> }

/** A slider moves by many steps; each is looked at for a moment before it is asked for. */
const settleMs = 90
const finest = 5000

/**
 * The time that the charts of one card show. At the present they are fed by what the page has; what lies further back, is
 * longer, or is zoomed into, is asked of the host, as finely as it has it. `wanted` are the columns that are drawn,
 * `keptSeconds` how long they are kept if not for 30 days.
 */
export function useChartTime<C extends string>(
  kept: Kept,
  present: Present<C>,
  wanted: readonly C[],
  keptSeconds?: number,
): ChartTime<C> {
  const mark = useMark()
  const now = () => present.newest() / 1000
  const [view, setView] = useState<View>(() => ({
    ...(mark ? aroundInstant(mark.at / 1000, now()) : { range: rangeOf('live'), end: undefined }),
    zoom: undefined,
  }))
  const seq = mark?.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown once for each event that the page is opened for
  useEffect(() => {
    if (mark) setView({ ...aroundInstant(mark.at / 1000, now()), zoom: undefined })
  }, [seq])

  const { range, end, zoom } = view
  const about = JSON.stringify(kept)
  const past = usePast(kept, about, view, range.seconds > present.seconds, wanted, now)
  const span = (): Span => ({ min: (end ?? now()) - range.seconds, max: end ?? now() })
  const read = (columns: readonly C[]): ChartData => {
    if (past) return forChart(past.columns, columns)
    return present.read(range, span().min * 1000, columns)
  }
  return {
    range,
    travel: travelOf(range, keptSeconds),
    end,
    now,
    choose: (name) => setView({ range: rangeOf(name), end: undefined, zoom: undefined }),
    scrub: (to) =>
      setView({
        range,
        end: to === undefined ? undefined : scrubbed(range, to, now(), keptSeconds),
        zoom: undefined,
      }),
    hold: () => setView({ range, end: end ?? now(), zoom: undefined }),
    read,
    async readFinely(columns) {
      const { min, max } = zoom ?? span()
      const stretch = { from: min * 1000, to: max * 1000, points: finest }
      return forChart(await askPast(host(), kept, stretch, columns), columns)
    },
    shared: {
      span,
      zoom,
      setZoom: (next) => setView({ ...view, zoom: next }),
      running: end === undefined && zoom === undefined && range.seconds <= present.seconds,
      version: `${about} ${range.name} ${end ?? ''} ${past?.key ?? ''} ${wanted.length}`,
      read: read as SharedTime['read'],
    },
  }
}

/** What the host answered last about what is looked at; undefined while the page itself has what is shown. */
function usePast<C extends string>(
  kept: Kept,
  about: string,
  { range, end, zoom }: View,
  isLong: boolean,
  wanted: readonly C[],
  now: () => number,
): Answer<C> | undefined {
  const [answer, setAnswer] = useState<Answer<C>>()
  const isAsked = isLong || end !== undefined || zoom !== undefined
  const columns = wanted.join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when another time or other columns are shown
  useEffect(() => {
    if (!isAsked) return setAnswer(undefined)
    const stop = new AbortController()
    let told = false
    const ask = async () => {
      const to = end ?? now()
      const { min, max } = zoom ? wider(zoom) : { min: to - range.seconds, max: to }
      try {
        const stretch = { from: min * 1000, to: max * 1000 }
        const found = await askPast<C>(host(), kept, stretch, wanted, stop.signal)
        setAnswer({ key: `${min} ${max}`, about, columns: found })
      } catch (error) {
        if (!told && !stop.signal.aborted) tellFailure(t('The history cannot be read.'), error)
        told = true
      }
    }
    const settle = setTimeout(() => void ask(), answer?.about === about ? settleMs : 0)
    // What is over stays as it was.
    const again =
      end === undefined && zoom === undefined ? setInterval(() => void ask(), refreshMs(range)) : undefined
    return () => {
      stop.abort()
      clearTimeout(settle)
      clearInterval(again)
    }
  }, [about, isAsked, range, end, zoom, columns])
  return isAsked && answer?.about === about ? answer : undefined
}

/** With a little beside it, so that lines lead out of the picture. */
const wider = ({ min, max }: Span): Span => ({ min: min - (max - min) / 10, max: max + (max - min) / 10 })
