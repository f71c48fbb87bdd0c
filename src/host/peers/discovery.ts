import type { Clock } from '../clock.ts'
import { Bell } from '../latest.ts'
import { type FoundEntry, FoundTable, readService } from './found-table.ts'

/** Who is there is asked again so often; multicast DNS tells at once who comes and goes in between. */
const refreshMs = 30_000
const tickMs = 3000
/** News are told at once, further ones so much later, however many strangers there are. */
const paceMs = 200

/** What this device says of itself; `port` is that of its sync listener. */
export interface Announcement {
  id: string
  name: string
  version: string
  port: number
  /** 0 unless it is open for pairing; then `channel` is the first digit of its code. */
  pairingPort: number
  channel: number
  /** TCP, where it is called for transfers; absent while that is closed. */
  transferPort?: number
  /** Of codes that wait there. */
  nameplates?: readonly string[]
  /** A program that is there for one transfer, and no device. */
  passing?: boolean
}

/** A service of multicast DNS: its name, its port and what its TXT record holds. */
export interface Service {
  name: string
  port: number
  txt: Record<string, string>
}

/** Multicast DNS, as far as it is needed here. */
export interface Multicast {
  /** Nothing more without a service. */
  announce(service: Service | undefined): void
  /** Asks who is there, and has whoever answers told again. */
  refresh(): void
  /** Takes note of interfaces that came or went; no system that this runs on tells. */
  follow(): void
  close(): Promise<void>
}

export interface MulticastEvents {
  /** What came from the network, as it came. */
  seen(service: unknown): void
  left(service: unknown): void
  /** It does not work; why. Undefined when it does again. */
  failed(reason: string | undefined): void
}

export type OpenMulticast = (events: MulticastEvents) => Multicast

export interface DiscoveryOptions {
  ownId: string
  open: OpenMulticast
  /** Whether a device must not be crowded out by strangers. */
  kept(id: string): boolean
  changed(): void
  failed(reason: string | undefined): void
  clock: Clock
}

/** Finds devices on this network, and lets them find this one; both only while that is wanted. */
export class Discovery {
  readonly #options: DiscoveryOptions
  readonly #table: FoundTable
  readonly #news = new Bell()
  #multicast: Multicast | undefined
  #announced = ''
  #cancelTick = () => {}
  #pace: { cancel(): void; more: boolean } | undefined
  #closing: Promise<void> = Promise.resolve()

  constructor(options: DiscoveryOptions) {
    this.#options = options
    this.#table = new FoundTable(options.kept, options.clock.now)
  }

  get found(): FoundEntry[] {
    return this.#table.list()
  }

  /** Devices that there was no room to remember. */
  get turnedAway(): number {
    return this.#table.turnedAway
  }

  /** Looks for others while `wanted`, and then announces this device too if there is something to announce. */
  set(wanted: boolean, announcement: Announcement | undefined): void {
    if (!wanted) return this.#stop()
    this.#start()
    const service = announcement && serviceOf(announcement)
    const text = JSON.stringify(service) ?? ''
    if (this.#multicast === undefined || text === this.#announced) return
    this.#announced = text
    this.#multicast.announce(service)
  }

  /** Devices for which `fits` holds; waits up to `ms` for the first. */
  async find(fits: (entry: FoundEntry) => boolean, ms: number, signal: AbortSignal): Promise<FoundEntry[]> {
    const late = new AbortController()
    const cancel = this.#options.clock.after(ms, () => late.abort())
    const over = AbortSignal.any([signal, late.signal])
    try {
      for (;;) {
        const fitting = this.found.filter(fits)
        if (fitting.length > 0 || over.aborted) return fitting
        await this.#news.heard(over)
      }
    } finally {
      cancel()
    }
  }

  async close(): Promise<void> {
    this.#stop()
    await this.#closing
  }

  #start(): void {
    if (this.#multicast) return
    const { open, ownId, failed } = this.#options
    const read = (service: unknown) => {
      const entry = readService(service)
      return entry?.id === ownId ? undefined : entry
    }
    try {
      this.#multicast = open({
        seen: (service) => {
          const entry = read(service)
          if (entry && this.#table.heard(entry)) this.#tell()
        },
        left: (service) => {
          const entry = read(service)
          if (entry) this.#table.left(entry.id)
        },
        failed,
      })
      this.#multicast.refresh()
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    }
    this.#tick(0)
  }

  #tick(sinceRefreshMs: number): void {
    this.#cancelTick = this.#options.clock.after(tickMs, () => {
      if (this.#table.expire()) this.#tell()
      const due = sinceRefreshMs + tickMs >= refreshMs
      if (due) this.#multicast?.refresh()
      else this.#multicast?.follow()
      this.#tick(due ? 0 : sinceRefreshMs + tickMs)
    })
  }

  #stop(): void {
    if (this.#multicast === undefined) return
    const multicast = this.#multicast
    this.#multicast = undefined
    this.#announced = ''
    this.#cancelTick()
    this.#closing = Promise.all([this.#closing, multicast.close()]).then(() => {})
    this.#table.clear()
    this.#pace?.cancel()
    this.#pace = undefined
    this.#options.changed()
  }

  #tell(): void {
    if (this.#pace) {
      this.#pace.more = true
      return
    }
    const cancel = this.#options.clock.after(paceMs, () => {
      const more = this.#pace?.more
      this.#pace = undefined
      if (more) this.#tell()
    })
    this.#pace = { cancel, more: false }
    this.#news.ring()
    this.#options.changed()
  }
}

/** Under the device's id, because names need not differ. */
const serviceOf = (announcement: Announcement): Service => {
  const { id, name, version, port, pairingPort, channel, transferPort, nameplates, passing } = announcement
  return {
    name: id,
    port,
    txt: {
      id,
      n: name,
      v: version,
      p: String(pairingPort),
      c: String(channel),
      ...(transferPort && { t: String(transferPort) }),
      ...(nameplates && nameplates.length > 0 && { r: nameplates.join(' ') }),
      ...(passing && { o: '1' }),
    },
  }
}
