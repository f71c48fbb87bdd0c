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
import { AddressTokens } from './address-token.ts'
import type { Host, Quiche, QuicheConfig, QuicheConnection } from './binding.ts'
import { makeConfig, serverName } from './config.ts'
import { type ConnectionOwner, QuicConnection } from './connection.ts'
import { destinationKey, newId } from './connection-id.ts'
import { Flusher } from './flush.ts'
import { isLongHeader, type LongHeader, readLongHeader } from './packet.ts'
import { isProbe, leastPacket } from './packet-size.ts'
import type { Profile } from './profile.ts'

/** Connections of others that are not proven yet: from so many on addresses are proven first, and so many there may be. */
const retryFrom = 32
const unprovenLimit = 256
/** Configurations for dialling that are kept, one a certificate and profile. */
const configLimit = 256
/** ms until what the system did not take is tried again. */
const blockedFor = 1
/** What Ethernet carries, bytes of UDP payload. */
const ethernetPacket = 1472
/** ms that an endpoint that is closed stays to tell the other sides. */
const lingerMs = 200

/** quiche takes no scopes; where packets go is the number of the address in the socket's table. */
const hostOf = ({ address, port }: DatagramAddress): Host => ({ host: address.replace(/%.*$/s, ''), port })
const keyOf = (host: string, port: number) => `${host} ${port}`

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
  readonly #protocol: string | undefined
  readonly #io: DatagramIo
  readonly #socket: DatagramSocket
  readonly #options: TransportOptions
  readonly #profiles: Readonly<Record<ProfileName, Profile>>
  readonly #flusher: Flusher
  readonly #tokens = new AddressTokens()
  /** By every id that the other side may use. */
  readonly #table = new Map<string, QuicConnection>()
  readonly #connections = new Set<QuicConnection>()
  /** Accepted, and not proven to be trusted. */
  readonly #unproven = new Set<QuicConnection>()
  /** Waiting for `opened`. */
  readonly #dialling = new Map<QuicConnection, (connection: QuicConnection) => void>()
  readonly #configs = new Map<string, QuicheConfig>()
  /** Connections that use an address of the socket's table, by its number. */
  readonly #peerUses = new Map<number, number>()
  /** Those that want a turn, in this turn of the loop and in the next. */
  #woken: QuicConnection[] = []
  #turning: QuicConnection[] = []
  #turn: NodeJS.Immediate | undefined
  #blocked: NodeJS.Timeout | undefined
  #serverConfig: QuicheConfig
  #ending: Promise<void> | undefined
  /** Called when no connection is left, while it ends. */
  #allGone: (() => void) | undefined
  #closed = false

  private constructor(parts: EndpointParts, options: TransportOptions, socket: DatagramSocket) {
    this.#quiche = parts.quiche
    this.#protocol = parts.protocol
    this.#io = parts.io
    this.#profiles = parts.profiles
    this.#options = options
    this.#socket = socket
    this.#flusher = new Flusher(socket)
    this.local = { host: socket.local.address, port: socket.local.port }
    this.#serverConfig = this.#makeConfig([], options.profile)
  }

  /** Throws the faults of `DatagramIo.open`. */
  static async open(parts: EndpointParts, options: TransportOptions): Promise<QuicEndpoint> {
    let endpoint: QuicEndpoint | undefined
    const local = { address: options.local.host, port: options.local.port }
    const socket = await parts.io.open({ local, whole: true }, (batch) => {
      if (endpoint !== undefined) endpoint.#read(batch)
    })
    endpoint = new QuicEndpoint(parts, options, socket)
    return endpoint
  }

  trust(certificates: readonly string[]): void {
    this.#serverConfig = this.#makeConfig(certificates, this.#options.profile)
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
    clearImmediate(this.#turn)
    clearTimeout(this.#blocked)
    for (const connection of this.#connections) connection.drop()
    this.#connections.clear()
    this.#unproven.clear()
    this.#table.clear()
    this.#socket.close()
    this.#io.close()
  }

  /* What connections ask for. */

  wake(connection: QuicConnection): void {
    if (connection.woken || this.#closed) return
    connection.woken = true
    this.#woken.push(connection)
    if (this.#blocked === undefined) this.#turn ??= setImmediate(this.#giveTurns)
  }

  flush(connection: QuicConnection, most?: number): void {
    if (this.#closed) return
    const sent = this.#flusher.flush(connection, most)
    if (sent === 'all') return
    connection.again()
    if (sent === 'blocked') this.#blocked ??= setTimeout(this.#unblock, blockedFor)
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
    this.forget(connection.peer)
    if (this.#connections.size === 0) this.#allGone?.()
  }

  remember(address: DatagramAddress): number {
    try {
      const peer = this.#socket.remember(address)
      this.#peerUses.set(peer, (this.#peerUses.get(peer) ?? 0) + 1)
      return peer
    } catch {
      return -1
    }
  }

  forget(peer: number): void {
    const uses = (this.#peerUses.get(peer) ?? 0) - 1
    if (uses > 0) {
      this.#peerUses.set(peer, uses)
      return
    }
    this.#peerUses.delete(peer)
    this.#socket.forget(peer)
  }

  /* Turns of the loop. */

  readonly #giveTurns = (): void => {
    this.#turn = undefined
    const turning = this.#woken
    this.#woken = this.#turning
    this.#turning = turning
    for (const connection of turning) connection.turn()
    turning.length = 0
  }

  readonly #unblock = (): void => {
    this.#blocked = undefined
    if (!this.#flusher.resume()) this.#blocked = setTimeout(this.#unblock, blockedFor)
    else if (this.#woken.length > 0) this.#turn ??= setImmediate(this.#giveTurns)
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
      else if (peer === connection.peer) connection.received(datagram)
      else connection.receivedFrom(datagram, batch.sender(slot))
      return
    }
    if (datagram.length >= leastPacket && isLongHeader(datagram[0]!))
      this.#stranger(datagram, batch.sender(slot))
    else if (key === '') this.counters.malformed++
    else this.counters.dropped++
  }

  #stranger(datagram: Buffer, from: DatagramAddress): void {
    const header = readLongHeader(datagram)
    if (header === undefined || header.destination.length < 8) {
      this.counters.malformed++
      return
    }
    if (!this.#quiche.versionIsSupported(header.version)) {
      const reply = Buffer.alloc(leastPacket)
      this.#reply(reply, this.#quiche.negotiateVersion(header.source, header.destination, reply), from)
      return
    }
    if (header.type !== 'initial') {
      this.counters.dropped++
      return
    }
    if (this.#ending !== undefined) return
    if (this.#unproven.size >= unprovenLimit || this.#connections.size >= this.#options.maxConnections) {
      this.counters.dropped++
      return
    }
    const address = keyOf(from.address, from.port)
    let original: Uint8Array | undefined
    if (header.token.length > 0)
      original = this.#tokens.check(header.token, address, header.destination, performance.now())
    if (original === undefined && this.#unproven.size >= retryFrom) this.#retry(header, address, from)
    else this.#accept(datagram, header, original, from)
  }

  #retry(header: LongHeader, address: string, from: DatagramAddress): void {
    const fresh = newId()
    const token = this.#tokens.make(address, header.destination, fresh, performance.now())
    const reply = Buffer.alloc(leastPacket)
    const { source, destination, version } = header
    this.#reply(reply, this.#quiche.retry(source, destination, fresh, token, version, reply), from)
  }

  #reply(bytes: Buffer, length: number, to: DatagramAddress): void {
    try {
      this.#socket.sendTo(bytes.subarray(0, length), to)
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
    const remote = hostOf(from)
    // After a Retry the client already uses the id that it was given there.
    const id = original === undefined ? newId() : Buffer.from(header.destination)
    let quiche: QuicheConnection
    try {
      quiche = this.#quiche.Connection.accept(id, original, this.local, remote, this.#serverConfig)
    } catch {
      this.counters.dropped++
      return
    }
    const peer = this.remember(from)
    if (peer < 0) return
    const { profile: profileName } = this.#options
    const connection = new QuicConnection(this, {
      quiche,
      isClient: false,
      local: this.local,
      remote,
      peer,
      profileName,
      profile: this.#profiles[profileName],
      largestPacket: this.#largestPacket(remote, profileName),
    })
    this.#connections.add(connection)
    this.#unproven.add(connection)
    connection.addId(id)
    if (original === undefined) connection.addId(Buffer.from(header.destination))
    connection.received(datagram)
  }

  /* Dialling. */

  #dial(to: DatagramAddress, { profile: profileName, certificate }: ConnectOptions): QuicConnection {
    const remote = hostOf(to)
    const peer = this.remember(to)
    if (peer < 0)
      throw new Fault('peer-unreachable', `${to.address} cannot be sent to from ${this.local.host}.`)
    const id = newId()
    const config = this.#dialConfig(certificate, profileName)
    const quiche = this.#quiche.Connection.connect(serverName, id, this.local, remote, config)
    const connection = new QuicConnection(this, {
      quiche,
      isClient: true,
      local: this.local,
      remote,
      peer,
      profileName,
      profile: this.#profiles[profileName],
      largestPacket: this.#largestPacket(remote, profileName),
    })
    this.#connections.add(connection)
    connection.addId(id)
    connection.turn()
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

  #dialConfig(certificate: string, profile: ProfileName): QuicheConfig {
    const key = `${profile} ${certificate}`
    const known = this.#configs.get(key)
    if (known !== undefined) return known
    if (this.#configs.size === configLimit) this.#configs.clear()
    const made = this.#makeConfig([certificate], profile)
    this.#configs.set(key, made)
    return made
  }

  #makeConfig(trusted: readonly string[], profile: ProfileName): QuicheConfig {
    return makeConfig(this.#quiche, this.#options.identity, trusted, this.#profiles[profile], this.#protocol)
  }
}
