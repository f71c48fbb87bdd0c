const statusOf = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** A terminal tells the whole process group, and what started us may pass the signal on: that is still one request. */
const sameRequestMs = 500

/** Aborts at the first request to stop. A second one ends the process at once. A signal may be kept for other uses. */
export function stopSignal({ except }: { except?: keyof typeof statusOf } = {}): AbortSignal {
  const stop = new AbortController()
  let first = 0
  for (const [name, status] of Object.entries(statusOf).filter(([name]) => name !== except))
    process.on(name, () => {
      const now = performance.now()
      if (!stop.signal.aborted) {
        first = now
        stop.abort()
      } else if (now - first > sameRequestMs) process.exit(status)
    })
  return stop.signal
}
