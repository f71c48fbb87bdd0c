import { isIP, isIPv4 } from 'node:net'
import { z } from 'zod'
import { deviceIdSchema } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { Clock } from '../clock.ts'
import { cleanName } from './introduction.ts'

/** As many devices as are remembered, and addresses of each. */
const tableLimit = 256
const addressLimit = 8
/** A device that is not heard again for so long is gone; one that says goodbye, unless it is heard again at once. */
const silenceMs = 110_000
const goodbyeMs = 1500
/** The same device is heard on several interfaces at about the same time. */
const togetherMs = 5000

/** A device that announces itself. Nothing of it is proven. */
export interface FoundEntry {
  id: string
  name: string
  version: string
  /** Of its sync listener; where it was heard from first. */
  addresses: Endpoint[]
  /** 0 unless it is open for pairing; then `channel` is the first digit of its code. */
  pairingPort: number
  channel: number
  /** 0 unless it can be called for transfers; `nameplates` are those of codes that wait there. */
  transferPort: number
  nameplates: string[]
  /** A program that is there for one transfer, and no device. */
  passing: boolean
}

const port = z.coerce.number().int().min(0).max(65_535)
const serviceSchema = z.object({
  port: z.int().min(1).max(65_535),
  txt: z.object({
    id: deviceIdSchema,
    n: z.string().max(255),
    v: z.string().max(255).default(''),
    p: port.default(0),
    c: z.coerce.number().int().min(0).max(9).default(0),
    t: port.default(0),
    r: z.string().max(255).default(''),
    o: z.string().max(255).default(''),
  }),
  addresses: z.array(z.unknown()).max(64).catch([]).default([]),
  referer: z.object({ address: z.string() }).optional().catch(undefined),
})

/** What a service of the network's multicast DNS says, if a Hawser can have said it. */
export function readService(service: unknown): FoundEntry | undefined {
  const read = serviceSchema.safeParse(service)
  if (!read.success) return undefined
  const { port, txt, addresses, referer } = read.data
  const hosts = [referer?.address, ...addresses].filter(isUsable)
  if (hosts.length === 0) return undefined
  return {
    id: txt.id,
    name: cleanName(txt.n),
    version: txt.v.replace(/[^\w.+-]/g, '').slice(0, 32),
    addresses: [...new Set(hosts)].slice(0, addressLimit).map((host) => ({ host, port })),
    pairingPort: txt.p,
    channel: txt.c,
    transferPort: txt.t,
    nameplates: txt.r.split(' ').filter((text) => /^[1-9]\d{3,5}$/.test(text)),
    passing: txt.o === '1',
  }
}

/** An address that can be connected to as it is: an IPv6 one of the link lacks the name of the link. */
function isUsable(host: unknown): host is string {
  if (typeof host !== 'string' || isIP(host) === 0 || host.includes('%')) return false
  if (isIPv4(host)) return !/^(?:0|22[4-9]|23\d|24\d|25[0-5])\./.test(host)
  return !/^(?:::|fe[89ab][0-9a-f]:.*|ff.*)$/i.test(host)
}

type Held = FoundEntry & { heardAt: number; until: number }

/** The devices that were heard of late. Bounded: those that are `kept` push others out, but not the other way round. */
export class FoundTable {
  readonly #entries = new Map<string, Held>()
  readonly #kept: (id: string) => boolean
  readonly #now: Clock['now']
  /** Devices that there was no room for. */
  turnedAway = 0

  constructor(kept: (id: string) => boolean, now: Clock['now']) {
    this.#kept = kept
    this.#now = now
  }

  list(): FoundEntry[] {
    return [...this.#entries.values()].map(({ heardAt: _, until: __, ...entry }) => entry)
  }

  /** True when that is news. */
  heard(entry: FoundEntry): boolean {
    const now = this.#now()
    const known = this.#entries.get(entry.id)
    if (known === undefined && this.#entries.size >= tableLimit && !this.#makeRoom(entry.id)) {
      this.turnedAway++
      return false
    }
    const others = known && now - known.heardAt < togetherMs ? known.addresses : []
    const addresses = [...entry.addresses, ...others.filter((one) => !includes(entry.addresses, one))]
    const next = {
      ...entry,
      addresses: addresses.slice(0, addressLimit),
      heardAt: now,
      until: now + silenceMs,
    }
    this.#entries.set(entry.id, next)
    return known === undefined || !sameEntry(known, next)
  }

  /** It said goodbye. */
  left(id: string): void {
    const known = this.#entries.get(id)
    if (known) known.until = Math.min(known.until, this.#now() + goodbyeMs)
  }

  /** Forgets who was not heard in time. True when that is news. */
  expire(): boolean {
    const now = this.#now()
    const before = this.#entries.size
    // A clock that was set back must not keep anybody for ever.
    for (const [id, { until, heardAt }] of this.#entries)
      if (now >= until || now < heardAt) this.#entries.delete(id)
    return this.#entries.size !== before
  }

  clear(): void {
    this.#entries.clear()
  }

  #makeRoom(forId: string): boolean {
    if (!this.#kept(forId)) return false
    for (const id of this.#entries.keys()) if (!this.#kept(id)) return this.#entries.delete(id)
    return false
  }
}

const includes = (addresses: readonly Endpoint[], { host, port }: Endpoint) =>
  addresses.some((each) => each.host === host && each.port === port)

const sameEntry = (a: FoundEntry, b: FoundEntry) =>
  a.name === b.name &&
  a.version === b.version &&
  a.pairingPort === b.pairingPort &&
  a.channel === b.channel &&
  a.transferPort === b.transferPort &&
  a.nameplates.join() === b.nameplates.join() &&
  a.passing === b.passing &&
  a.addresses.length === b.addresses.length &&
  a.addresses.every((one) => includes(b.addresses, one))
