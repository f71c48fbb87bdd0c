import { hostname } from 'node:os'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  ATTR_HOST_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions/incubating'
import { Push, type PushOptions } from './push.ts'
import { Readings, type ReadingsOptions } from './readings.ts'

export type { Push } from './push.ts'

export interface ExpositionOptions extends Omit<ReadingsOptions, 'resource'> {
  /** Stable over restarts, and other than on any other machine. */
  instanceId: string
}

/** Figures in the forms that monitoring systems take. */
export class Exposition {
  readonly #serializer = new PrometheusSerializer('', false, undefined, false, true)
  readonly #readings: Readings
  readonly #resource: ReadingsOptions['resource']

  constructor({ instanceId, ...options }: ExpositionOptions) {
    this.#resource = resourceFromAttributes({
      [ATTR_SERVICE_NAME]: 'hawser',
      [ATTR_SERVICE_VERSION]: options.version,
      [ATTR_SERVICE_INSTANCE_ID]: instanceId,
      [ATTR_HOST_NAME]: hostname(),
    })
    this.#readings = new Readings({ ...options, resource: this.#resource })
  }

  /** The text format of Prometheus, 0.0.4. */
  async text(): Promise<string> {
    const { resourceMetrics } = await this.#readings.collect()
    return this.#serializer.serialize(resourceMetrics)
  }

  push(options: Omit<PushOptions, 'readings' | 'resource'>): Push {
    return new Push({ ...options, readings: this.#readings, resource: this.#resource })
  }
}
