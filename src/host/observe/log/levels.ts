import type { LogFileLevel } from '../../../contract/observe.ts'

/** What pino calls them. */
export const pinoLevels = {
  off: 'silent',
  error: 'error',
  warning: 'warn',
  info: 'info',
  debug: 'debug',
} as const satisfies Record<LogFileLevel, string>

export type LineLevel = Exclude<LogFileLevel, 'off'>
const order: readonly LogFileLevel[] = ['off', 'error', 'warning', 'info', 'debug']

/** Whether a line of this level is written while the setting is `set`. */
export const passes = (level: LineLevel, set: LogFileLevel): boolean =>
  order.indexOf(level) <= order.indexOf(set)
