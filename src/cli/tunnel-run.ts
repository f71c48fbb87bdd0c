import type { Readable } from 'node:stream'
import { systemClock } from '../host/clock.ts'
import { EngineProcesses } from '../host/engine-process.ts'
import { engineUrls } from '../host/engine-urls.ts'
import type { JoinedCall } from '../host/rendezvous/code-signalling.ts'
import { Supervisor } from '../host/supervisor.ts'
import { Fault } from '../wire/fault.ts'
import type { AllowDraft, WayDraft } from './tunnel-options.ts'
import { TunnelSession } from './tunnel-session.ts'
import type { TunnelTeller } from './tunnel-teller.ts'
import type { TubeSettings } from './tunnel-tubes.ts'

/** What both commands of a tunnel do. */
export interface TunnelRun {
  base: TubeSettings
  ways: readonly WayDraft[]
  allow: readonly AllowDraft[]
  /** When one has come, the next code is shown; it goes on until it is stopped. */
  stay: boolean
  /** That the other side ends it is how it should end. */
  isServing: boolean
  teller: TunnelTeller
  /** Where commands are read, if anywhere. */
  commands: Readable | undefined
  intervalMs: number
  stop: AbortSignal
  /** By a code, whoever shows it: resolves when both ends are there. */
  meet(stop: AbortSignal): Promise<JoinedCall>
}

/**
 * Carries ways through a tube until it ends, or until `stop`. The engine has a process of its own and is started again when it
 * crashes. Throws the fault that keeps it from listening, or that the tube ended of.
 */
export async function runTunnel(run: TunnelRun): Promise<void> {
  const { teller, stop } = run
  const processes = new EngineProcesses({ report: (error) => console.error(error), now: Date.now })
  const failed = Promise.withResolvers<never>()
  let isReady = false
  const ready = Promise.withResolvers<void>()
  const session = new TunnelSession(run, failed.reject, () => {
    isReady = true
    ready.resolve()
  })
  const supervisor = new Supervisor({
    name: 'tunnel',
    start: () => processes.start(engineUrls().tunnel),
    converse: (...talk) => session.tubes.engine.converse(...talk),
    changed: () => {},
    event(event) {
      if (isReady) return teller.engineEvent(event)
      // One that does not even start will not do so the next time.
      failed.reject(new Fault('engine-crashed', event.text.replace(/ It starts again in .*/, '')))
    },
    clock: systemClock,
  })
  /** Ends the talk with the other side, which first hears that it is over. */
  const over = new AbortController()
  const stopped = Promise.withResolvers<void>()
  stop.addEventListener('abort', () => stopped.resolve())
  if (stop.aborted) stopped.resolve()
  const go = async () => {
    await ready.promise
    await session.run(over.signal)
  }
  supervisor.start()
  try {
    await Promise.race([failed.promise, go(), stopped.promise])
  } catch (error) {
    if (!stop.aborted) throw error
  } finally {
    await session.tubes.close()
    over.abort()
    await supervisor.stop()
  }
  teller.stopped()
}
