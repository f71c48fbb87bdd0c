import { both, type EmulatedPath, LinkEmulator, megabits } from '../../tests/support/link-emulator/index.ts'
import { freeUdpPort } from '../../tests/support/srt/free-port.ts'
import { between, comesTrue, crashAndReturn, type Fault, type Load, pause, type Soak } from './soak.ts'
import { SrtStream } from './srt.ts'
import { atLeast, atMost, figure, type Measure } from './verdict.ts'

const links = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const
const bitsPerSecond = 2e6
const usual = { rate: megabits(8), delayMs: 20, loss: 0, cut: false }
/** After a break SRT gives up what is too old for a while yet. */
const settledMs = 3000

/** A bond over three links with an SRT stream, and its receiver on the same host. */
export class BondLoad implements Load {
  readonly name = 'bond'
  readonly faults: readonly Fault[]
  readonly #soak: Soak
  readonly #emulator: LinkEmulator
  readonly #path: EmulatedPath
  readonly #stream: SrtStream

  private constructor(soak: Soak, emulator: LinkEmulator, path: EmulatedPath, stream: SrtStream) {
    this.#soak = soak
    this.#emulator = emulator
    this.#path = path
    this.#stream = stream
    this.faults = this.#faults()
  }

  static async start(soak: Soak): Promise<BondLoad> {
    const [receiverPort, bondPort, studioPort] = [
      await freeUdpPort(),
      await freeUdpPort(),
      await freeUdpPort(),
    ]
    const emulator = new LinkEmulator()
    const path = await emulator.listen({
      to: { address: '127.0.0.1', port: receiverPort },
      links: Object.fromEntries(links.map((link) => [link, both(usual)])),
    })
    const { client } = soak.main
    const at = (port: number) => ({ host: '127.0.0.1', port })
    await client.addReceiver({
      receiver: { name: 'Studio', listen: at(receiverPort), target: at(studioPort) },
    })
    await client.addBond({
      bond: {
        name: 'Van',
        listen: at(bondPort),
        receiver: at(path.port),
        uplinks: 'listed',
        links: links.map((uplink) => ({ uplink })),
      },
    })
    const isReady = await soak.main.until(({ bond }) => bond?.bonds[0]?.state === 'ready', 20_000)
    if (!isReady) throw new Error('the bond does not become ready')
    const stream = new SrtStream(bondPort, studioPort, bitsPerSecond)
    await stream.connected(20_000)
    stream.play()
    return new BondLoad(soak, emulator, path, stream)
  }

  async settle(): Promise<void> {
    this.#stream.stop()
    await pause(this.#stream.latencyMs + 1000)
  }

  async measures(): Promise<Measure[]> {
    const { received, damaged, missing, bytesOfPacket, sent } = this.#stream
    const { bond } = this.#soak.outages
    const lost = missing.filter((at) => !bond.covers(at)).length
    return [
      atLeast('packets over the bond', received, 1),
      figure('packets sent into it', sent),
      atMost('lost bytes over the bond', lost * bytesOfPacket, 0),
      figure('packets lost while its engine was crashed', missing.length - lost),
      atMost('damaged packets', damaged, 0),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream[Symbol.asyncDispose]()
    await this.#path[Symbol.asyncDispose]()
    await this.#emulator[Symbol.asyncDispose]()
  }

  #faults(): Fault[] {
    const link = (name: string, weight: number, conditions: (random: () => number) => object): Fault => ({
      name,
      of: 'link',
      weight,
      run: async (random, told) => {
        const chosen = links[between(random, 0, links.length - 1)]!
        const ms = between(random, 1000, 7000)
        const change = conditions(random)
        told(`${chosen}, ${JSON.stringify(change)} for ${ms} ms`)
        await this.#path.change(chosen, both(change))
        await pause(ms)
        await this.#path.change(chosen, both(usual))
      },
    })
    return [
      link('a link is cut', 4, () => ({ cut: true })),
      link('a link loses packets', 2, (random) => ({ loss: between(random, 1, 20) / 100 })),
      link('a link becomes slow', 2, (random) => ({ delayMs: between(random, 60, 300) })),
      link('a link becomes narrow', 1, () => ({ rate: megabits(0.5) })),
      {
        name: 'the bond engine crashes',
        of: 'bond engine',
        weight: 1,
        run: async () => {
          const over = this.#soak.outages.bond.begin(this.#stream.latencyMs + 500, 1000)
          const isBack = await crashAndReturn(this.#soak, 'bond', 45_000)
          const came = this.#stream.received
          const goesOn = isBack && (await comesTrue(() => this.#stream.received > came + 1000, 45_000))
          await pause(settledMs)
          over()
          if (!goesOn) this.#soak.problem('the bond does not carry again after its engine crashed')
        },
      },
    ]
  }
}
