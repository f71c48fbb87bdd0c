import { randomBytes } from 'node:crypto'
import type { Peer } from '../../../contract/peers.ts'
import type { Endpoint as Address } from '../../../contract/rule.ts'
import type { PeerSnapshot } from '../../../contract/sync.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import { type Greeted, type Greeter, greetAsClient, greetAsServer } from '../protocol/hello.ts'
import type { SessionHost } from '../protocol/host.ts'
import { instanceBytes } from '../protocol/messages.ts'
import { PeerSession } from '../protocol/session.ts'
import { StallWatch } from '../protocol/stall-watch.ts'
import type { CloseReason, Connection, ProfileName, TransportEndpoint } from '../transport.ts'
import { Greeting } from './greeting.ts'
import { type LinkDeps, PeerLink } from './peer-link.ts'
import { profileOfAddress } from './profile.ts'
import { race } from './race.ts'
import { Slots } from './slots.ts'

export interface PoolIdentity {
  readonly id: string
  readonly name: string
  /** PEM */
  readonly certificate: string
  readonly privateKey: string
}

export interface PoolOptions {
  endpoint: TransportEndpoint
  identity: PoolIdentity
  host: SessionHost
  clock: Clock
  /** 0 … 1, as `Math.random` */
  random: () => number
  /** A device is there; a second call for the same one replaces its session, which then ends by itself. */
  connected(session: PeerSession): void
  /** No session with the device is left. */
  lost(device: string, reason: CloseReason): void
  /** The addresses of a name; the system's resolver unless given. */
  resolve?: (host: string) => Promise<string[]>
}

/** Devices that are dialed at once; others wait their turn. */
const dialsAtOnce = 16
/** Hellos that are answered at once; more connections are turned away. */
const greetingsAtOnce = 64
const connectMs = 10_000
const checkMs = 5000
/** Addresses of one name that are tried. */
const addressesOfName = 4

/** At most one session with each paired device: dialed, taken, watched over, and dialed again. */
export class PeerPool {
  readonly #options: PoolOptions
  readonly #self: Greeter
  readonly #links = new Map<string, PeerLink>()
  readonly #dials = new Slots(dialsAtOnce)
  readonly #watch: StallWatch
  readonly #deps: LinkDeps
  #profile: 'automatic' | ProfileName = 'automatic'
  #greetings = 0
  #cancelCheck: (() => void) | undefined
  #closed = false
  /** Connections that were turned away because too many came at once. */
  turnedAway = 0

  constructor(options: PoolOptions) {
    this.#options = options
    const { id, name, privateKey } = options.identity
    this.#self = { id, name, privateKey, instance: randomBytes(instanceBytes).toString('hex') }
    this.#watch = new StallWatch(options.clock)
    this.#deps = {
      selfId: id,
      clock: options.clock,
      random: options.random,
      profile: () => this.#profile,
      dial: (link, addresses, signal) => this.#dial(link, addresses, signal),
      connected: options.connected,
      lost: options.lost,
    }
  }

  /** Makes these the paired devices: others are cut at once, and connections of others end in the handshake. */
  setPeers(peers: readonly Peer[]): void {
    const others = peers.filter(({ id }) => id !== this.#self.id)
    this.#options.endpoint.trust(others.map(({ certificate }) => certificate))
    const wanted = new Map(others.map((peer) => [peer.id, peer]))
    for (const [id, link] of this.#links) {
      if (wanted.get(id)?.certificate === link.peer.certificate) continue
      this.#links.delete(id)
      link.end('peer-revoked', 'The device is no longer trusted.')
    }
    for (const peer of others) {
      const link = this.#links.get(peer.id)
      if (link) link.change(peer)
      else this.#links.set(peer.id, new PeerLink(peer, this.#deps))
    }
    this.#scheduleCheck()
  }

  /** Holds for connections that are made from now on. */
  setProfile(profile: 'automatic' | ProfileName): void {
    this.#profile = profile
  }

  /** How a connection begins that comes from this address: which device's it is, is not known yet. */
  profileFrom(host: string): ProfileName {
    if (this.#profile !== 'automatic') return this.#profile
    for (const link of this.#links.values()) {
      const measured = link.measured(host)
      if (measured !== undefined) return measured
    }
    return profileOfAddress(host)
  }

  /** Give this to the endpoint as its `accept`. */
  accept(connection: Connection): void {
    if (this.#closed) return connection.close('closed', 'Hawser is ending.')
    if (this.#greetings >= greetingsAtOnce) {
      this.turnedAway++
      return connection.close('too-many-connections', 'Too many devices connect at once.')
    }
    void this.#answer(connection)
  }

  /** Where discovery has found devices, newest first. */
  found(devices: readonly { id: string; addresses: readonly Address[] }[]): void {
    for (const { id, addresses } of devices) this.#links.get(id)?.found(addresses)
  }

  /** After sleep or a change of network (which the endpoint is told of by its owner): every session proves that it lives, every other device is tried now. */
  probe(): void {
    for (const link of this.#links.values()) link.probe()
  }

  session(device: string): PeerSession | undefined {
    return this.#links.get(device)?.session
  }

  snapshot(): PeerSnapshot[] {
    return [...this.#links.values()].map((link) => link.snapshot())
  }

  /** Ends every session. The endpoint is left open. */
  close(): void {
    this.#closed = true
    this.#cancelCheck?.()
    for (const link of this.#links.values()) link.end('closed', 'Hawser is ending.')
    this.#links.clear()
    this.#watch.close()
  }

  async #dial(link: PeerLink, addresses: readonly Address[], signal: AbortSignal): Promise<void> {
    const leave = await this.#dials.enter(signal)
    const { clock } = this.#options
    const timeout = new AbortController()
    const cancel = clock.after(connectMs, () =>
      timeout.abort(new Fault('peer-unreachable', 'The device does not answer.')),
    )
    try {
      const either = AbortSignal.any([signal, timeout.signal])
      const { connection } = await race(
        addresses,
        (address, others) => this.#connect(link, address, others),
        clock,
        either,
      )
      cancel()
      await this.#greet(connection, link, signal)
    } finally {
      cancel()
      leave()
    }
  }

  async #connect(link: PeerLink, address: Address, signal: AbortSignal): Promise<Connection> {
    const resolve = this.#options.resolve ?? resolveHost
    let hosts: string[]
    try {
      hosts = await resolve(address.host)
    } catch {
      throw new Fault('host-not-found', `The name ${address.host} does not resolve.`)
    }
    let failure: unknown = new Fault('host-not-found', `The name ${address.host} does not resolve.`)
    for (const host of hosts.slice(0, addressesOfName)) {
      signal.throwIfAborted()
      try {
        const to = { host, port: address.port }
        const { certificate } = link.peer
        return await this.#options.endpoint.connect(to, { profile: link.profileFor(to), certificate, signal })
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }

  async #greet(connection: Connection, link: PeerLink, signal: AbortSignal): Promise<void> {
    const greeting = new Greeting(connection, this.#options.clock, false)
    const abort = () => connection.close('closed', 'Another connection has taken over.')
    signal.addEventListener('abort', abort)
    try {
      if (signal.aborted) abort()
      const greeted = await greetAsClient(connection, this.#self, link.peer, this.#watch, () => {
        // From here on the device may take this connection for the session.
        signal.throwIfAborted()
        signal.removeEventListener('abort', abort)
      })
      this.#begin(greeting, greeted)
    } catch (error) {
      throw await greeting.failed(error)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async #answer(connection: Connection): Promise<void> {
    this.#greetings++
    const greeting = new Greeting(connection, this.#options.clock, true)
    try {
      const stream = await greeting.firstStream
      const certificateOf = (device: string) => this.#links.get(device)?.peer.certificate
      const greeted = await greetAsServer(connection, stream, this.#self, certificateOf, this.#watch)
      this.#begin(greeting, greeted)
    } catch (error) {
      await greeting.failed(error)
    } finally {
      this.#greetings--
    }
  }

  #begin(greeting: Greeting, greeted: Greeted): void {
    const { connection } = greeting
    const link = this.#links.get(greeted.device)
    // It may have been revoked in the meantime.
    if (link === undefined) throw new Fault('peer-refused', 'The device is not paired with this one.')
    const session = new PeerSession({ connection, greeted, host: this.#options.host, watch: this.#watch })
    link.adopt(session)
    greeting.done(session)
  }

  #scheduleCheck(): void {
    if (this.#cancelCheck || this.#closed || this.#links.size === 0) return
    this.#cancelCheck = this.#options.clock.after(checkMs, () => {
      this.#cancelCheck = undefined
      for (const link of this.#links.values()) link.check()
      this.#scheduleCheck()
    })
  }
}
