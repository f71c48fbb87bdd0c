import { cpus, freemem, totalmem } from 'node:os'
import type { CheckContext } from '../check.ts'

/** Sums of a system's processors, in ms or ticks: only their differences count. */
export interface ProcessorTimes {
  busy: number
  /** Taken by the hypervisor for others. */
  stolen: number
  all: number
}

/** Reads the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal, in ticks. */
export function parseProcStat(text: string): ProcessorTimes | undefined {
  const found = /^cpu +([\d ]+)$/m.exec(text)?.[1]?.trim().split(/ +/).map(Number)
  if (found === undefined || found.length < 4) return undefined
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, stolen = 0] = found
  const busy = user + nice + system + irq + softirq
  return { busy, stolen, all: busy + stolen + idle + iowait }
}

/** Percent between two looks; 0 when no time has passed. */
export function usage(before: ProcessorTimes, now: ProcessorTimes): { busy: number; stolen: number } {
  const all = now.all - before.all
  const percent = (part: number) => (all > 0 ? Math.min(100, Math.max(0, (part / all) * 100)) : 0)
  return { busy: percent(now.busy - before.busy), stolen: percent(now.stolen - before.stolen) }
}

export async function readProcessors(context: CheckContext): Promise<ProcessorTimes> {
  const told =
    context.platform === 'linux' ? parseProcStat((await context.read('/proc/stat')).text) : undefined
  if (told) return told
  const times = cpus().map((each) => each.times)
  const sum = (pick: (each: (typeof times)[number]) => number) =>
    times.reduce((all, each) => all + pick(each), 0)
  const busy = sum(({ user, nice, sys, irq }) => user + nice + sys + irq)
  return { busy, stolen: 0, all: busy + sum(({ idle }) => idle) }
}

/** Reads `cpu.stat` of a control group: in how many periods it was held back. */
export function parseThrottling(text: string): { periods: number; throttled: number } | undefined {
  const number = (name: string) => new RegExp(`^${name} (\\d{1,15})$`, 'm').exec(text)?.[1]
  const [periods, throttled] = [number('nr_periods'), number('nr_throttled')]
  return periods === undefined || throttled === undefined
    ? undefined
    : { periods: Number(periods), throttled: Number(throttled) }
}

/** Of the control group (version 2) of this process; undefined where there is none with a limit. */
export async function readThrottling(context: CheckContext) {
  if (context.platform !== 'linux') return undefined
  const group = /^0::(\/[^\n]{0,500})$/m.exec((await context.read('/proc/self/cgroup')).text)?.[1]
  if (group === undefined || group.includes('..')) return undefined
  const folder = group === '/' ? '' : group
  return parseThrottling((await context.read(`/sys/fs/cgroup${folder}/cpu.stat`)).text)
}

/** Reads `/proc/meminfo`: percent that programs can still have. */
export function parseMeminfo(text: string): number | undefined {
  const number = (name: string) => Number(new RegExp(`^${name}: +(\\d{1,15}) kB$`, 'm').exec(text)?.[1])
  const percent = (number('MemAvailable') / number('MemTotal')) * 100
  return Number.isFinite(percent) ? percent : undefined
}

/** Reads `memory_pressure -Q` of macOS: percent that programs can still have. */
export function parseMemoryPressure(text: string): number | undefined {
  const told = /free percentage: (\d{1,3})%/.exec(text)?.[1]
  return told === undefined ? undefined : Number(told)
}

/** Percent of the memory that programs can still have; undefined where the system does not tell. */
export async function readFreeMemory(context: CheckContext): Promise<number | undefined> {
  if (context.platform === 'linux') return parseMeminfo((await context.read('/proc/meminfo')).text)
  // macOS fills its memory with what it can drop at once: what is free in words means nothing there.
  if (context.platform === 'darwin')
    return parseMemoryPressure((await context.tool('/usr/bin/memory_pressure', ['-Q'])).stdout)
  return (freemem() / totalmem()) * 100
}
