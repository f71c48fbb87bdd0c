import type { Browser } from 'playwright-core'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** µs by the clock, and of the thread's own time. */
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/**
 * Tasks of pages' main threads from now on, in ms of the threads' own time, longest first: what else the machine does
 * while one runs does not count.
 */
export async function watchTasks(browser: Browser): Promise<() => Promise<number[]>> {
  await browser.startTracing(undefined, { categories: ['toplevel', '__metadata'] })
  return async () => {
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
    const mains = new Set(
      trace.traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    )
    return trace.traceEvents
      .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid} ${tid}`))
      .map(({ tdur = 0 }) => tdur / 1000)
      .toSorted((a, b) => b - a)
  }
}
