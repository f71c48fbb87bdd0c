import type { Attributes, Metric, Tell } from './metric.ts'

/** Where a figure of a snapshot goes. */
export interface Mapping {
  metric: Metric
  /** Beside those of the subject. */
  attributes?: Attributes
  /** What it is multiplied by, to be of the unit of the metric. */
  scale?: number
  /** Of several subjects in one series, gauges are added up, or the highest counts. */
  join?: 'sum' | 'highest'
  /** Gauges below it are not known; without, every number counts. */
  least?: number
}

/** A rule, a link, a tube … with the figures that a snapshot has of it. */
export interface Subject<Column extends string> {
  /** Whose counters they are: they begin at 0 with it. */
  source: string
  /** What it is told of as; several sources may be one series. */
  series: string
  attributes: Attributes
  /** Undefined or not a number: not known. */
  value(column: Column): number | undefined
}

interface Source {
  last: Float64Array
  round: number
}

interface Series {
  attributes: Attributes
  since: number
  values: Float64Array
  round: number
}

/**
 * The figures of one kind of thing. Counters of an engine begin again with it; these go on: they are added up from what
 * they rise by. Gauges hold as long as the snapshot that they are from.
 */
export class SeriesTable<Column extends string> {
  readonly #columns: readonly Column[]
  readonly #mappings: readonly Mapping[]
  readonly #isCounter: readonly boolean[]
  readonly #limit: number
  readonly #now: () => number
  readonly #sources = new Map<string, Source>()
  readonly #series = new Map<string, Series>()
  /** Of snapshots. */
  #round = 0
  #leftOut = 0

  /** `limit`: more series than this are not kept. */
  constructor(mappings: Readonly<Record<Column, Mapping>>, now: () => number, limit = 2000) {
    this.#columns = Object.keys(mappings) as Column[]
    this.#mappings = Object.values(mappings)
    this.#isCounter = this.#mappings.map(({ metric }) => metric.kind === 'counter')
    this.#now = now
    this.#limit = limit
  }

  /** Subjects of the newest snapshot for which there was no room. */
  get leftOut(): number {
    return this.#leftOut
  }

  /** Everything of a snapshot. */
  take(subjects: Iterable<Subject<Column>>): void {
    this.#round++
    this.#leftOut = 0
    for (const subject of subjects) this.#add(subject)
    if (this.#sources.size > 4 * this.#limit) this.#forgetSources()
  }

  /** The engine has ended: its counters begin again at 0, and its gauges are no longer true. */
  ended(): void {
    this.#sources.clear()
    this.#round++
  }

  /** Forgets series that are of nothing there is any more. */
  keep(isKnown: (attributes: Attributes) => boolean): void {
    for (const [key, { attributes }] of this.#series) if (!isKnown(attributes)) this.#series.delete(key)
  }

  tell(tell: Tell): void {
    for (const { attributes, since, values, round } of this.#series.values())
      for (const [index, { metric, attributes: more, least }] of this.#mappings.entries()) {
        const value = values[index]!
        const holds = this.#isCounter[index] || round === this.#round
        if (!holds || Number.isNaN(value) || (least !== undefined && value < least)) continue
        tell(metric, { value, attributes: more ? { ...attributes, ...more } : attributes, since })
      }
  }

  #add({ source: sourceKey, series: seriesKey, attributes, value }: Subject<Column>): void {
    const series = this.#open(seriesKey, attributes)
    if (series === undefined) {
      this.#leftOut++
      return
    }
    const source = this.#sourceOf(sourceKey)
    const isFirst = series.round !== this.#round
    series.round = source.round = this.#round
    for (const [index, { scale = 1, join = 'sum' }] of this.#mappings.entries()) {
      const raw = value(this.#columns[index]!) ?? Number.NaN
      if (this.#isCounter[index]) {
        if (!Number.isFinite(raw)) continue
        const last = source.last[index]!
        // A counter that fell has begun anew.
        series.values[index]! += (raw >= last ? raw - last : raw) * scale
        source.last[index] = raw
      } else {
        const now = Number.isFinite(raw) ? raw * scale : Number.NaN
        const before = isFirst ? Number.NaN : series.values[index]!
        series.values[index] = Number.isNaN(before)
          ? now
          : Number.isNaN(now)
            ? before
            : join === 'sum'
              ? before + now
              : Math.max(before, now)
      }
    }
  }

  #open(key: string, attributes: Attributes): Series | undefined {
    const known = this.#series.get(key)
    if (known) return known
    if (this.#series.size >= this.#limit) this.#forgetOld()
    if (this.#series.size >= this.#limit) return undefined
    const values = new Float64Array(this.#mappings.length)
    const series = { attributes, since: this.#now(), values, round: 0 }
    this.#series.set(key, series)
    return series
  }

  #sourceOf(key: string): Source {
    const known = this.#sources.get(key)
    if (known) return known
    const source = { last: new Float64Array(this.#mappings.length), round: this.#round }
    this.#sources.set(key, source)
    return source
  }

  /** Series that are in neither this snapshot nor the one before make room. */
  #forgetOld(): void {
    for (const [key, { round }] of this.#series) if (round < this.#round - 1) this.#series.delete(key)
  }

  #forgetSources(): void {
    for (const [key, { round }] of this.#sources) if (round !== this.#round) this.#sources.delete(key)
  }
}
