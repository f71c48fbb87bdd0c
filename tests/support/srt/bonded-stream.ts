import type { BondSample } from '../../../src/cli/bond-report.ts'
import type { ReceiverSample } from '../../../src/cli/receive-report.ts'
import type { EmulatedPath, LinkConditions, LinkEmulator } from '../link-emulator/index.ts'
import { packetsBetween } from '../link-emulator/timeline.ts'
import { freeUdpPort } from './free-port.ts'
import { HawserProcess } from './hawser-process.ts'
import { SrtCaller, SrtListener } from './programs.ts'

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
