import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '../../tests/support/forward-engine.ts'
import type { SourceKind } from './frame-sources.ts'
import { between, type Fault, type Load, pause, pauseUntil, type Soak } from './soak.ts'
import type { ViewerReport } from './stream-messages.ts'
import { atLeast, atMost, figure, type Measure } from './verdict.ts'

const roughViewers = 6
const lookEveryMs = 3000
const toldLateMs = 30

/** Forwarded cameras: two streams that nothing may ever disturb, and beside them viewers and a camera that fail all the time. */
export class ForwardLoad implements Load {
  readonly name = 'forward'
  readonly faults: readonly Fault[]
  readonly #soak: Soak
  readonly #relay: ChildProcess
  readonly #over = new AbortController()
  readonly #looking: Promise<void>

  private constructor(soak: Soak, relay: ChildProcess) {
    this.#soak = soak
    this.#relay = relay
    this.faults = faultsOf(soak)
    this.#looking = this.#look()
  }

  /** Tells of late frames while it is still to be seen what happened then. */
  async #look(): Promise<void> {
    const { streams, say } = this.#soak
    while (!this.#over.signal.aborted) {
      await pauseUntil(lookEveryMs, this.#over.signal)
      for (const { viewer, role, newlyLate } of (await streams.report()).report)
        if (role === 'healthy')
          for (const { delayMs, agoMs } of newlyLate)
            say(`LATE: ${viewer}, by ${delayMs.toFixed(0)} ms, ${(agoMs / 1000).toFixed(1)} s ago`)
    }
  }

  static async start(soak: Soak): Promise<ForwardLoad> {
    const { main, streams } = soak
    const rule = async (kind: SourceKind) => {
      const listen = { host: '127.0.0.1', port: await freePort() }
      const target = { host: '127.0.0.1', port: streams.cameras[kind] }
      await main.client.addRule({ rule: { name: `Camera ${kind}`, listen, target } })
      return listen.port
    }
    const ports = { 'mpeg-ts': await rule('mpeg-ts'), rtsp: await rule('rtsp'), rough: await rule('rough') }
    await main.until(
      (now) => (now.forward?.states.filter((state) => state === 'ready').length ?? 0) >= 3,
      20_000,
    )
    const relay = spawn(
      process.execPath,
      [join(import.meta.dirname, 'bare-relay.ts'), String(streams.cameras['mpeg-ts'])],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line] = (await once(relay.stdout!, 'data')) as [Buffer]
    main.watchProcessor('forward', ({ lateMs, waitedMs, ranMs, at }) => {
      streams.waited(waitedMs, at)
      const [late, waited, ran] = [lateMs, waitedMs, ranMs].map((ms) => ms.toFixed(0))
      if (lateMs > toldLateMs)
        soak.say(`forwarding thread ${late} ms late: it waited ${waited} ms for a processor, ran ${ran} ms`)
    })
    streams.open('without Hawser', 'machine', 'mpeg-ts', streams.cameras['mpeg-ts'])
    streams.open('through a bare relay', 'machine', 'mpeg-ts', Number(line.toString()))
    streams.open('healthy MPEG-TS', 'healthy', 'mpeg-ts', ports['mpeg-ts'])
    streams.open('healthy RTSP', 'healthy', 'rtsp', ports.rtsp)
    for (let n = 0; n < roughViewers; n++) streams.open(`rough ${n}`, 'rough', 'rough', ports.rough)
    return new ForwardLoad(soak, relay)
  }

  /** Rough ones go, so that what is left behind of them shows. */
  async settle(): Promise<void> {
    this.#over.abort()
    await this.#looking
    for (let n = 0; n < roughViewers; n++) this.#soak.streams.close(`rough ${n}`)
    await pause(500)
  }

  async measures(): Promise<Measure[]> {
    // The last frames can be judged a moment later only.
    await pause(1500)
    const { report } = await this.#soak.streams.report()
    const of = (role: string) => report.filter((each) => each.role === role)
    const sum = (
      viewers: ViewerReport[],
      what:
        | 'frames'
        | 'late'
        | 'lateWithMachine'
        | 'lateWithoutProcessor'
        | 'damaged'
        | 'broken'
        | 'lostBytes',
    ) => viewers.reduce((total, each) => total + each[what], 0)
    const healthy = of('healthy')
    const machine = of('machine')
    return [
      atLeast('frames on the healthy streams', sum(healthy, 'frames'), 1),
      atMost('late frames on the healthy streams', sum(healthy, 'late'), 0),
      figure('such at moments when the machine itself was late', sum(healthy, 'lateWithMachine')),
      figure(
        'such while its forwarding thread was ready and no processor was free',
        sum(healthy, 'lateWithoutProcessor'),
      ),
      figure('slowest frame of the healthy streams, ms', Math.max(...healthy.map(({ worstMs }) => worstMs))),
      ...machine.map(({ viewer, late, worstMs }) =>
        figure(`late frames ${viewer} (slowest, ms)`, `${late} (${worstMs.toFixed(1)})`),
      ),
      atMost('lost bytes on the healthy streams', sum(healthy, 'lostBytes'), 0),
      atMost('healthy connections that broke', sum(healthy, 'broken'), 0),
      atMost('damaged frames, all streams', sum(report, 'damaged'), 0),
      figure('frames to viewers that fail all the time', sum(of('rough'), 'frames')),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    this.#relay.kill()
  }
}

function faultsOf({ streams }: Soak): Fault[] {
  const someViewer = (random: () => number) => `rough ${between(random, 0, roughViewers - 1)}`
  return [
    {
      name: 'a viewer is cut off',
      of: 'viewer',
      weight: 4,
      async run(random, told) {
        const viewer = someViewer(random)
        told(viewer)
        streams.reset(viewer)
      },
    },
    {
      name: 'a viewer stops reading',
      of: 'viewer',
      weight: 3,
      async run(random, told) {
        const ms = between(random, 1000, 8000)
        const viewer = someViewer(random)
        told(`${viewer}, ${ms} ms`)
        streams.stall(viewer, ms)
        await pause(ms)
      },
    },
    {
      name: 'the rough camera restarts',
      of: 'camera',
      weight: 2,
      async run(random, told) {
        const ms = between(random, 100, 4000)
        told(`away for ${ms} ms`)
        streams.restart('rough', ms)
        await pause(ms)
      },
    },
  ]
}
