import type { Browser } from 'playwright-core'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** µs: by the clock when it began, how long it took, and how much of that was the thread's own time. */
  ts: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/** One task of a page's main thread, ms: when it began, and how much of the thread's own time it took. */
export interface MainTask {
  atMs: number
  ownMs: number
}

/**
 * Tasks of pages' main threads from now on, in ms of the threads' own time: what else the machine does while one runs
 * does not count.
 */
export async function watchMainThread(browser: Browser): Promise<() => Promise<MainTask[]>> {
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
      .map(({ ts, tdur = 0 }) => ({ atMs: ts / 1000, ownMs: tdur / 1000 }))
  }
}

/** The same, longest first. */
export async function watchTasks(browser: Browser): Promise<() => Promise<number[]>> {
  const stop = await watchMainThread(browser)
  return async () => (await stop()).map(({ ownMs }) => ownMs).toSorted((a, b) => b - a)
}
