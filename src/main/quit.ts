import { app, powerMonitor } from 'electron'

/** How long streams may take to finish when the app ends. */
export const drainMs = 3000

/** Whether the app is on its way out, so that windows may close for good. */
export let quitting = false

/** Lets `drain` finish before the app ends, whatever ends it. `drain` must settle within its own deadline. */
export function quitGracefully(drain: () => Promise<void>): void {
  let drained = false
  app.on('before-quit', () => {
    quitting = true
  })
  app.on('will-quit', (event) => {
    if (drained) return
    event.preventDefault()
    void drain().finally(() => {
      drained = true
      app.quit()
    })
  })
  powerMonitor.on('shutdown', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())
}
