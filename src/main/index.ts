import { join } from 'node:path'
import { app, dialog, safeStorage } from 'electron'
import type { Preferences } from '../contract/settings.ts'
import { serveControl } from '../host/control.ts'
import { engineUrls } from '../host/engine-urls.ts'
import { openHost, userDataFolder } from '../host/index.ts'
import { version } from '../host/version.ts'
import { chooseLanguage } from '../language/languages.ts'
import { setLanguage } from '../language/speech.ts'
import { Fault } from '../wire/fault.ts'
import { registerScheme, serveFolder } from './app-protocol.ts'
import { Arrivals } from './arrivals.ts'
import { hiddenArgument, setAutostart } from './autostart.ts'
import { bridgePages } from './bridge.ts'
import { explainCloseToTray } from './close-to-tray.ts'
import { setMenu } from './menu.ts'
import { notifyOfBonds } from './notify.ts'
import { followOpening, registerLinks } from './opening.ts'
import { lockDown } from './permissions.ts'
import { followPower } from './power.ts'
import { drainMs, quitGracefully, quitting } from './quit.ts'
import { systemSecrets } from './secrets.ts'
import { openShell } from './shell.ts'
import { showFolder } from './show-folder.ts'
import { createTray } from './tray.ts'
import { forkUtility } from './utility-process.ts'
import { MainWindow } from './window.ts'

const out = join(import.meta.dirname, '..')
const resources = app.isPackaged ? process.resourcesPath : join(out, '..', 'resources')

const arrivals = new Arrivals()
/** Nothing to show before the window is there, which is shown by then anyway. */
let showWindow = () => {}

async function start(): Promise<void> {
  await app.whenReady()
  registerLinks()
  serveFolder(join(out, 'renderer'))
  lockDown()
  setMenu()
  const userData = app.getPath('userData')
  const host = await openHost({
    userData,
    engines: engineUrls(),
    shell: 'electron',
    version,
    secrets: systemSecrets(safeStorage),
    downloads: app.getPath('downloads'),
    showFolder,
    fork: forkUtility,
  })
  const control = await serveControl(host, userData)
  const finish = quitGracefully(async () => {
    await host.drain(drainMs)
    await control[Symbol.asyncDispose]()
    await host[Symbol.asyncDispose]()
  })
  const shell = openShell(host, arrivals, finish)
  bridgePages(host, shell.server)

  let preferences: Preferences | undefined
  const window = new MainWindow({
    preload: join(out, 'preload', 'index.cjs'),
    icon: join(resources, 'icon.png'),
    keepOnClose: () => !quitting && tray !== undefined && preferences?.closeToTray === true,
    kept: () => {
      if (preferences?.closeToTrayExplained === false) explainCloseToTray(host).catch(host.report)
    },
  })
  const tray = createTray({
    host,
    resources,
    open: () => window.show(),
    diagnose: () => window.show('#/diagnose/now'),
    quit: () => app.quit(),
  })
  showWindow = () => window.show()
  app.on('activate', () => window.show())
  app.on('window-all-closed', () => app.quit())
  followPower(host).catch(host.report)
  notifyOfBonds(host, { looking: () => window.focused, open: () => window.show() }).catch(host.report)
  if (tray === undefined || !process.argv.includes(hiddenArgument)) window.show()

  for await (const settings of host.server.settings(undefined, new AbortController().signal)) {
    const old = preferences
    preferences = settings.preferences as Preferences
    shell.preferencesChanged(preferences)
    const { language } = preferences
    setLanguage(chooseLanguage(language, app.getPreferredSystemLanguages())).catch(host.report)
    const { startAtLogin, startHidden } = preferences
    if (old && (old.startAtLogin !== startAtLogin || old.startHidden !== startHidden))
      setAutostart(startAtLogin, startHidden).catch(host.report)
  }
}

app.enableSandbox()
// Offers that are copied and pasted name this machine's addresses; names in their place (mDNS) are found only where multicast passes.
app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns')
app.setPath('userData', userDataFolder())
registerScheme()
if (!app.requestSingleInstanceLock()) app.quit()
else {
  followOpening({ arrivals, show: () => showWindow(), report: console.error })
  start().catch((error: unknown) => {
    const text =
      error instanceof Fault ? error.message : error instanceof Error ? (error.stack ?? '') : String(error)
    dialog.showErrorBox('Hawser cannot start', text)
    app.exit(1)
  })
}
