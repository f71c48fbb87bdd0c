import type { hostContract } from '../../../src/contract/host.ts'
import type { observeCalls } from '../../../src/contract/observe.ts'
import {
  type ObserveSettings,
  type ObserveState,
  observeSettingsSchema,
} from '../../../src/contract/observe.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { Latest } from '../../../src/host/latest.ts'

/** How a host without engines lets itself be watched: it only says so. */
export class FakeObserve {
  settings: ObserveSettings = observeSettingsSchema.parse({})
  readonly calls: Pick<Server<typeof hostContract>, keyof typeof observeCalls>
  #secrets = { hasToken: false, headerNames: [] as string[] }

  constructor(changed: () => void, changes: Pick<Latest<void>, 'watch'>) {
    const host = this
    this.calls = {
      setObserve({ prometheus, push, log, names }) {
        const { settings } = host
        host.settings = {
          prometheus: { ...settings.prometheus, ...prometheus },
          push: { ...settings.push, ...push },
          log: { ...settings.log, ...log },
          names: names ?? settings.names,
        }
        changed()
        return host.settings
      },
      setObserveSecrets({ token, headers }) {
        host.#secrets = {
          hasToken: token === undefined ? host.#secrets.hasToken : token !== '',
          headerNames: headers?.map(({ name }) => name) ?? host.#secrets.headerNames,
        }
        changed()
      },
      async *observeState(_, signal) {
        for await (const _ of changes.watch(signal)) yield host.#state
      },
      metrics: () => ({ text: '# no registered metrics\n' }),
      health: () => ({ status: 'ok', engines: {} }),
    }
  }

  get #state(): ObserveState {
    const { prometheus, push } = this.settings
    const { host, port } = prometheus.listen
    return {
      listening: prometheus.enabled ? `http://${host}:${port}/metrics` : '',
      listenProblem: '',
      ...this.#secrets,
      secretStorage: 'protected',
      pushedAt: push.enabled ? Date.now() - 4000 : 0,
      pushProblem: '',
      logFolder: '/home/operator/.config/hawser/logs',
      logProblem: '',
    }
  }
}
