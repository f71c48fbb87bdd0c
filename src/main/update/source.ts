import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { AppUpdater } from 'electron-updater'
import type { Installation } from './installation.ts'
import { plainNotes } from './notes.ts'
import type { UpdateSource } from './updates.ts'

export const thisInstallation = (): Installation => ({
  packaged: app.isPackaged,
  platform: process.platform,
  appImage: process.env['APPIMAGE'],
  hasSource: existsSync(join(process.resourcesPath ?? '', 'app-update.yml')),
})

/**
 * Versions from where the package says (`app-update.yml`), by electron-updater: only such as bear the checksum that was
 * published, on macOS and Windows also the signature of this app. `beforeInstall` ends what runs.
 */
export function packageUpdates(
  beforeInstall: () => Promise<void>,
  report: (error: unknown) => void,
): UpdateSource {
  let atQuit = false
  let updater: AppUpdater | undefined
  return {
    async check() {
      updater ??= await openUpdater()
      const result = await updater.checkForUpdates()
      if (!result?.isUpdateAvailable) return undefined
      const { version, releaseNotes } = result.updateInfo
      return { version, notes: plainNotes(releaseNotes) }
    },
    async load(told, signal) {
      const { CancellationToken } = await import('electron-updater')
      const found = checked(updater)
      const token = new CancellationToken()
      const cancel = () => token.cancel()
      const progress = ({ percent }: { percent: number }) => told(percent)
      signal.addEventListener('abort', cancel)
      found.on('download-progress', progress)
      // Only with this does electron-updater look at the end of Hawser what is wanted then. macOS takes it at its word at once.
      found.autoInstallOnAppQuit = process.platform !== 'darwin' || atQuit
      try {
        if (signal.aborted) throw signal.reason
        await found.downloadUpdate(token)
      } finally {
        found.autoInstallOnAppQuit = atQuit
        found.off('download-progress', progress)
        signal.removeEventListener('abort', cancel)
      }
    },
    installAtQuit(wanted) {
      atQuit = wanted
      if (updater) updater.autoInstallOnAppQuit = wanted
    },
    async install() {
      const found = checked(updater)
      await beforeInstall().catch(report)
      // The new one must not find the old one still there.
      app.releaseSingleInstanceLock()
      // If it cannot be put in place, the old one goes on.
      found.once('error', () => {
        app.relaunch()
        app.quit()
      })
      found.quitAndInstall(true, true)
    },
  }
}

/** It is large, and not needed before the first look for a newer version. */
async function openUpdater(): Promise<AppUpdater> {
  const { autoUpdater } = await import('electron-updater')
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.allowDowngrade = false
  autoUpdater.logger = null
  // What it emits is thrown by its calls too; without a listener it would end the process.
  autoUpdater.on('error', () => {})
  return autoUpdater
}

function checked(updater: AppUpdater | undefined): AppUpdater {
  if (updater === undefined) throw new Error('nothing was looked for before')
  return updater
}
