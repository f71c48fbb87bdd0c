import type { About, EngineName, hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import { systemClock } from './clock.ts'
import { startEngineThread } from './engine-thread.ts'
import { EventLog } from './events.ts'
import { Forward } from './forward.ts'
import { implementHost } from './implementation.ts'
import { lockFolder } from './lock.ts'
import { SettingsFile } from './settings-file.ts'
import { Supervisor } from './supervisor.ts'
import { TelemetryHub } from './telemetry.ts'
import { createUserDataFolder } from './user-data.ts'

export { userDataFolder } from './user-data.ts'

export interface HostOptions {
  userData: string
  /** Where each engine's worker lies. */
  engines: Record<EngineName, URL>
  shell: About['shell']
  version: string
}

/** The engines, settings and history of one user-data folder. */
export interface Host {
  /** The contract's implementation: to be served over a link, or called directly within the process. */
  readonly server: Server<typeof hostContract>
  /** Where defects are told. */
  report(error: unknown): void
  /** Lets streams finish for at most `deadlineMs`, then ends them. New connections are refused from the start. */
  drain(deadlineMs: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts the host of a user-data folder. Throws a fault of code `host-running` when there is one already. */
export async function openHost(options: HostOptions): Promise<Host> {
  await createUserDataFolder(options.userData)
  const lock = lockFolder(options.userData)
  const settings = await SettingsFile.open(options.userData)
  const report = (error: unknown) => console.error(error)
  const clock = systemClock
  const events = new EventLog()
  const forward = new Forward(
    {
      snapshot: (snapshot) => telemetry.snapshot(snapshot),
      event: (event) => events.add('forward', event),
    },
    clock,
  )
  const supervisor = new Supervisor({
    name: 'forward',
    start: () => startEngineThread(options.engines.forward, report),
    converse: (link, alive, signal) => forward.converse(link, alive, signal),
    changed: (status) => telemetry.status([status], clock.now()),
    event: (event) => events.add('forward', event),
    clock,
  })
  const telemetry = new TelemetryHub([supervisor.status], (ruleIds) => {
    forward.look(ruleIds).catch(report)
  })
  await forward.apply(settings.latest.value.rules)
  supervisor.start()
  const { userData, shell, version } = options
  const server = implementHost({
    about: () => ({
      version,
      shell,
      platform: process.platform,
      node: process.versions.node,
      userData,
      notices: [],
    }),
    settings,
    forward,
    telemetry,
    events,
  })
  return {
    server,
    report,
    async drain(deadlineMs) {
      await forward.ask((client) => client.drain({ deadlineMs })).catch(() => {})
    },
    async [Symbol.asyncDispose]() {
      await supervisor.stop()
      lock[Symbol.dispose]()
    },
  }
}
