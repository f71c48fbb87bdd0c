import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { crc32 } from 'node:zlib'
import { freePort } from '../../tests/support/forward-engine.ts'
import { seededRandom } from '../../tests/support/link-emulator/random.ts'
import { seededBytes } from '../../tests/support/sync/seeded-bytes.ts'
import { processesWith } from './processes.ts'
import { between, comesTrue, type Fault, type Load, pause, type Soak } from './soak.ts'
import { atLeast, atMost, figure, type Measure } from './verdict.ts'

const users = 3
const askMs = 30_000
/** The tunnel's own process. */
const program = 'tunnel'

/** TCP through a tube to the other host: users that send something, read it back, and compare. */
export class TunnelLoad implements Load {
  readonly name = 'tunnel'
  readonly faults: readonly Fault[]
  readonly #soak: Soak
  readonly #echo: Server
  readonly #port: number
  readonly #over = new AbortController()
  readonly #users: Promise<void>[] = []
  #rounds = 0
  #bytes = 0
  #broken = 0
  #excused = 0
  #damaged = 0

  private constructor(soak: Soak, echo: Server, port: number, seed: string) {
    this.#soak = soak
    this.#echo = echo
    this.#port = port
    this.faults = [
      {
        name: "the tunnel's process is killed",
        of: 'tunnel engine',
        weight: 1,
        run: async () => {
          const over = soak.outages.tunnel.begin(1000, 1000)
          for (const pid of await processesWith(soak.main.pid, program)) process.kill(pid, 'SIGKILL')
          const carried = soak.tunnelRounds
          const isBack = await comesTrue(() => soak.tunnelRounds > carried, 90_000)
          over()
          if (!isBack && !soak.outages.other.isOpen)
            soak.problem('the tunnel carries nothing 90 s after its engine was killed')
        },
      },
    ]
    for (let n = 0; n < users; n++) this.#users.push(this.#use(seededRandom(`${seed} user ${n}`)))
  }

  static async start(soak: Soak, seed: string): Promise<TunnelLoad> {
    const { main, other } = soak
    const echo = createServer({ allowHalfOpen: true }, (socket: Socket) => {
      socket.on('error', () => {})
      socket.pipe(socket)
    })
    echo.listen(0, '127.0.0.1')
    await once(echo, 'listening')
    const { port } = echo.address() as { port: number }
    await other.client.addAllow({ allow: { party: main.identity.id, target: `127.0.0.1:${port}` } })
    const listenPort = await freePort()
    const way = await main.client.addWay({
      way: {
        name: 'Echo',
        party: other.identity.id,
        listen: { host: '127.0.0.1', port: listenPort },
        target: { host: '127.0.0.1', port },
      },
    })
    const isOpen = await main.until(
      ({ tunnel }) => tunnel?.ways.find(({ id }) => id === way.id)?.state === 'listening',
      60_000,
    )
    if (!isOpen) throw new Error('the tunnel does not open')
    return new TunnelLoad(soak, echo, listenPort, seed)
  }

  async #use(random: () => number): Promise<void> {
    while (!this.#over.signal.aborted) {
      const began = performance.now()
      const bytes = seededBytes(between(random, 1000, random() < 0.2 ? 1_000_000 : 60_000), this.#rounds + 1)
      try {
        const heard = await this.#ask(bytes)
        if (heard.length === bytes.length && heard.crc === crc32(bytes)) {
          this.#rounds++
          this.#soak.tunnelRounds++
          this.#bytes += bytes.length
        } else if (heard.length === bytes.length || heard.crc !== crc32(bytes.subarray(0, heard.length)))
          this.#damaged++
        else this.#failed(began, `after ${heard.length} of ${bytes.length} bytes`)
      } catch (error) {
        this.#failed(began, error instanceof Error ? error.message : String(error))
      }
      await pause(between(random, 20, 300))
    }
  }

  #failed(began: number, why: string): void {
    const { other, tunnel } = this.#soak.outages
    const now = performance.now()
    if ([other, tunnel].some((each) => each.covers(began, now))) this.#excused++
    else {
      this.#broken++
      this.#soak.problem(`a connection through the tunnel ended: ${why}`)
    }
  }

  /** What comes back for these bytes until the other end has said all. */
  async #ask(bytes: Uint8Array): Promise<{ length: number; crc: number }> {
    const socket = connect({ host: '127.0.0.1', port: this.#port })
    const timer = setTimeout(() => socket.destroy(new Error(`nothing for ${askMs / 1000} s`)), askMs)
    let problem: Error | undefined
    let length = 0
    let crc = 0
    socket.on('data', (part: Buffer) => {
      length += part.length
      crc = crc32(part, crc)
    })
    socket.on('error', (error) => {
      problem = error
    })
    socket.end(bytes)
    await new Promise((resolve) => socket.once('close', resolve))
    clearTimeout(timer)
    if (problem && length === 0) throw problem
    return { length, crc }
  }

  async settle(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#users)
  }

  async measures(): Promise<Measure[]> {
    return [
      atLeast('connections through the tunnel that read back all they sent', this.#rounds, 1),
      figure('MB that went there and back', this.#bytes / 1e6),
      atMost('damaged answers', this.#damaged, 0),
      atMost('connections that ended without a reason', this.#broken, 0),
      figure('connections that a killed end took with it', this.#excused),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    this.#echo.close()
  }
}
