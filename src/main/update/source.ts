import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
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
export async function packageUpdates(
  beforeInstall: () => Promise<void>,
  report: (error: unknown) => void,
): Promise<UpdateSource> {
  const { autoUpdater, CancellationToken } = await import('electron-updater')
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.allowDowngrade = false
  autoUpdater.logger = null
  // What it emits is thrown by its calls too; without a listener it would end the process.
  autoUpdater.on('error', () => {})
  let atQuit = false
  return {
    async check() {
      const result = await autoUpdater.checkForUpdates()
      if (!result?.isUpdateAvailable) return undefined
      const { version, releaseNotes } = result.updateInfo
      return { version, notes: plainNotes(releaseNotes) }
    },
    async load(told, signal) {
      const token = new CancellationToken()
      const cancel = () => token.cancel()
      const progress = ({ percent }: { percent: number }) => told(percent)
      signal.addEventListener('abort', cancel)
      autoUpdater.on('download-progress', progress)
      // Only with this does electron-updater look at the end of Hawser what is wanted then. macOS takes it at its word at once.
      autoUpdater.autoInstallOnAppQuit = process.platform !== 'darwin' || atQuit
      try {
        await autoUpdater.downloadUpdate(token)
      } finally {
        autoUpdater.autoInstallOnAppQuit = atQuit
        autoUpdater.off('download-progress', progress)
        signal.removeEventListener('abort', cancel)
      }
    },
    installAtQuit(wanted) {
      atQuit = wanted
      autoUpdater.autoInstallOnAppQuit = wanted
    },
    async install() {
      await beforeInstall().catch(report)
      // The new one must not find the old one still there.
      app.releaseSingleInstanceLock()
      // If it cannot be put in place, the old one goes on.
      autoUpdater.once('error', () => {
        app.relaunch()
        app.quit()
      })
      autoUpdater.quitAndInstall(true, true)
    },
  }
}
