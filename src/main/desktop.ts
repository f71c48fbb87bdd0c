import { join } from 'node:path'
import { app } from 'electron'
import type { HawserEvent } from '../contract/events.ts'
import type { Telemetry } from '../contract/host.ts'
import type { Preferences, Settings } from '../contract/settings.ts'
import { systemClock } from '../host/clock.ts'
import type { Host } from '../host/index.ts'
import { chooseLanguage } from '../language/languages.ts'
import { setLanguage } from '../language/speech.ts'
import type { Arrivals } from './arrivals.ts'
import { askToQuit } from './ask-to-quit.ts'
import { mendAutostart, setAutostart, startsHidden } from './autostart.ts'
import { bridgePages } from './bridge.ts'
import { explainCloseToTray } from './close-to-tray.ts'
import { CompactWindow } from './compact-window.ts'
import { followEvents, followTelemetry } from './follow.ts'
import { desktopNotifications } from './notifications/index.ts'
import { asking, newsOf } from './notifications/news.ts'
import { Mute } from './notifications/quiet.ts'
import { RequestWatch } from './notifications/requests.ts'
import { pagePaths, pathOfEvent, shows } from './page-paths.ts'
import { followPower } from './power.ts'
import { quitting } from './quit.ts'
import { openShell } from './shell.ts'
import { createTray, type HawserTray } from './tray.ts'
import { trayChanges } from './tray-changes.ts'
import { hasTrayHost } from './tray-host.ts'
import { MainWindow } from './window.ts'

export interface DesktopOptions {
  host: Host
  arrivals: Arrivals
  /** Ends what runs, before another version takes its place. */
  finish(): Promise<void>
  /** Where preload script and pages lie, and icons. */
  out: string
  resources: string
}

/** What can be asked of the desktop shell from outside. */
export interface Desktop {
  show(): void
  showCompact(): void
}

/** Windows, tray and notifications over a host. */
export async function openDesktop({
  host,
  arrivals,
  finish,
  out,
  resources,
}: DesktopOptions): Promise<Desktop> {
  const always = new AbortController().signal
  const first = (await nextOf(host.server.settings(undefined, always))) as Settings
  let settings = first
  const preferences = () => settings.preferences
  await speak(preferences())

  const look = { preload: join(out, 'preload', 'index.cjs'), icon: join(resources, 'icon.png') }
  const quit = () => void askToQuit(shell.runs).catch(host.report)
  const compact = new CompactWindow({ ...look, changed: () => tray?.changed() })
  const shell = openShell({
    host,
    arrivals,
    finish,
    asks: (text) => notifications.take(asking(text, pagePaths.transfer)),
    toggleCompact: () => compact.toggle(),
    openMain: (hash) => window.show(hash),
    quit,
  })
  bridgePages(host, shell.server)

  /** Where no icon is seen, a window that is hidden could not be found again. */
  let isTraySeen = true
  const staysInTray = () => tray !== undefined && isTraySeen && preferences().closeToTray
  const window = new MainWindow({
    ...look,
    closing() {
      if (quitting || !preferences().closeToTray) return 'close'
      if (staysInTray()) return 'hide'
      return shell.runs.length > 0 ? 'minimize' : 'close'
    },
    kept() {
      if (!preferences().closeToTrayExplained) explainCloseToTray(host, staysInTray()).catch(host.report)
    },
    gone: () => shell.pageGone(),
  })
  const mute = new Mute(systemClock, () => tray?.changed())
  const tray: HawserTray | undefined = createTray({
    host,
    resources,
    transfers: () => shell.transfers,
    mutedUntil: () => mute.until,
    isCompactOpen: () => compact.isOpen,
    actions: {
      open: (path) => window.show(path),
      toggleCompact: () => compact.toggle(),
      toggleMute: () => mute.toggle(),
      ...trayChanges(host, () => settings, shell.pause),
      quit,
    },
  })
  const power = followPower(host, () => shell.transfers.rate)
  const notifications = desktopNotifications({
    preferences,
    mute,
    isWatched: (path) => !power.isAway && window.watched !== undefined && shows(window.watched, path),
    open: (path) => window.show(path),
  })

  const requests = new RequestWatch()
  const tellRequests = (telemetry: Telemetry) => {
    for (const news of requests.take(telemetry)) notifications.take(news)
  }

  app.on('activate', () => window.show())
  app.on('window-all-closed', () => {
    // The compact one may have been the last that was there.
    if (!staysInTray()) app.quit()
  })

  tray?.takeSettings(settings)
  followSettings().catch(host.report)
  followTelemetry(host, [
    power.take,
    shell.takeTelemetry,
    tellRequests,
    ...(tray ? [tray.takeTelemetry] : []),
  ]).catch(host.report)
  followEvents(host, (event) => tray?.takeEvent(event), take).catch(host.report)
  if (preferences().startAtLogin) mendAutostart(preferences().startHidden).catch(host.report)

  if (tray === undefined || !startsHidden(preferences())) window.show()
  compact.restore()
  if (tray)
    hasTrayHost().then((isThere) => {
      isTraySeen = isThere
      if (!isThere) window.showSmall()
    }, host.report)

  function take(event: HawserEvent): void {
    tray?.takeEvent(event)
    // Files are taken by a page, which may not be there yet after a start without a window.
    if (event.code === 'call-incoming') window.prepare()
    const news = newsOf(event, pathOfEvent(event, settings.receivers))
    if (news) notifications.take(news)
  }

  async function followSettings(): Promise<void> {
    for await (const newest of host.server.settings(undefined, always)) {
      const { startAtLogin, startHidden } = preferences()
      settings = newest as Settings
      tray?.takeSettings(settings)
      const now = preferences()
      shell.preferencesChanged(now)
      speak(now).catch(host.report)
      if (startAtLogin !== now.startAtLogin || startHidden !== now.startHidden)
        setAutostart(now.startAtLogin, now.startHidden).catch(host.report)
    }
  }

  return { show: () => window.show(), showCompact: () => compact.show() }
}

const speak = ({ language }: Preferences) =>
  setLanguage(chooseLanguage(language, app.getPreferredSystemLanguages()))

async function nextOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item
  return undefined
}
