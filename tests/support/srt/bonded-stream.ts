import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { BondSample } from '../../../src/cli/bond-report.ts'
import type { ReceiverSample } from '../../../src/cli/receive-report.ts'
import type { EmulatedPath, LinkConditions, LinkEmulator } from '../link-emulator/index.ts'
import { packetsBetween } from '../link-emulator/timeline.ts'
import { freeUdpPort } from './free-port.ts'
import { SrtCaller, SrtListener } from './programs.ts'

const cli = resolve(import.meta.dirname, '../../../src/cli/index.ts')

type Line = { event: string; code?: string; text?: string } & Record<string, unknown>

/** A `hawser` command that tells everything as JSON. */
export class HawserProcess<Sample> implements AsyncDisposable {
  readonly child: ChildProcess
  /** Everything but telemetry. */
  readonly events: Line[] = []
  readonly #heard = new EventTarget()
  latest: Sample | undefined
  said = ''

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [cli, ...args, '--json', '--interval', '100'])
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-10_000)
    })
    createInterface({ input: this.child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      if (line.event === 'telemetry') this.latest = line as unknown as Sample
      else this.events.push(line)
      this.#heard.dispatchEvent(new Event('line'))
    })
    this.child.on('exit', () => this.#heard.dispatchEvent(new Event('line')))
  }

  /** Resolves once `holds` is true; it is asked again with each line. Rejects when the process ends, or after `ms`. */
  async until(holds: () => boolean, ms = 20_000): Promise<void> {
    const end = AbortSignal.timeout(ms)
    while (!holds()) {
      if (this.child.exitCode !== null || this.child.signalCode !== null || end.aborted)
        throw new Error(`${holds} does not come true: ${this.said} ${JSON.stringify(this.latest)}`)
      await Promise.race([once(this.#heard, 'line'), once(end, 'abort')])
    }
  }

  listening = () => this.until(() => this.events.some(({ event }) => event === 'listening'))

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }

  [Symbol.asyncDispose] = () => this.kill()
}

export interface BondedStreamOptions {
  /** Uplinks by address: 127.0.0.1, 127.0.0.2, … */
  links: Record<string, LinkConditions>
  latencyMs?: number
  datagrams?: 'automatic' | 'dgram'
}

/** Caller → `hawser bond` → emulated links → `hawser bond-receive` → listener, each a process of its own. */
export class BondedStream implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack()
  readonly #options: BondedStreamOptions
  readonly uplinks: readonly string[]
  listener!: SrtListener
  caller!: SrtCaller
  path!: EmulatedPath
  bond!: HawserProcess<BondSample>
  receiver!: HawserProcess<ReceiverSample>
  #receiverPort = 0
  #bondPort = 0
  #listenerPort = 0

  private constructor(options: BondedStreamOptions) {
    this.#options = options
    this.uplinks = Object.keys(options.links)
  }

  static async start(emulator: LinkEmulator, options: BondedStreamOptions): Promise<BondedStream> {
    const stream = new BondedStream(options)
    try {
      await stream.#start(emulator)
    } catch (error) {
      await stream[Symbol.asyncDispose]()
      throw error
    }
    return stream
  }

  async #start(emulator: LinkEmulator): Promise<void> {
    const { links, latencyMs = 2000 } = this.#options
    this.#listenerPort = await freeUdpPort()
    this.#receiverPort = await freeUdpPort()
    this.#bondPort = await freeUdpPort()
    this.listener = this.#stack.use(new SrtListener(this.#listenerPort, latencyMs))
    this.path = this.#stack.use(
      await emulator.listen({ to: { address: '127.0.0.1', port: this.#receiverPort }, links }),
    )
    this.startReceiver()
    this.startBond()
    await Promise.all([this.receiver.listening(), this.bond.listening()])
    await this.bond.until(() => this.bond.latest?.state === 'ready')
    this.caller = this.#stack.use(new SrtCaller(this.#bondPort, latencyMs))
    await this.caller.connected()
  }

  startReceiver(): void {
    const listen = ['--listen', `127.0.0.1:${this.#receiverPort}`]
    const target = ['--target', `127.0.0.1:${this.#listenerPort}`]
    this.receiver = this.#stack.use(
      new HawserProcess('bond-receive', ...listen, ...target, ...this.#datagrams),
    )
  }

  startBond(): void {
    const listen = ['--listen', `127.0.0.1:${this.#bondPort}`]
    const receiver = ['--receiver', `127.0.0.1:${this.path.port}`]
    const uplinks = this.uplinks.flatMap((uplink) => ['--uplink', uplink])
    this.bond = this.#stack.use(
      new HawserProcess('bond', ...listen, ...receiver, ...uplinks, ...this.#datagrams),
    )
  }

  /** The link that carries most at the moment. */
  get busiest(): string {
    const links = this.bond.latest?.links ?? []
    return links.reduce((a, b) => (a.bitrate >= b.bitrate ? a : b)).id
  }

  /** The data packets that the sender offered to each link, from one time to another. */
  async offered(fromMs: number, toMs: number): Promise<Record<string, number>> {
    const { links } = await this.path.report()
    return Object.fromEntries(
      Object.entries(links).map(([name, { timeline }]) => [name, packetsBetween(timeline, fromMs, toMs)]),
    )
  }

  get #datagrams(): string[] {
    return ['--datagrams', this.#options.datagrams ?? 'automatic']
  }

  [Symbol.asyncDispose] = () => this.#stack.disposeAsync()
}
