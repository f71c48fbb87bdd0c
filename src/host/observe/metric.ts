export type Attributes = Readonly<Record<string, string>>

/** One thing that is measured. Names follow the semantic conventions of OpenTelemetry, units are those of UCUM. */
export interface Metric {
  readonly name: string
  readonly unit: string
  /** Counters rise as long as the host runs, whatever becomes of its engines. */
  readonly kind: 'counter' | 'gauge'
  readonly description: string
}

/** One number, now. Its series began at `since`, ms since the Unix epoch. */
export interface Point {
  readonly value: number
  readonly attributes: Attributes
  readonly since: number
}

/** Takes what there is to tell of a metric. */
export type Tell = (metric: Metric, point: Point) => void

export const counter = (name: string, unit: string, description: string): Metric => ({
  name,
  unit,
  kind: 'counter',
  description,
})
export const gauge = (name: string, unit: string, description: string): Metric => ({
  name,
  unit,
  kind: 'gauge',
  description,
})

/** UCUM writes what is counted in braces. */
export const unit = {
  bytes: 'By',
  bytesPerSecond: 'By/s',
  seconds: 's',
  part: '1',
  packets: '{packet}',
  frames: '{frame}',
  connections: '{connection}',
  files: '{file}',
} as const

/** As seen from Hawser's own end; in front of a forwarded port, `transmit` is what viewers get. */
export const transmit = { 'network.io.direction': 'transmit' } as const
export const receive = { 'network.io.direction': 'receive' } as const

/** Figures in ms are told in seconds. */
export const milli = 0.001
