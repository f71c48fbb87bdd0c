import type { Line } from './line.ts'

/** `open`: the run was too short to tell; `told`: a figure without a goal. */
export type State = 'met' | 'failed' | 'open' | 'told'

/** One row of the table at the end. */
export interface Measure {
  text: string
  value: string
  goal: string
  state: State
}

const lowerQuartile = (counts: readonly number[]) =>
  [...counts].sort((a, b) => a - b)[Math.floor(counts.length / 4)] ?? 0

const number = (value: number) =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1)

export const figure = (text: string, value: number | string): Measure => ({
  text,
  value: typeof value === 'number' ? number(value) : value,
  goal: '',
  state: 'told',
})

export const atMost = (text: string, value: number, limit: number): Measure => ({
  text,
  value: number(value),
  goal: limit === 0 ? '0' : `≤ ${number(limit)}`,
  state: value <= limit ? 'met' : 'failed',
})

export const atLeast = (text: string, value: number, limit: number): Measure => ({
  text,
  value: number(value),
  goal: `≥ ${number(limit)}`,
  state: value >= limit ? 'met' : 'failed',
})

/** So many standard errors are noise. */
const certain = 2
/** Fewer show a heap that finds its size, whatever their error is. */
const leastSamples = 20

/**
 * Growth over time. It has failed when it is above the limit by more than noise, and is met when it is below it. Between the
 * two, and where the noise alone is larger than the limit, it is open.
 */
export function growth(text: string, { slope, error, count }: Line, limit: number, unit: string): Measure {
  const state = (): State => {
    if (count < leastSamples) return 'open'
    if (slope - certain * error > limit) return 'failed'
    return slope <= limit && error <= limit ? 'met' : 'open'
  }
  const noise = Number.isFinite(error) ? number(error) : '?'
  return {
    text,
    value: `${number(slope)} ± ${noise} ${unit}`,
    goal: `≤ ${number(limit)} ${unit}`,
    state: state(),
  }
}

/**
 * Handles and sockets come and go with the load, and some are missing while an engine is being started again; what leaks never goes:
 * the lower quartile of the last third is compared with that of the first.
 */
export function floorGrowth(text: string, counts: readonly number[], allowance: number): Measure {
  const third = Math.floor(counts.length / 3)
  if (third < 2) return { text, value: '?', goal: `≤ +${allowance}`, state: 'open' }
  const [before, after] = [lowerQuartile(counts.slice(0, third)), lowerQuartile(counts.slice(-third))]
  return {
    text,
    value: `${before} → ${after}`,
    goal: `≤ +${allowance}`,
    state: after - before <= allowance ? 'met' : 'failed',
  }
}

export const hasFailed = (measures: readonly Measure[]): boolean =>
  measures.some(({ state }) => state === 'failed')

const words: Record<State, string> = { met: 'yes', failed: 'NO', open: 'too short to tell', told: '' }

/** Markdown. */
export function table(measures: readonly Measure[]): string {
  const rows = measures.map(
    ({ text, value, goal, state }) => `| ${text} | ${value} | ${goal} | ${words[state]} |`,
  )
  return ['| what | value | goal | met |', '|---|---|---|---|', ...rows].join('\n')
}
