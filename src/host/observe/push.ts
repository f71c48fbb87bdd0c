import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import type { Resource } from '@opentelemetry/resources'
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'

export interface PushOptions {
  /** As in the settings; without a path `/v1/metrics` is added, as the specification has it. */
  endpoint: string
  headers: Readonly<Record<string, string>>
  intervalMs: number
  readings: MetricProducer
  resource: Resource
  /** After each push: what was wrong, or nothing. */
  told(problem: string): void
}

/** A push that takes longer is given up. */
const longestMs = 10_000

export function metricsUrl(endpoint: string): string {
  const url = new URL(endpoint)
  if (url.pathname === '/') url.pathname = '/v1/metrics'
  return url.href
}

/** Sends all figures to a collector, again and again. */
export class Push implements AsyncDisposable {
  readonly #provider: MeterProvider

  constructor({ endpoint, headers, intervalMs, readings, resource, told }: PushOptions) {
    const exporter = new OTLPMetricExporter({
      url: metricsUrl(endpoint),
      headers: { ...headers },
      timeoutMillis: Math.min(longestMs, intervalMs),
      concurrencyLimit: 1,
    })
    const reader = new PeriodicExportingMetricReader({
      exporter: telling(exporter, told),
      exportIntervalMillis: intervalMs,
      exportTimeoutMillis: Math.min(longestMs, intervalMs),
      metricProducers: [readings],
    })
    this.#provider = new MeterProvider({ resource, readers: [reader] })
  }

  /** With what there is to tell now. */
  flush(): Promise<void> {
    return this.#provider.forceFlush({ timeoutMillis: longestMs })
  }

  /** What is under way is not waited for longer than a moment: the collector may be what is wrong. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#provider.shutdown({ timeoutMillis: 500 }).catch(() => {})
  }
}

/** The same exporter, which says how each push ended. */
function telling(exporter: PushMetricExporter, told: PushOptions['told']): PushMetricExporter {
  return {
    export(metrics, done) {
      exporter.export(metrics, (result) => {
        told(result.code === 0 ? '' : (result.error?.message ?? 'The collector did not take the figures.'))
        done(result)
      })
    },
    selectAggregationTemporality: (type) =>
      exporter.selectAggregationTemporality?.(type) as ReturnType<
        NonNullable<PushMetricExporter['selectAggregationTemporality']>
      >,
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}
