import type { Program } from '../../../programs/program.ts'
import { startProgram } from '../../../programs/start-program.ts'
import { type Clock, monotonicClock } from '../../kit/clock.ts'
import { type SystemTools, systemTools, toolEnvironment } from '../../kit/network/system-tools.ts'
import { readSystemUplinks, type SystemUplink } from './system-uplinks.ts'

/** Changes come in bursts; this long after the last of one, and at most so long after its first, it is looked. */
const settleMs = 200
const settleAtMostMs = 1000
/** Where the system tells nothing, the addresses of the interfaces, which cost microseconds, are compared so often. */
const compareMs = 2000
const firstRestartMs = 500
const lastRestartMs = 30_000
/** A monitor that ran so long is healthy, and the next failure counts as the first. */
const healthyMs = 60_000

/** A program that writes something whenever a network changes; what it writes has no meaning here. */
interface Monitor {
  program: string
  args: readonly string[]
}

const ipMonitor = ['monitor', 'address', 'link', 'route']

/**
 * The monitors of a system, the best first. `setpriv` has the kernel end the monitor together with the thread that
 * started it, even when that thread is terminated; others end at the next change, for want of a reader.
 */
const monitorsOf: Partial<Record<NodeJS.Platform, readonly Monitor[]>> = {
  linux: [
    { program: 'setpriv', args: ['--pdeathsig', 'KILL', 'ip', ...ipMonitor] },
    { program: 'ip', args: ipMonitor },
  ],
  darwin: [{ program: '/sbin/route', args: ['-n', 'monitor'] }],
}

export interface UplinkWatchOptions {
  tools?: SystemTools
  clock?: Clock
  /** For tests: programs in place of the system's. */
  monitors?: readonly Monitor[]
}

/**
 * Tells when this machine's ways out change: a modem that comes or goes, an address, a gateway. The system's own
 * monitor wakes it; while that does not run, a timer compares the interfaces' addresses.
 */
export class UplinkWatch {
  readonly #changed: (uplinks: SystemUplink[]) => void
  readonly #tools: SystemTools
  readonly #clock: Clock
  readonly #monitors: readonly Monitor[]
  #monitor: Program | undefined
  #which = 0
  #restarts = 0
  #cancelSettle = () => {}
  #cancelRestart = () => {}
  #cancelCompare = () => {}
  /** When the burst began that is being waited for. */
  #burstAt: number | undefined
  #isComparing = false
  #seen: string
  #told: string | undefined
  #looking: Promise<void> | undefined
  #again = false
  #closed = false

  /** `changed` gets the first list too, soon. */
  constructor(changed: (uplinks: SystemUplink[]) => void, options: UplinkWatchOptions = {}) {
    this.#changed = changed
    this.#tools = options.tools ?? systemTools
    this.#clock = options.clock ?? monotonicClock
    this.#monitors = options.monitors ?? monitorsOf[this.#tools.platform] ?? []
    this.#seen = JSON.stringify(this.#tools.interfaces())
    process.once('exit', this.#kill)
    this.#start()
    void this.look()
  }

  /** Looks now, as after sleep; done when a change has been told. */
  look(): Promise<void> {
    if (this.#looking) {
      this.#again = true
      return this.#looking
    }
    this.#looking = this.#read().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** Ends the monitor; nothing is told any more. */
  close(): void {
    this.#closed = true
    process.removeListener('exit', this.#kill)
    this.#cancelSettle()
    this.#cancelRestart()
    this.#cancelCompare()
    this.#kill()
  }

  readonly #kill = () => {
    this.#monitor?.kill()
    this.#monitor = undefined
  }

  async #read(): Promise<void> {
    do {
      this.#again = false
      const uplinks = await readSystemUplinks(this.#tools)
      const text = JSON.stringify(uplinks)
      if (this.#closed) return
      if (text === this.#told) continue
      this.#told = text
      this.#changed(uplinks)
    } while (this.#again && !this.#closed)
  }

  #stir(): void {
    if (this.#closed) return
    const now = this.#clock.now()
    this.#burstAt ??= now
    this.#cancelSettle()
    const waitMs = Math.max(0, Math.min(settleMs, this.#burstAt + settleAtMostMs - now))
    this.#cancelSettle = this.#clock.after(waitMs, () => {
      this.#burstAt = undefined
      void this.look()
    })
  }

  #start(): void {
    this.#compare()
    const monitor = this.#monitors[this.#which % this.#monitors.length]
    if (monitor === undefined) return
    const startedAt = this.#clock.now()
    const program = startProgram(monitor.program, monitor.args, {
      env: toolEnvironment(),
      outputs: ['stdout'],
    })
    this.#monitor = program
    program.unref()
    // What has changed until now it does not tell.
    if (program.pid !== undefined) this.#stir()
    program.stdout?.on('data', () => this.#stir())
    void program.ended.then((end) => {
      if (this.#closed) return
      this.#monitor = undefined
      // Another program may be there, or know its options.
      if ('failed' in end || (end.code ?? 0) > 0) this.#which++
      if (this.#clock.now() - startedAt >= healthyMs) this.#restarts = 0
      const waitMs = Math.min(firstRestartMs * 2 ** this.#restarts, lastRestartMs)
      this.#restarts++
      this.#cancelRestart = this.#clock.after(waitMs, () => this.#start())
      this.#compare()
    })
  }

  /** Once more after a monitor was started too, for it may end at once. */
  #compare(): void {
    if (this.#isComparing) return
    this.#isComparing = true
    this.#cancelCompare = this.#clock.after(compareMs, () => {
      this.#isComparing = false
      const seen = JSON.stringify(this.#tools.interfaces())
      if (seen !== this.#seen) this.#stir()
      this.#seen = seen
      if (this.#monitor === undefined) this.#compare()
    })
  }
}
