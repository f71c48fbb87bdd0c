import type { Telemetry } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Preferences } from '../contract/settings.ts'
import type { PauseWish, shellContract, WindowTransfers } from '../contract/shell.ts'
import { systemClock } from '../host/clock.ts'
import type { Host } from '../host/index.ts'
import { Arrivals } from './arrivals.ts'
import { whyNoUpdates } from './update/installation.ts'
import { packageUpdates, thisInstallation } from './update/source.ts'
import { Updates, updatesOff } from './update/updates.ts'
import { whatRuns } from './update/what-runs.ts'

/** What the shell itself serves to its page. */
export interface Shell {
  readonly server: Server<typeof shellContract>
  /** As the page told last. */
  readonly transfers: WindowTransfers
  /** What would be ended with Hawser, in words (`whatRuns`). */
  readonly runs: readonly string[]
  pause(wish: PauseWish): void
  preferencesChanged(preferences: Preferences): void
  takeTelemetry(telemetry: Telemetry): void
  /** There is no page any more, nor are there its transfers. */
  pageGone(): void
}

export interface ShellOptions {
  host: Host
  arrivals: Arrivals
  /** Ends what runs, before another version takes its place. */
  finish(): Promise<void>
  /** A transfer waits for somebody. */
  asks(text: string): void
  toggleCompact(): void
  openMain(hash: string): void
  quit(): void
}

const none: WindowTransfers = { count: 0, rate: 0, transfers: [] }

export function openShell(options: ShellOptions): Shell {
  const { host, arrivals, finish, asks, toggleCompact, openMain, quit } = options
  const why = whyNoUpdates(thisInstallation())
  const updates =
    why === ''
      ? new Updates({
          source: packageUpdates(finish, host.report),
          clock: systemClock,
          report: host.report,
        })
      : undefined
  const state = updates?.state ?? updatesOff(why)
  const wishes = new Arrivals<PauseWish>()
  let transfers = none
  let runs: readonly string[] = []
  return {
    server: {
      opened: (_, signal) => arrivals.watch(signal),
      update: (_, signal) => state.watch(signal),
      chooseUpdate: ({ choice }) => updates?.choose(choice),
      checkForUpdate: () => updates?.check(true),
      transferring(told) {
        transfers = told
      },
      pauses: (_, signal) => wishes.watch(signal),
      asks: ({ text }) => asks(text),
      toggleCompact,
      openMain: ({ hash }) => openMain(hash),
      quit,
    },
    get transfers() {
      return transfers
    },
    get runs() {
      return runs
    },
    pause: (wish) => wishes.add(wish),
    preferencesChanged: ({ lookForUpdates }) => updates?.look(lookForUpdates),
    takeTelemetry(telemetry) {
      runs = whatRuns(telemetry, transfers.count)
      updates?.running(runs)
    },
    pageGone() {
      transfers = none
    },
  }
}
