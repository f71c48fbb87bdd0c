import { randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import type { EngineEvent } from '../../contract/events.ts'
import type { FoundDevice, Pairing, Peer, PeerChange, PeersState, Self } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { Settings } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { Latest } from '../latest.ts'
import type { Notice } from '../notices.ts'
import type { SettingsFile } from '../settings-file.ts'
import { Discovery, type OpenMulticast } from './discovery.ts'
import type { FoundEntry } from './found-table.ts'
import { type Identity, noIdentity, openIdentity } from './identity.ts'
import { cleanName, type Introducer } from './introduction.ts'
import { openMulticast } from './multicast.ts'
import { Pairings, type Wanted } from './pairing.ts'
import { channels } from './pairing-code.ts'
import { reachableAt } from './reachable.ts'
import type { SecretStore } from './secret-store.ts'
import { peerList, trustedPeers } from './trust.ts'

/** So long is waited for a device to show up on the network. */
const findMs = 12_000
/** As many as fit into what is announced. */
const nameplateLimit = 16

export interface PeersOptions {
  userData: string
  settings: SettingsFile
  secrets?: SecretStore | undefined
  version: string
  clock: Clock
  notice(topic: string, notice: Notice | undefined): void
  event(event: EngineEvent): void
  /** Whom to trust has changed, or this device's name: engines must know before this resolves. */
  changed(): Promise<void>
  report(error: unknown): void
  /** When each device was connected last: see `PeersState`. */
  seen?: () => PeersState['seen']
  multicast?: OpenMulticast
}

/** Who this device is, who is near, and who is trusted; once for all engines. */
export class Peers implements AsyncDisposable {
  readonly identity: Identity
  readonly #options: PeersOptions
  readonly #discovery: Discovery
  readonly #pairings: Pairings
  readonly #latest: Latest<PeersState>
  readonly #over = new AbortController()
  #watchers = 0
  #searches = 0
  #transfers: { port: number; nameplates: readonly string[] } = { port: 0, nameplates: [] }

  private constructor(identity: Identity, options: PeersOptions) {
    this.identity = identity
    this.#options = options
    const { clock, multicast = openMulticast() } = options
    this.#pairings = new Pairings({
      self: () => this.#introducer(),
      listen: () => this.#settings.sync.listen,
      addresses: (port) => reachableAt(this.#settings.sync.listen.host, port),
      freeChannel: () => this.#freeChannel(),
      find: (wanted, signal) => this.#find(wanted, signal),
      trust: (peer) => this.#trust(peer),
      changed: () => this.#update(),
      clock,
    })
    this.#discovery = new Discovery({
      ownId: identity.id,
      open: multicast,
      kept: (id) => this.#settings.peers.some((peer) => peer.id === id),
      changed: () => this.#update(),
      failed: (reason) =>
        options.notice(
          'discovery',
          reason === undefined
            ? undefined
            : {
                code: 'discovery-failed',
                text: `Devices on this network cannot be found (${reason}). Pairing works with an address.`,
              },
        ),
      clock,
    })
    this.#latest = new Latest(this.#state())
  }

  /** Always opens: what is wrong with the identity is a notice, and pairing says it too. */
  static async open(options: PeersOptions): Promise<Peers> {
    const { userData, secrets, notice, clock, settings, report } = options
    const identity = await openIdentity({
      userData,
      secrets,
      notice: (given) => notice('identity', given),
      now: clock.now,
    }).catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error
      notice('identity', { code: error.code, text: error.message })
      return noIdentity(error)
    })
    const peers = new Peers(identity, options)
    const follow = async () => {
      for await (const _ of settings.latest.watch(peers.#over.signal)) {
        peers.#tellRefused()
        peers.#update()
      }
    }
    follow().catch(report)
    return peers
  }

  get state(): PeersState {
    return this.#latest.value
  }

  /** For engines: who this device is, with its key; undefined while the key cannot be had. */
  get own(): (Pick<Self, 'id' | 'name' | 'certificate'> & { privateKey: string }) | undefined {
    if (!this.identity.usable) return undefined
    const { id, name, certificate } = this.#self
    return { id, name, certificate, privateKey: this.identity.privateKey() }
  }

  /** The devices that engines may talk to, and nobody else. */
  get trusted(): Peer[] {
    return trustedPeers(this.#settings, this.identity.id).trusted
  }

  /** The state as it is, then after each change. Others are looked for while somebody watches. */
  async *watch(signal: AbortSignal): AsyncGenerator<PeersState, void, undefined> {
    this.#watchers++
    this.#update()
    try {
      yield* this.#latest.watch(signal)
    } finally {
      this.#watchers--
      this.#update()
    }
  }

  /** As `watch`, but looks for nobody on its own account: for engines that want to know where their peers are. */
  follow(signal: AbortSignal): AsyncGenerator<PeersState, void, undefined> {
    return this.#latest.watch(signal)
  }

  /** What `seen` gives is another now. */
  seenChanged(): void {
    this.#latest.set(this.#state())
  }

  async rename(name: string): Promise<void> {
    await this.#change((old) => ({ ...old, deviceName: name }))
  }

  /** Where this device is called for transfers, as others are to be told; port 0 while it is not. */
  announceTransfers(port: number, nameplates: readonly string[]): void {
    this.#transfers = { port, nameplates: nameplates.slice(0, nameplateLimit) }
    this.#update()
  }

  /** Where a device that was found is called for transfers; empty if it is not there. */
  transferPlaces(id: string): Endpoint[] {
    const entry = this.#discovery.found.find((each) => each.id === id)
    return entry === undefined ? [] : transferPlacesOf(entry)
  }

  /** Where a code with that nameplate waits on this network; waits for it up to `ms`. */
  async findNameplate(nameplate: string, ms: number, signal: AbortSignal): Promise<Endpoint[]> {
    this.#searches++
    this.#update()
    try {
      const fits = ({ transferPort, nameplates }: FoundEntry) =>
        transferPort > 0 && nameplates.includes(nameplate)
      const [entry] = await this.#discovery.find(fits, ms, signal)
      return entry === undefined ? [] : transferPlacesOf(entry)
    } finally {
      this.#searches--
      this.#update()
    }
  }

  openPairing = (minutes: number): Promise<Pairing> => this.#pairings.openFor(minutes)
  pair = (code: string, at: Endpoint | undefined): Pairing => this.#pairings.pair(code, at)
  pairFound = (id: string): Pairing => this.#pairings.pairFound(id)
  confirmPairing = (same: boolean): void => this.#pairings.confirm(same)
  cancelPairing = (): void => this.#pairings.cancel()

  async change(id: string, change: PeerChange): Promise<Peer> {
    const { peers } = await this.#change((old) => peerList.change(old, id, change))
    return peers.find((peer) => peer.id === id)!
  }

  /** Resolves when engines no longer trust them. */
  async revoke(ids: readonly string[]): Promise<void> {
    const gone = this.#settings.peers.filter(({ id }) => ids.includes(id))
    await this.#change((old) => peerList.revoke(old, ids))
    for (const { id, name } of gone)
      this.#tell('peer-revoked', `${name} is no longer trusted; nothing is shared with it any more.`, id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    this.#pairings.cancel()
    await this.#discovery.close()
  }

  get #settings(): Settings {
    return this.#options.settings.latest.value
  }

  get #self(): Self {
    const { id, certificate, keyStorage } = this.identity
    const name = this.#settings.deviceName ?? cleanName(hostname().split('.')[0] ?? '')
    return { id, name, certificate, keyStorage }
  }

  #introducer(): Introducer {
    const { id, name, certificate } = this.#self
    const { port } = this.#settings.sync.listen
    return { id, name, certificate, port, privateKey: this.identity.privateKey() }
  }

  #state(): PeersState {
    const paired = new Set(this.#settings.peers.map(({ id }) => id))
    const devices = this.#discovery.found.filter(({ passing }) => !passing)
    const found: FoundDevice[] = devices.map(({ id, name, addresses, pairingPort }) => ({
      id,
      name,
      addresses,
      pairingPort,
      paired: paired.has(id),
    }))
    const seen = this.#options.seen?.() ?? {}
    return { self: this.#self, found, pairing: this.#pairings.pairing, seen }
  }

  /** Tells the state, and has the network know and told what it must. */
  #update(): void {
    if (this.#over.signal.aborted) return
    const { announce, listen } = this.#settings.sync
    const { state } = this.#pairings.pairing
    const isPairing = state === 'open' || state === 'connecting' || state === 'confirm'
    // Others are looked for to show them, too; but there is no call to tell a network of a device that nobody knows.
    const { port: transferPort, nameplates } = this.#transfers
    const isTold = isPairing || nameplates.length > 0 || this.#settings.peers.length > 0
    const isWanted = isTold || this.#watchers > 0 || this.#searches > 0
    const { id, name } = this.#self
    const open = this.#pairings.open
    this.#discovery.set(
      isWanted,
      announce && isTold && id !== ''
        ? {
            id,
            name,
            version: this.#options.version,
            port: listen.port,
            pairingPort: open?.port ?? 0,
            channel: open?.channel ?? 0,
            transferPort,
            nameplates,
          }
        : undefined,
    )
    this.#latest.set(this.#state())
  }

  async #change(next: (old: Settings) => Settings): Promise<Settings> {
    const changed = await this.#options.settings.change(next)
    this.#update()
    await this.#options.changed()
    return changed
  }

  async #trust(peer: Peer): Promise<void> {
    await this.#change((old) => peerList.add(old, peer))
    this.#tell('peer-paired', `Paired with ${peer.name}.`, peer.id)
  }

  #tell(code: string, text: string, peerId: string): void {
    this.#options.event({ at: this.#options.clock.now(), level: 'info', code, text, peerId })
  }

  #tellRefused(): void {
    const { refused } = trustedPeers(this.#settings, this.identity.id)
    const names = refused.map(({ name }) => `"${name}"`).join(', ')
    this.#options.notice(
      'trust',
      refused.length === 0
        ? undefined
        : { code: 'peer-refused', text: `${names}: not trusted, because the certificate is not of that id.` },
    )
  }

  /** One that no device near shows, if there is one. */
  #freeChannel(): number {
    const taken = new Set(this.#discovery.found.map(({ channel }) => channel))
    const all = Array.from({ length: channels }, (_, index) => index + 1)
    const free = all.filter((channel) => !taken.has(channel))
    const choice = free.length > 0 ? free : all
    return choice[randomInt(choice.length)]!
  }

  async #find(wanted: Wanted, signal: AbortSignal): Promise<Endpoint[]> {
    const fits = (entry: FoundEntry) =>
      entry.pairingPort > 0 && ('id' in wanted ? entry.id === wanted.id : entry.channel === wanted.channel)
    const [entry] = await this.#discovery.find(fits, findMs, signal)
    return (entry?.addresses ?? []).map(({ host }) => ({ host, port: entry!.pairingPort }))
  }
}

const transferPlacesOf = ({ addresses, transferPort }: FoundEntry): Endpoint[] =>
  transferPort === 0 ? [] : addresses.map(({ host }) => ({ host, port: transferPort }))
