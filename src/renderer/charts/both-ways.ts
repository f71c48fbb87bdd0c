import { formatRate } from '../format.ts'
import type { LiveChart } from './live-charts.tsx'
import type { ChartConfig } from './options.ts'

/** The chart of what comes in and what goes out, in bytes/s. */
export const bothWays = <C extends string>(
  shared: Pick<ChartConfig, 'sync' | 'times' | 'plugins'>,
  columns: readonly [C, C],
): LiveChart<C> => ({
  title: 'Throughput',
  className: 'h-44',
  columns,
  config: {
    ...shared,
    format: formatRate,
    atLeast: 125_000,
    series: [
      { label: 'Coming in', colour: 'series-down', look: 'area' },
      { label: 'Going out', colour: 'series-up', look: 'line' },
    ],
  },
})
