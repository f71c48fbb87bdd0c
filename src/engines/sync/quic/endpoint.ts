import { Fault } from '../../../wire/fault.ts'
import type { Batch, DatagramAddress, DatagramIo, DatagramSocket } from '../../kit/datagram/datagram.ts'
import { resolveHost } from '../../kit/resolve-host.ts'
import type {
  Connection,
  ConnectOptions,
  ProfileName,
  TransportEndpoint,
  TransportOptions,
} from '../transport.ts'
import type { Host, Quiche, QuicheConnection } from './binding.ts'
import { serverName } from './config.ts'
import { Configs } from './configs.ts'
import { type ConnectionOwner, QuicConnection } from './connection.ts'
import { destinationKey, newId } from './connection-id.ts'
import { isLongHeader, type LongHeader } from './packet.ts'
import { isProbe, leastPacket } from './packet-size.ts'
import { Peers } from './peers.ts'
import type { Profile } from './profile.ts'
import { Strangers } from './strangers.ts'
import { Turns } from './turns.ts'

/** What Ethernet carries, bytes of UDP payload. */
const ethernetPacket = 1472
/** ms that an endpoint that is closed stays to tell the other sides. */
const lingerMs = 200

/** quiche takes no scopes; where packets go is the number of the address in the socket's table. */
const hostOf = ({ address, port }: DatagramAddress): Host => ({ host: address.replace(/%.*$/s, ''), port })

export interface EndpointParts {
  readonly quiche: Quiche
  readonly io: DatagramIo
  readonly profiles: Readonly<Record<ProfileName, Profile>>
  /** ALPN; the transport's own unless others are talked to. */
  readonly protocol: string | undefined
}

/** One UDP socket, and the QUIC connections on it, of both kinds. */
export class QuicEndpoint implements TransportEndpoint, ConnectionOwner {
  readonly counters = { refused: 0, malformed: 0, dropped: 0, accepted: 0, connected: 0 }
  readonly local: Host
  readonly #quiche: Quiche
  readonly #io: DatagramIo
  readonly #socket: DatagramSocket
  readonly #options: TransportOptions
  readonly #profiles: Readonly<Record<ProfileName, Profile>>
  readonly #configs: Configs
  readonly #turns: Turns
  readonly #peers: Peers
  readonly #strangers: Strangers
  /** By every id that the other side may use. */
  readonly #table = new Map<string, QuicConnection>()
  readonly #connections = new Set<QuicConnection>()
  /** Accepted, and not proven to be trusted. */
  readonly #unproven = new Set<QuicConnection>()
  /** Waiting for `opened`. */
  readonly #dialling = new Map<QuicConnection, (connection: QuicConnection) => void>()
  #ending: Promise<void> | undefined
  /** Called when no connection is left, while it ends. */
  #allGone: (() => void) | undefined
  #closed = false

  private constructor(parts: EndpointParts, options: TransportOptions, socket: DatagramSocket) {
    const { quiche, io, profiles, protocol } = parts
    this.#quiche = quiche
    this.#io = io
    this.#profiles = profiles
    this.#options = options
    this.#socket = socket
    this.#configs = new Configs(quiche, options.identity, profiles, protocol)
    this.#turns = new Turns(socket)
    this.#peers = new Peers(socket)
    this.#strangers = new Strangers(quiche)
    this.local = { host: socket.local.address, port: socket.local.port }
  }

  /** Throws the faults of `DatagramIo.open`. */
  static async open(parts: EndpointParts, options: TransportOptions): Promise<QuicEndpoint> {
    let endpoint: QuicEndpoint | undefined
    const local = { address: options.local.host, port: options.local.port }
    try {
      const socket = await parts.io.open({ local, whole: true }, (batch) => {
        if (endpoint !== undefined) endpoint.#read(batch)
      })
      endpoint = new QuicEndpoint(parts, options, socket)
      return endpoint
    } catch (error) {
      parts.io.close()
      throw error
    }
  }

  trust(certificates: readonly string[]): void {
    this.#configs.trust(certificates)
  }

  async connect(to: Host, options: ConnectOptions): Promise<Connection> {
    const { signal } = options
    signal?.throwIfAborted()
    const remote = await this.#resolve(to)
    signal?.throwIfAborted()
    if (this.#ending !== undefined) throw new Fault('closed', 'The endpoint is closed.')
    if (this.#connections.size >= this.#options.maxConnections)
      throw new Fault('too-many-connections', 'No more connections are allowed.')
    const connection = this.#dial(remote, options)
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    const aborted = () => {
      connection.close('closed', 'The attempt was given up.')
      reject(signal!.reason)
    }
    signal?.addEventListener('abort', aborted, { once: true })
    this.#dialling.set(connection, resolve)
    void connection.closed.then(({ code, text }) =>
      reject(new Fault(code === 'peer-refused' ? 'peer-refused' : 'peer-unreachable', text)),
    )
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', aborted)
      this.#dialling.delete(connection)
    }
  }

  networkChanged(): void {
    for (const connection of this.#connections) connection.networkChanged()
  }

  close(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    const open = [...this.#connections]
    for (const connection of open) connection.close('closed', 'The other side was closed.')
    // What tells the other sides may be lost: while they still send, it is sent again.
    if (open.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#allGone = resolve
      const linger = setTimeout(resolve, lingerMs)
      await promise
      clearTimeout(linger)
    }
    this.#closed = true
    this.#turns.stop()
    for (const connection of this.#connections) connection.drop()
    this.#connections.clear()
    this.#unproven.clear()
    this.#table.clear()
    this.#io.close()
  }

  /* What connections ask for. */

  wake(connection: QuicConnection): void {
    this.#turns.wake(connection)
  }

  flush(connection: QuicConnection, most?: number): void {
    this.#turns.flush(connection, most)
  }

  sendRaw(bytes: Uint8Array, peer: number): void {
    if (!this.#closed) this.#socket.send(bytes, peer)
  }

  addId(connection: QuicConnection, key: string): void {
    this.#table.set(key, connection)
  }

  opened(connection: QuicConnection): void {
    if (connection.isClient) {
      this.counters.connected++
      this.#dialling.get(connection)?.(connection)
      return
    }
    this.#unproven.delete(connection)
    this.counters.accepted++
    this.#options.accept(connection)
  }

  ended(connection: QuicConnection): void {
    if (this.#unproven.has(connection)) this.counters.refused++
  }

  gone(connection: QuicConnection): void {
    if (!this.#connections.delete(connection)) return
    this.#unproven.delete(connection)
    for (const id of connection.ids) this.#table.delete(id)
    this.forget(connection.path.peer)
    if (this.#connections.size === 0) this.#allGone?.()
  }

  remember(address: DatagramAddress): number {
    return this.#peers.remember(address)
  }

  forget(peer: number): void {
    if (!this.#closed) this.#peers.forget(peer)
  }

  /* Datagrams that come. */

  #read(batch: Batch): void {
    const { bytes, lengths, peers, slotBytes, segments } = batch
    for (let slot = 0; slot < batch.count; slot++) {
      const start = slot * slotBytes
      const end = start + lengths[slot]!
      const segment = segments[slot]!
      for (let at = start; at < end; at += segment)
        this.#datagram(bytes.subarray(at, Math.min(at + segment, end)), peers[slot]!, batch, slot)
    }
  }

  #datagram(datagram: Buffer, peer: number, batch: Batch, slot: number): void {
    const key = destinationKey(datagram)
    const connection = this.#table.get(key)
    if (connection !== undefined) {
      if (isProbe(datagram[0]!)) connection.probed(datagram, peer)
      else if (peer === connection.path.peer) connection.received(datagram)
      else connection.receivedFrom(datagram, batch.sender(slot))
      return
    }
    if (datagram.length >= leastPacket && isLongHeader(datagram[0]!))
      this.#stranger(datagram, batch.sender(slot))
    else if (key === '') this.counters.malformed++
    else this.counters.dropped++
  }

  #stranger(datagram: Buffer, from: DatagramAddress): void {
    const isFull = this.#ending !== undefined || this.#connections.size >= this.#options.maxConnections
    const verdict = isFull ? undefined : this.#strangers.judge(datagram, from, this.#unproven.size)
    if (verdict === undefined || verdict.kind === 'dropped') this.counters.dropped++
    else if (verdict.kind === 'malformed') this.counters.malformed++
    else if (verdict.kind === 'reply') this.#reply(verdict.bytes, from)
    else this.#accept(datagram, verdict.header, verdict.original, from)
  }

  #reply(bytes: Buffer, to: DatagramAddress): void {
    try {
      this.#socket.sendTo(bytes, to)
    } catch {
      this.counters.dropped++
    }
  }

  #accept(
    datagram: Buffer,
    header: LongHeader,
    original: Uint8Array | undefined,
    from: DatagramAddress,
  ): void {
    // After a Retry the client already uses the id that it was given there.
    const id = original === undefined ? newId() : Buffer.from(header.destination)
    let connection: QuicConnection
    try {
      const remote = hostOf(from)
      const { profile: chosen } = this.#options
      const profile = typeof chosen === 'function' ? chosen(remote.host) : chosen
      const config = this.#configs.server(profile)
      const quiche = this.#quiche.Connection.accept(id, original, this.local, remote, config)
      connection = this.#add(quiche, id, from, profile, false)
    } catch {
      this.counters.dropped++
      return
    }
    this.#unproven.add(connection)
    if (original === undefined) connection.addId(Buffer.from(header.destination))
    connection.received(datagram)
  }

  /* Dialling. */

  #dial(to: DatagramAddress, { profile: profileName, certificate }: ConnectOptions): QuicConnection {
    const id = newId()
    const config = this.#configs.dial(certificate, profileName)
    const quiche = this.#quiche.Connection.connect(serverName, id, this.local, hostOf(to), config)
    const connection = this.#add(quiche, id, to, profileName, true)
    connection.turn()
    return connection
  }

  /** Throws a fault where the address cannot be sent to. */
  #add(
    quiche: QuicheConnection,
    id: Uint8Array,
    to: DatagramAddress,
    profileName: ProfileName,
    isClient: boolean,
  ): QuicConnection {
    const peer = this.remember(to)
    if (peer < 0)
      throw new Fault('peer-unreachable', `${to.address} cannot be sent to from ${this.local.host}.`)
    const remote = hostOf(to)
    const connection = new QuicConnection(this, {
      quiche,
      isClient,
      local: this.local,
      remote,
      peer,
      profileName,
      profile: this.#profiles[profileName],
      largestPacket: this.#largestPacket(remote, profileName),
    })
    this.#connections.add(connection)
    connection.addId(id)
    return connection
  }

  async #resolve({ host, port }: Host): Promise<DatagramAddress> {
    const ipv6 = this.local.host.includes(':')
    let addresses: string[]
    try {
      addresses = await resolveHost(host)
    } catch {
      throw new Fault('peer-unreachable', `The name ${host} does not resolve.`)
    }
    const address = addresses.find((found) => ipv6 || !found.includes(':'))
    if (address === undefined)
      throw new Fault(
        'peer-unreachable',
        `${host} has no address that can be reached from ${this.local.host}.`,
      )
    return { address, port }
  }

  /** What the system would cut into fragments unasked looks as if the path carried it. */
  #largestPacket({ host }: Host, profile: ProfileName): number {
    const { largestPacket } = this.#profiles[profile]
    const isWhole = this.#socket.whole || host.startsWith('127.') || host === '::1'
    return isWhole ? largestPacket : Math.min(largestPacket, ethernetPacket)
  }
}
