import { t } from '../../language/t.ts'
import { formatRate } from '../format.ts'
import type { LiveChart } from './live-charts.tsx'
import type { ChartConfig } from './options.ts'

/** The chart of what comes in and what goes out, in bytes/s. */
export const bothWays = <C extends string>(
  shared: Pick<ChartConfig, 'sync' | 'times' | 'plugins'>,
  columns: readonly [C, C],
): LiveChart<C> => ({
  title: t('Throughput'),
  className: 'h-44',
  columns,
  config: {
    ...shared,
    format: formatRate,
    atLeast: 125_000,
    series: [
      { label: t('Coming in'), colour: 'series-down', look: 'area' },
      { label: t('Going out'), colour: 'series-up', look: 'line' },
    ],
  },
})
