import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { plainNotes } from './notes.ts'
import type { UpdateSource } from './updates.ts'

export interface Installation {
  packaged: boolean
  platform: NodeJS.Platform
  /** The file of an AppImage; undefined for anything else. */
  appImage: string | undefined
  /** Whether the package says where newer versions are. */
  hasSource: boolean
}

export const thisInstallation = (): Installation => ({
  packaged: app.isPackaged,
  platform: process.platform,
  appImage: process.env['APPIMAGE'],
  hasSource: existsSync(join(process.resourcesPath ?? '', 'app-update.yml')),
})

/** Why this installation does not update itself; empty if it does. */
export function whyNoUpdates({ packaged, platform, appImage, hasSource }: Installation): string {
  if (!packaged) return 'This Hawser runs from its source: update it the way you got it.'
  // Of the systems of Linux each updates its own packages; an AppImage belongs to nobody else.
  if (platform === 'linux' && !appImage)
    return 'Hawser was installed as a package of the system, which updates it.'
  if (!hasSource) return 'This package does not say where newer versions are: install one over it by hand.'
  return ''
}

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
