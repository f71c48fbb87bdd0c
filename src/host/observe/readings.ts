import { type HrTime, ValueType } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics'
import { catalogue, ownMetrics } from './catalogue.ts'
import type { Attributes, Metric, Point, Tell } from './metric.ts'

/** As many series as the SDK keeps of one metric; what exceeds it of counters is one series more. */
export const seriesPerMetric = 2000
const overflow = { 'otel.metric.overflow': 'true' }

const hrTime = (ms: number): HrTime => {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}

interface Gathered {
  points: Point[]
  rest: number
  leftOut: number
}

export interface ReadingsOptions {
  /** Everything there is, now. */
  tell(tell: Tell): void
  /** Subjects that had no place even before. */
  leftOut(): number
  /** What adds attributes to those of a point, such as names; asked for with each reading. */
  named(): (attributes: Attributes) => Attributes
  resource: Resource
  version: string
  now(): number
}

/**
 * Gives the SDK's readers and exporters all figures of this moment. Instruments of the SDK would go on to tell series
 * of what there is no longer; a producer, which the SDK has for figures that somebody else adds up, tells what there is.
 */
export class Readings implements MetricProducer {
  readonly #options: ReadingsOptions

  constructor(options: ReadingsOptions) {
    this.#options = options
  }

  async collect(): Promise<CollectionResult> {
    const { resource, version, tell, leftOut, named, now } = this.#options
    const at = now()
    const byMetric = new Map<Metric, Gathered>()
    const gather: Tell = (metric, point) => {
      let gathered = byMetric.get(metric)
      if (gathered === undefined) {
        gathered = { points: [], rest: 0, leftOut: 0 }
        byMetric.set(metric, gathered)
      }
      if (gathered.points.length < seriesPerMetric) gathered.points.push(point)
      else {
        gathered.rest += point.value
        gathered.leftOut++
      }
    }
    tell(gather)
    const all = [...byMetric.values()]
    const told = all.reduce((sum, { points }) => sum + points.length, 0)
    const missing = all.reduce((sum, gathered) => sum + gathered.leftOut, leftOut())
    gather(ownMetrics.series, { value: told, attributes: {}, since: at })
    gather(ownMetrics.leftOut, { value: missing, attributes: {}, since: at })
    const name = named()
    const metrics = catalogue.flatMap((metric) => {
      const gathered = byMetric.get(metric)
      return gathered ? [metricData(metric, gathered, at, name)] : []
    })
    return {
      resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'hawser', version }, metrics }] },
      errors: [],
    }
  }
}

function metricData(
  { name, unit, description, kind }: Metric,
  { points, rest, leftOut }: Gathered,
  at: number,
  named: (attributes: Attributes) => Attributes,
): MetricData {
  const endTime = hrTime(at)
  const dataPoints = points.map(
    ({ value, attributes, since }): DataPoint<number> => ({
      startTime: hrTime(since),
      endTime,
      attributes: named(attributes),
      value,
    }),
  )
  const descriptor = { name, unit, description, valueType: ValueType.DOUBLE }
  const aggregationTemporality = AggregationTemporality.CUMULATIVE
  if (kind === 'gauge')
    return { descriptor, aggregationTemporality, dataPointType: DataPointType.GAUGE, dataPoints }
  if (leftOut > 0) dataPoints.push({ startTime: endTime, endTime, attributes: overflow, value: rest })
  return {
    descriptor,
    aggregationTemporality,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints,
  }
}
