import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { HawserEvent } from '../../src/contract/events.ts'
import { hostContract, type Telemetry } from '../../src/contract/host.ts'
import type { Peer } from '../../src/contract/peers.ts'
import type { Client } from '../../src/contract/procedure.ts'
import { type Identity, openIdentity } from '../../src/host/peers/identity.ts'
import { connect, socketLink } from '../../src/wire/index.ts'
import { freePort } from '../../tests/support/forward-engine.ts'

const probe = new URL('./probe.mjs', import.meta.url).href
/** Where one that was called by address alone listens for calls; the host on 127.0.0.2 has it, the other one any port. */
const callPort = 8742

export interface Place {
  name: string
  /** Of its own on loopback, so that two hosts are two machines. */
  address: string
  /** The command line: built, or from source. */
  program: string
}

export interface Heap {
  heapUsed: number
  external: number
  arrayBuffers: number
}

/** How late a thread came, until `at` (ms since the Unix epoch); of that it waited for a processor, and ran, so long. */
export interface ThreadDelay {
  lateMs: number
  waitedMs: number
  ranMs: number
  at: number
}

/** A Hawser as people start it, `hawser web`, in a user-data folder of its own, asked over its WebSocket. */
export class SoakHost implements AsyncDisposable {
  readonly place: Place
  readonly home: string
  readonly identity: Identity
  readonly events: HawserEvent[] = []
  readonly #syncPort: number
  readonly #webPort: number
  #child: ChildProcess | undefined
  #client: Client<typeof hostContract> | undefined
  #socket: WebSocket | undefined
  latest: Telemetry | undefined
  cookie = ''
  said = ''
  /** It has ended and nobody has asked for that. */
  ownEnds = 0

  private constructor(place: Place, home: string, identity: Identity, syncPort: number, webPort: number) {
    this.place = place
    this.home = home
    this.identity = identity
    this.#syncPort = syncPort
    this.#webPort = webPort
  }

  static async make(place: Place, folder: string): Promise<SoakHost> {
    const home = join(folder, place.name)
    mkdirSync(home)
    const identity = await openIdentity({ userData: home, now: Date.now, notice: () => {} })
    return new SoakHost(place, home, identity, await freePort(), await freePort())
  }

  get asPeer(): Peer {
    const { address, name } = this.place
    const { id, certificate } = this.identity
    return { id, name, certificate, addresses: [{ host: address, port: this.#syncPort }], pairedAt: 1 }
  }

  /** Before the first start: who it is, where it listens, whom it trusts. */
  async write(...trusted: SoakHost[]): Promise<void> {
    const { address, name } = this.place
    const callsAt = address === '127.0.0.1' ? await freePort() : callPort
    const settings = {
      version: 1,
      deviceName: name,
      sync: { listen: { host: address, port: this.#syncPort }, announce: false },
      transfer: { listen: { host: address, port: callsAt } },
      peers: trusted.map(({ asPeer }) => asPeer),
    }
    writeFileSync(join(this.home, 'hawser.json'), JSON.stringify(settings))
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#client !== undefined
  }

  /** Throws while it does not run. */
  get client(): Client<typeof hostContract> {
    if (this.#client === undefined) throw new Error(`${this.place.name} does not run`)
    return this.#client
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#webPort}`
  }

  async start(): Promise<void> {
    const { program, name } = this.place
    const child = spawn(process.execPath, [program, 'web', '--json', '--port', String(this.#webPort)], {
      env: {
        ...process.env,
        HAWSER_HOME: this.home,
        HAWSER_SOAK_PROBE: 'host',
        NODE_OPTIONS: `--import ${probe}`,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-4000)
    })
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    createInterface({ input: child.stdout! }).once('line', resolve)
    child.once('exit', (status, signal) => {
      reject(new Error(`${name} ended with ${status ?? signal}: ${this.said}`))
      if (this.#child === child) {
        this.ownEnds++
        this.#gone()
      }
    })
    const { addresses } = JSON.parse(await promise) as { addresses: string[] }
    const token = new URLSearchParams(new URL(addresses[0]!).hash.slice(1)).get('token')
    const answer = await fetch(`${this.origin}/session`, {
      method: 'POST',
      headers: { origin: this.origin },
      body: JSON.stringify({ token }),
    })
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const socket = this.open('/wire')
    this.#socket = socket
    this.#client = connect(hostContract, socketLink(socket))
    this.#follow(this.#client).catch(() => {})
    this.#hear(this.#client).catch(() => {})
  }

  /** A further connection, as another page has one. */
  open(path: '/wire' | '/disk'): WebSocket {
    const headers = { cookie: this.cookie, origin: this.origin }
    const socket = new WebSocket(`${this.origin.replace('http', 'ws')}${path}`, { headers })
    socket.on('error', () => {})
    return socket
  }

  async #follow(client: Client<typeof hostContract>): Promise<void> {
    for await (const telemetry of client.telemetry({ look: [] })) this.latest = telemetry
  }

  async #hear(client: Client<typeof hostContract>): Promise<void> {
    for await (const event of client.events({ after: 0 }))
      if (this.events.push(event) > 5000) this.events.shift()
  }

  /** The first telemetry that fits; false after `ms`. */
  async until(fits: (telemetry: Telemetry) => boolean, ms: number): Promise<boolean> {
    try {
      for await (const telemetry of this.client.telemetry({ look: [] }, AbortSignal.timeout(ms)))
        if (fits(telemetry)) return true
    } catch {
      // Too late, or it has ended.
    }
    return false
  }

  /** Crashes one of its engines that is a thread, from inside. */
  crash(engine: string): void {
    this.#child?.send({ soak: true, crash: engine })
  }

  /** From now on its clock is so far from the real one. */
  moveClock(ms: number): void {
    this.#child?.send({ soak: true, clock: ms })
  }

  /** Calls back when the thread of an engine came late, or has waited for a processor. */
  watchProcessor(engine: string, heard: (delay: ThreadDelay) => void): void {
    this.#child?.on('message', (message) => {
      if ((message as Partial<ThreadDelay>).waitedMs !== undefined) heard(message as ThreadDelay)
    })
    this.#child?.send({ soak: true, watchProcessor: engine })
  }

  /** By thread, bytes. */
  async heaps(): Promise<Record<string, Heap>> {
    const child = this.#child
    if (!child?.connected) return {}
    child.send({ soak: true, heaps: true })
    const { promise, resolve } = Promise.withResolvers<Record<string, Heap>>()
    const timer = setTimeout(() => resolve({}), 5000)
    const hear = (message: unknown) => {
      const { heaps } = message as { heaps?: Record<string, Heap> }
      if (heaps) resolve(heaps)
    }
    child.on('message', hear)
    const heaps = await promise
    child.off('message', hear)
    clearTimeout(timer)
    return heaps
  }

  #gone(): void {
    this.#client = undefined
    this.#socket?.terminate()
    this.latest = undefined
  }

  /** As the system does when memory is short. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    this.#child = undefined
    this.#gone()
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null
    const gone = once(child, 'exit')
    child.kill(signal)
    const [status] = (await gone) as [number | null]
    return status
  }

  /** As people do; resolves with the exit status. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  [Symbol.asyncDispose] = () => this.kill()
}
