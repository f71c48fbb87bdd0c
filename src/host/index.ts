import { join } from 'node:path'
import type { About, EngineName, hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import { systemClock } from './clock.ts'
import { startEngineThread } from './engine-thread.ts'
import { EventLog } from './events.ts'
import { Forward } from './forward.ts'
import { History } from './history.ts'
import { implementHost } from './implementation.ts'
import { lockFolder } from './lock.ts'
import { openLog } from './log-file.ts'
import { Notices } from './notices.ts'
import { Recent } from './recent.ts'
import { Recorder } from './recorder.ts'
import { SettingsFile } from './settings-file.ts'
import { Supervisor } from './supervisor.ts'
import { TelemetryHub } from './telemetry.ts'
import { createUserDataFolder } from './user-data.ts'
import { withoutLoops } from './without-loops.ts'

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
  /** Writes a defect into the log. */
  report(error: unknown): void
  /** Lets streams finish for at most `deadlineMs`, then ends them. New connections are refused from the start. */
  drain(deadlineMs: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts the host of a user-data folder. Throws a fault of code `host-running` when there is one already. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { userData, shell, version, engines } = options
  await createUserDataFolder(userData)
  // Until everything is up, leaving this function takes down what is.
  await using stack = new AsyncDisposableStack()
  stack.use(lockFolder(userData))
  const report = openLog(join(userData, 'hawser.log'))
  const clock = systemClock

  const notices = new Notices()
  const history = stack.use(
    new History({
      path: join(userData, 'hawser.db'),
      notice: (text) => notices.set('history', { code: 'database-damaged', text }),
      report,
    }),
  )
  const events = new EventLog(history, clock)
  notices.connect((notice) =>
    events.add('host', { at: clock.now(), level: 'warning', code: notice.code, text: notice.text }),
  )
  const settings = await SettingsFile.open(userData, {
    notice: (fault) => notices.set('settings', fault && { code: fault.code, text: fault.message }),
    edited: () => {
      events.add('host', {
        at: clock.now(),
        level: 'info',
        code: 'settings-edited',
        text: 'hawser.json was edited and taken over.',
      })
      applySettings().catch(report)
    },
    report,
  })
  stack.defer(() => settings.close())

  const recent = new Recent()
  const recorder = new Recorder(recent, history)
  stack.defer(() => recorder.flush())
  const forward = new Forward(
    {
      snapshot(snapshot) {
        recorder.snapshot(snapshot)
        telemetry.snapshot(snapshot)
      },
      event: (event) => events.add('forward', event),
    },
    clock,
  )
  const supervisor = new Supervisor({
    name: 'forward',
    start: () => startEngineThread(engines.forward, report),
    converse: (link, alive, signal) => forward.converse(link, alive, signal),
    changed(status) {
      if (status.state === 'starting') recorder.engineRestarted()
      telemetry.status([status], clock.now())
    },
    event: (event) => events.add('forward', event),
    clock,
  })
  const telemetry = new TelemetryHub([supervisor.status], (ruleIds) => {
    forward.look(ruleIds).catch(report)
  })

  async function applySettings(): Promise<void> {
    const { rules, notice } = withoutLoops(settings.latest.value.rules)
    notices.set('loops', notice)
    recorder.keep(new Set(rules.map(({ id }) => id)))
    await forward.apply(rules)
  }

  await applySettings()
  supervisor.start()
  stack.defer(() => supervisor.stop())

  const about = () => ({
    version,
    shell,
    platform: process.platform,
    node: process.versions.node,
    userData,
    notices: notices.list(),
  })
  const running = stack.move()
  return {
    server: implementHost({ about, settings, applySettings, forward, telemetry, events, recent, history }),
    report,
    async drain(deadlineMs) {
      await Promise.race([
        forward.ask((client) => client.drain({ deadlineMs })).catch(report),
        new Promise((resolve) => setTimeout(resolve, deadlineMs + 500).unref()),
      ])
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
