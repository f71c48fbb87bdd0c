import type { hostContract } from '../contract/host.ts'
import type { observeCalls } from '../contract/observe.ts'
import type { Server } from '../contract/procedure.ts'
import type { Watching } from './observe/watching.ts'
import type { SettingsFile } from './settings-file.ts'

export interface ObserveParts {
  watching: Watching
  settings: SettingsFile
}

/** The part of the contract that is about watching this host. */
export function implementObserve({
  watching,
  settings,
}: ObserveParts): Pick<Server<typeof hostContract>, keyof typeof observeCalls> {
  return {
    async setObserve({ prometheus, push, log, names }) {
      const { observe } = await settings.change((old) => ({
        ...old,
        observe: {
          prometheus: { ...old.observe.prometheus, ...prometheus },
          push: { ...old.observe.push, ...push },
          log: { ...old.observe.log, ...log },
          names: names ?? old.observe.names,
        },
      }))
      await watching.apply()
      return observe
    },
    setObserveSecrets: (secrets) => watching.changeSecrets(secrets),
    observeState: (_, signal) => watching.state.watch(signal),
    metrics: async () => ({ text: await watching.metrics() }),
    health: () => watching.health(),
  }
}
