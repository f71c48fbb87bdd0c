import { hostContract } from '../../src/contract/host.ts'
import { connect, socketLink } from '../../src/wire/index.ts'
import { processesWith } from './processes.ts'
import { between, comesTrue, type Fault, type Load, pause, pauseUntil, type Soak } from './soak.ts'
import { atLeast, atMost, figure, type Measure } from './verdict.ts'

const pages = 3
const diagnoseEveryMs = 40_000
const clockJumpsMs = [-3_600_000, -5000, 5000, 3_600_000] as const

/** Pages that look on, come and go, and ask for a diagnosis; and what happens to the host itself. */
export class PagesLoad implements Load {
  readonly name = 'pages'
  readonly faults: readonly Fault[]
  readonly #soak: Soak
  readonly #over = new AbortController()
  readonly #running: Promise<void>[]
  #told = 0
  #opened = 0
  #diagnoses = 0
  #garbage = 0
  #crashing = false

  constructor(soak: Soak) {
    this.#soak = soak
    this.faults = this.#faults()
    this.#running = [this.#diagnose(), ...Array.from({ length: pages }, () => this.#look())]
  }

  /** One page after the other. */
  async #look(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const socket = this.#soak.main.open('/wire')
      this.#opened++
      const client = connect(hostContract, socketLink(socket))
      const until = AbortSignal.any([
        this.#over.signal,
        AbortSignal.timeout(between(this.#soak.random, 3000, 20_000)),
      ])
      try {
        for await (const _ of client.telemetry({ look: [] }, until)) this.#told++
      } catch {
        // Closed, or long enough.
      }
      socket.terminate()
    }
  }

  async #diagnose(): Promise<void> {
    const { main, streams, problem } = this.#soak
    while (!this.#over.signal.aborted) {
      try {
        const target = { host: '127.0.0.1', port: streams.cameras.rtsp }
        for await (const _ of main.client.diagnose({ target }, AbortSignal.timeout(60_000)));
        this.#diagnoses++
      } catch (error) {
        if (!this.#over.signal.aborted && !this.#crashing) problem(`a diagnosis failed: ${error}`)
      }
      await pauseUntil(diagnoseEveryMs, this.#over.signal)
    }
  }

  #faults(): Fault[] {
    const soak = this.#soak
    const { main, other, outages, problem } = soak
    return [
      {
        name: 'a page sends garbage',
        of: 'page',
        weight: 2,
        run: async (random) => {
          const socket = main.open('/wire')
          await new Promise((resolve) => socket.once('open', resolve).once('close', resolve))
          for (let n = 0; n < 20; n++) {
            const bytes = Buffer.from(Array.from({ length: 40 }, () => between(random, 0, 255)))
            socket.send(
              random() < 0.5 ? bytes.toString('latin1') : `{"id":${n},"ask":"${bytes.toString('hex')}"}`,
            )
          }
          this.#garbage++
          await pause(200)
          socket.terminate()
        },
      },
      {
        name: 'the diagnose engine crashes',
        of: 'diagnose engine',
        weight: 1,
        run: async () => {
          this.#crashing = true
          const { main } = this.#soak
          for (const pid of await processesWith(main.pid, 'diagnose')) process.kill(pid, 'SIGKILL')
          // The supervisor has heard of it by then. It comes back while something needs it.
          await pause(1000)
          const state = () => main.latest?.engines.find(({ name }) => name === 'diagnose')?.state
          const isBack = await comesTrue(() => state() === 'running' || state() === 'idle', 45_000)
          this.#crashing = false
          if (!isBack) problem('the diagnose engine is not back 45 s after it crashed')
        },
      },
      {
        name: 'the other host is killed',
        of: 'other',
        weight: 1,
        async run(random, told) {
          const ms = between(random, 500, 6000)
          told(`away for ${ms} ms`)
          const over = outages.other.begin(1000, 3000)
          await other.kill()
          await pause(ms)
          await other.start()
          const carried = soak.tunnelRounds
          const isBack = await comesTrue(() => soak.tunnelRounds > carried, 120_000)
          over()
          if (!isBack) problem('the tunnel carries nothing 120 s after the other host was started again')
        },
      },
      {
        name: 'the clock jumps',
        of: 'clock',
        weight: 1,
        async run(random, told) {
          const jump = clockJumpsMs[between(random, 0, clockJumpsMs.length - 1)]!
          const ms = between(random, 3000, 10_000)
          told(`by ${jump / 1000} s for ${ms} ms`)
          main.moveClock(jump)
          await pause(ms)
          main.moveClock(0)
        },
      },
    ]
  }

  async settle(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#running)
  }

  async measures(): Promise<Measure[]> {
    const { main } = this.#soak
    return [
      atLeast('snapshots that pages have read', this.#told, 1),
      figure('pages opened', this.#opened),
      figure('pages that sent garbage', this.#garbage),
      figure('diagnoses', this.#diagnoses),
      atMost('times that the host ended by itself', main.ownEnds, 0),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
  }
}
