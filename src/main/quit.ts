import { app, powerMonitor } from 'electron'

/** How long streams may take to finish when the app ends. */
export const drainMs = 3000

/** Whether the app is on its way out, so that windows may close for good. */
export let quitting = false

/**
 * Lets `drain` finish before the app ends, whatever ends it. `drain` must settle within its own deadline. What is handed
 * back drains ahead of that, and then the app can do nothing but end.
 */
export function quitGracefully(drain: () => Promise<void>): () => Promise<void> {
  let drained = false
  let draining: Promise<void> | undefined
  const finish = () => {
    quitting = true
    draining ??= drain().finally(() => {
      drained = true
    })
    return draining
  }
  app.on('before-quit', () => {
    quitting = true
  })
  app.on('will-quit', (event) => {
    if (drained) return
    event.preventDefault()
    void finish()
      .catch(() => {})
      .then(() => app.quit())
  })
  powerMonitor.on('shutdown', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())
  return finish
}
