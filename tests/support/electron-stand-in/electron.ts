// A stand-in for the parts of Electron that Hawser uses, over Chromium and playwright-core. For tests only.
// What is not here is missing on purpose: an import of it fails, and tells what to add.
import { EventEmitter } from 'node:events'
import { app } from './app.ts'
import { desktop, powerMonitor } from './desktop.ts'
import { BrowserWindow } from './windows.ts'

export { app } from './app.ts'
export {
  dialog,
  Menu,
  Notification,
  nativeImage,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from './desktop.ts'
export { net } from './net.ts'
export { protocol } from './protocol.ts'
export { utilityProcess } from './utility-process.ts'
/** Electron's own, which tells others of a restart for an update. */
export const autoUpdater = new EventEmitter()
export { BrowserWindow, ipcMain, MessageChannelMain } from './windows.ts'

/** Where tests are in haste, waits of a minute or more take a sixtieth. */
if (process.env['STAND_IN_HASTE'] !== undefined) {
  const wait = globalThis.setTimeout
  const hasty = (then: (...all: unknown[]) => void, ms = 0, ...rest: unknown[]) =>
    wait(then, ms >= 60_000 ? ms / 60 : ms, ...rest)
  globalThis.setTimeout = Object.assign(hasty, wait) as typeof setTimeout
}

/** Tests run code in here, over Node's own channel to a child process. */
process.on('message', async ({ id, code }: { id: number; code: string }) => {
  try {
    const run = new Function('electron', 'desktop', `return (${code})(electron, desktop)`)
    process.send?.({
      id,
      value: await run({ app, BrowserWindow, powerMonitor, windows: [...app.windows] }, desktop),
    })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
})
// Never outlive the test.
process.once('disconnect', () => app.exit(0))
setImmediate(() => void app.start().then((port) => process.send?.({ port })))
