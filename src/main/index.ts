import { join } from 'node:path'
import { app, dialog, safeStorage } from 'electron'
import { serveControl } from '../host/control.ts'
import { engineUrls } from '../host/engine-urls.ts'
import { openHost, userDataFolder } from '../host/index.ts'
import { version } from '../host/version.ts'
import { Fault } from '../wire/fault.ts'
import { registerScheme, serveFolder } from './app-protocol.ts'
import { Arrivals } from './arrivals.ts'
import { type Desktop, openDesktop } from './desktop.ts'
import { whyNoDisplay } from './display.ts'
import { setMenu } from './menu.ts'
import { followOpening, registerLinks } from './opening.ts'
import { lockDown } from './permissions.ts'
import { drainMs, quitGracefully } from './quit.ts'
import { systemSecrets } from './secrets.ts'
import { showFolder } from './show-folder.ts'
import { forkUtility } from './utility-process.ts'

const out = join(import.meta.dirname, '..')
const resources = app.isPackaged ? process.resourcesPath : join(out, '..', 'resources')

const arrivals = new Arrivals()
let desktop: Desktop | undefined
/** Asked for before there were windows; the main one comes by itself. */
let isCompactWanted = false

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
  desktop = await openDesktop({ host, arrivals, finish, out, resources })
  if (isCompactWanted) desktop.showCompact()
}

app.enableSandbox()
// Offers that are copied and pasted name this machine's addresses; names in their place (mDNS) are found only where multicast passes.
app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns')
app.setPath('userData', userDataFolder())
// Windows shows notifications of a program that it knows by this name alone, which its shortcut has (electron-builder.yml).
if (process.platform === 'win32') app.setAppUserModelId('app.hawser')
registerScheme()
const noDisplay = whyNoDisplay(process.platform, process.env, process.argv)
if (noDisplay !== '') {
  console.error(noDisplay)
  app.exit(1)
} else if (!app.requestSingleInstanceLock()) app.quit()
else {
  followOpening({
    arrivals,
    show: () => desktop?.show(),
    showCompact() {
      isCompactWanted = true
      desktop?.showCompact()
    },
    report: console.error,
  })
  start().catch((error: unknown) => {
    const text =
      error instanceof Fault ? error.message : error instanceof Error ? (error.stack ?? '') : String(error)
    dialog.showErrorBox('Hawser cannot start', text)
    app.exit(1)
  })
}
