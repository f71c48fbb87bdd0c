import type { Server } from '../contract/procedure.ts'
import type { Preferences } from '../contract/settings.ts'
import type { shellContract } from '../contract/shell.ts'
import { systemClock } from '../host/clock.ts'
import type { Host } from '../host/index.ts'
import type { Arrivals } from './arrivals.ts'
import { whyNoUpdates } from './update/installation.ts'
import { packageUpdates, thisInstallation } from './update/source.ts'
import { Updates, updatesOff } from './update/updates.ts'
import { whatRuns } from './update/what-runs.ts'

/** What the shell itself serves to its page. */
export interface Shell {
  readonly server: Server<typeof shellContract>
  preferencesChanged(preferences: Preferences): void
}

/** `finish` ends what runs, before another version takes its place. */
export function openShell(host: Host, arrivals: Arrivals, finish: () => Promise<void>): Shell {
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
  let transfers = 0
  if (updates) {
    const follow = async () => {
      for await (const telemetry of host.server.telemetry({ look: [] }, new AbortController().signal))
        updates.running(whatRuns(telemetry, transfers))
    }
    follow().catch(host.report)
  }
  return {
    server: {
      opened: (_, signal) => arrivals.watch(signal),
      update: (_, signal) => state.watch(signal),
      chooseUpdate: ({ choice }) => updates?.choose(choice),
      checkForUpdate: () => updates?.check(true),
      transferring({ count }) {
        transfers = count
      },
    },
    preferencesChanged: ({ lookForUpdates }) => updates?.look(lookForUpdates),
  }
}
