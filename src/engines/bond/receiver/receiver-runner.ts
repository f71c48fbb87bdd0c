import { randomBytes } from 'node:crypto'
import type { Receiver, ReceiverSnapshot } from '../../../contract/bond.ts'
import type { FaultCode } from '../../../contract/fault-codes.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Activity } from '../../kit/activity.ts'
import type { DatagramIo, DatagramSocket } from '../../kit/datagram/datagram.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { portHolder } from '../../kit/port-holder.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { listenFault } from '../../kit/socket-fault.ts'
import { Wheel } from '../../kit/wheel.ts'
import type { TellBond } from '../bond-events.ts'
import { GroupIds } from './group-ids.ts'
import { SrtlaReceiver } from './receiver.ts'
import { Upstreams } from './upstreams.ts'

const tickMs = 250
/** Keepalives alone: groups are given up after seconds. */
const calmTickMs = 1000
const relistenMs = 2000
const shownGroups = 50

/** Of this process; ids of groups rest on it. */
const idKey = randomBytes(32)

/** A receiver at work: the socket that senders reach, and one for each group towards the SRT listener. */
export class ReceiverRunner {
  settings: Receiver
  problem = ''
  readonly #io: DatagramIo
  readonly #tell: TellBond
  readonly #receiver: SrtlaReceiver
  readonly #upstreams: Upstreams
  readonly #activity: Activity
  readonly #wheel: Wheel
  #socket: DatagramSocket | undefined
  /** Of sockets that are closed. */
  #drops = 0
  /** Rises with each attempt to listen, so that one that was overtaken knows. */
  #listening = 0
  #relistenAt = Number.POSITIVE_INFINITY

  constructor(settings: Receiver, io: DatagramIo, tell: TellBond, activity: Activity) {
    this.settings = settings
    this.#io = io
    this.#tell = tell
    this.#activity = activity
    const now = performance.now()
    const runner = this
    this.#receiver = new SrtlaReceiver(
      {
        // Packets come from this socket alone, so it is there whenever one is answered.
        get senders() {
          return runner.#socket!
        },
        open: (group) => this.#upstreams.open(group),
        close: (group) => this.#upstreams.close(group),
        event: (code, text) => this.#warn(code, text),
      },
      settings,
      new GroupIds(idKey),
      now,
    )
    this.#upstreams = new Upstreams(settings.target, io, this.#receiver, (code, text) =>
      this.#warn(code, text),
    )
    this.#wheel = new Wheel(activity, {
      everyMs: tickMs,
      calmMs: calmTickMs,
      tick: (nowMs) => this.#tick(nowMs),
    })
    if (settings.enabled) void this.#listen()
  }

  get state(): ReceiverSnapshot['state'] {
    if (!this.settings.enabled) return 'off'
    if (this.problem !== '') return 'failed'
    if (this.#socket === undefined) return 'starting'
    for (const group of this.#receiver.groups) if (group.bitrate > 0) return 'live'
    return 'ready'
  }

  /** Limits and sources hold from now on; only another way to listen ends groups, another target moves them. */
  change(settings: Receiver): void {
    const old = this.settings
    this.settings = settings
    this.#receiver.registration.change(settings)
    if (endpointText(old.target) !== endpointText(settings.target)) this.#upstreams.change(settings.target)
    if (old.enabled === settings.enabled && endpointText(old.listen) === endpointText(settings.listen)) return
    this.#unlisten()
    if (settings.enabled) void this.#listen()
  }

  /** After sleep or a change of network. */
  probe(): void {
    this.#upstreams.probe(performance.now())
    if (this.problem !== '') this.#relistenAt = 0
  }

  /** `now` is monotonic (`performance.now()`). */
  snapshot(now: number): ReceiverSnapshot {
    const { registration, groups, refusedPackets, drops } = this.#receiver
    const busiest = [...groups].sort((a, b) => b.bitrate - a.bitrate).slice(0, shownGroups)
    return {
      id: this.settings.id,
      state: this.state,
      problem: this.problem,
      datagrams: this.#io.kind,
      bitrate: [...groups].reduce((sum, { bitrate }) => sum + bitrate, 0),
      refusedLimit: registration.refusedLimit,
      refusedFlood: registration.refusedFlood,
      refusedSource: registration.refusedSource,
      refusedPackets,
      drops: drops + this.#drops + (this.#socket?.counters.dropped ?? 0) + this.#upstreams.drops,
      groupsTotal: groups.size,
      groups: busiest.map((group) => group.snapshot(now)),
    }
  }

  end(): void {
    this.#wheel[Symbol.dispose]()
    this.#unlisten()
  }

  #tick(now: number): void {
    if (this.#socket !== undefined) {
      this.#receiver.tick(now)
      this.#upstreams.tick(now)
      if (this.state === 'live') this.#activity.stir()
    }
    if (now < this.#relistenAt) return
    this.#relistenAt = Number.POSITIVE_INFINITY
    void this.#listen()
  }

  async #listen(): Promise<void> {
    const attempt = ++this.#listening
    const { listen } = this.settings
    try {
      const [address = listen.host] = await resolveHost(listen.host)
      const local = { address, port: listen.port }
      const socket = await this.#io.open({ local }, (batch) =>
        this.#receiver.fromSenders(batch, performance.now()),
      )
      if (attempt !== this.#listening) return socket.close()
      this.#socket = socket
      this.problem = ''
      this.#upstreams.prepare(performance.now())
      const text = `"${this.settings.name}" listens for SRTLA on ${endpointText(listen)} (UDP).`
      this.#tell({ level: 'info', code: 'listening', text })
    } catch (error) {
      await this.#cannotListen(error as Error, attempt)
    }
  }

  async #cannotListen(error: Error, attempt: number): Promise<void> {
    const { listen } = this.settings
    const fault = error instanceof Fault ? error : listenFault(error, listen)
    const holder = fault.code === 'port-in-use' ? await portHolder(listen.port, 'udp') : undefined
    if (attempt !== this.#listening) return
    const problem = holder ? `Port ${listen.port} is in use by ${holder}.` : fault.message
    if (problem !== this.problem) {
      const text = `"${this.settings.name}" does not work: ${problem}`
      this.#tell({ level: 'error', code: fault.code, text })
    }
    this.problem = problem
    this.#relistenAt = performance.now() + relistenMs
  }

  #unlisten(): void {
    this.#listening++
    this.#relistenAt = Number.POSITIVE_INFINITY
    this.problem = ''
    this.#receiver.clear()
    this.#drops += this.#socket?.counters.dropped ?? 0
    this.#socket?.close()
    this.#socket = undefined
  }

  #warn(code: FaultCode | 'target-back', text: string): void {
    const level = code === 'target-back' ? 'info' : 'warning'
    this.#tell({ level, code, text: `"${this.settings.name}": ${text}` })
  }
}
