import type { Peer } from '../../../contract/peers.ts'
import type { Endpoint as Address } from '../../../contract/rule.ts'
import type { PeerSnapshot } from '../../../contract/sync.ts'
import { Fault, isFaultCode } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { endpointText } from '../../kit/endpoint.ts'
import type { PeerSession } from '../protocol/session.ts'
import type { CloseReason, Connection, ProfileName } from '../transport.ts'
import { addressKey, candidates } from './addresses.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { PeerFigures } from './figures.ts'
import { shown } from './greeting.ts'
import { profileOfAddress, profileOfPath } from './profile.ts'

/** A session that ends sooner counts as a failure: it would be dialed again and again. */
const steadyMs = 10_000
/** Two connections that both sides began at once are at most so far apart. */
const simultaneousMs = 10_000
/** Checks of the pool without a byte from the device: then it is asked, then given up. */
const quietToAsk = 5
const quietToLose = 8
/** Checks that must agree before a connection counts as of another profile, and how long until it may change again. */
const checksToReprofile = 2
const reprofileMs = 600_000
/** Addresses of one device of which that is remembered. */
const mostMeasured = 64
const probeMs = 3000
/** A connection that another has replaced ends after so long, whatever is under way. */
const retiredMs = 30_000

/** What a link needs of the pool. */
export interface LinkDeps {
  readonly selfId: string
  readonly clock: Clock
  readonly random: () => number
  profile(): 'automatic' | ProfileName
  /** Connects to whichever address answers first, and says hello; the result is handed to `adopt` too. Rejects with a fault. */
  dial(link: PeerLink, addresses: readonly Address[], signal: AbortSignal): Promise<void>
  connected(session: PeerSession): void
  lost(device: string, reason: CloseReason): void
}

/** Everything about one paired device: its session, or when and where it is tried next. */
export class PeerLink {
  peer: Peer
  readonly #deps: LinkDeps
  readonly #breaker: CircuitBreaker
  readonly #figures = new PeerFigures()
  readonly #measured = new Map<string, ProfileName>()
  #found: readonly Address[] = []
  #lastGood: Address | undefined
  #session: PeerSession | undefined
  #dialing: AbortController | undefined
  #cancelRetry: (() => void) | undefined
  #fault: Fault | undefined
  #sinceAt: number
  #since = Date.now()
  #connectMs = 0
  #received = 0
  #quiet = 0
  #otherProfile = 0
  #reprofiledAt = Number.NEGATIVE_INFINITY
  #ended = false

  constructor(peer: Peer, deps: LinkDeps) {
    this.peer = peer
    this.#deps = deps
    this.#breaker = new CircuitBreaker(deps.random)
    this.#sinceAt = deps.clock.now()
    this.hurry()
  }

  get session(): PeerSession | undefined {
    return this.#session
  }

  /** Another name, or other addresses. */
  change(peer: Peer): void {
    const known = this.#addresses()
    this.peer = peer
    this.#tryNew(known)
  }

  found(addresses: readonly Address[]): void {
    const known = this.#addresses()
    this.#found = addresses
    this.#tryNew(known)
  }

  /** What the path to an address was found to be like. */
  measured(host: string): ProfileName | undefined {
    return this.#measured.get(host)
  }

  /** How a connection to this address begins. */
  profileFor(address: Address): ProfileName {
    const chosen = this.#deps.profile()
    return chosen !== 'automatic'
      ? chosen
      : (this.#measured.get(address.host) ?? profileOfAddress(address.host))
  }

  /** Tries now, unless there is a session. */
  hurry(): void {
    this.#breaker.hurry(this.#deps.clock.now())
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#schedule()
  }

  /** After sleep: a session must answer soon; a try that is under way begins anew. */
  probe(): void {
    if (this.#session) return this.#prove(this.#session)
    this.#dialing?.abort(new Fault('closed', 'The network has changed.'))
    this.#dialing = undefined
    this.hurry()
  }

  /**
   * A connection is established: it becomes the session, or, if another one is to stay, ends by itself. Both ends come to
   * the same result: of two that were begun at once the one whose client has the smaller id stays.
   */
  adopt(session: PeerSession): void {
    if (this.#ended) return session.close('peer-revoked', 'The device is no longer trusted.')
    const old = this.#session
    if (old && !this.#replaces(session, old)) return this.#retire(session)
    this.#session = session
    this.#became()
    this.#fault = undefined
    this.#received = 0
    this.#quiet = 0
    this.#otherProfile = 0
    this.#lastGood = session.connection.remote
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    // What we began ourselves is not needed any more, unless it has gone so far that the device may have taken it.
    if (!session.connection.isClient)
      this.#dialing?.abort(new Fault('closed', 'The device has called first.'))
    session.closed.then((reason) => this.#closed(session, reason))
    if (old) this.#retire(old)
    this.#deps.connected(session)
  }

  /** Called every few seconds: whether the device still lives, and what the path is like. */
  check(): void {
    const session = this.#session
    if (session === undefined) return
    const stats = session.connection.stats()
    if (stats.receivedBytes !== this.#received) {
      this.#received = stats.receivedBytes
      this.#quiet = 0
    } else if (++this.#quiet === quietToAsk) {
      session.ping(this.#deps.clock.now).catch(() => {})
    } else if (this.#quiet >= quietToLose) {
      session.close('peer-unreachable', 'Nothing is heard of the device any more.')
      return
    }
    if (this.#deps.clock.now() - this.#sinceAt >= steadyMs) this.#breaker.succeeded()
    this.#checkProfile(session.connection, stats.minRttMs)
  }

  /** Trust or the pool ends. */
  end(code: string, text: string): void {
    this.#ended = true
    this.#cancelRetry?.()
    this.#dialing?.abort(new Fault('closed', text))
    this.#session?.close(code, text)
  }

  snapshot(): PeerSnapshot {
    const now = this.#deps.clock.now()
    const connection = this.#session?.connection
    const address = connection?.remote ?? this.#addresses()[0]
    const state = this.#state()
    return {
      id: this.peer.id,
      state,
      text: this.#text(state),
      faultCode: connection ? '' : (this.#fault?.code ?? ''),
      address: address ? endpointText(address) : '',
      profile: connection?.profile ?? (address ? this.profileFor(address) : 'lan'),
      since: this.#since,
      retryAt: this.#cancelRetry ? Date.now() + Math.max(0, this.#breaker.retryAt - now) : 0,
      failures: this.#breaker.failures,
      connectMs: this.#connectMs,
      ...this.#figures.read(now, this.#session),
    }
  }

  #addresses(): Address[] {
    return candidates(this.#lastGood ? [this.#lastGood] : [], this.#found, this.peer.addresses)
  }

  #tryNew(known: readonly Address[]): void {
    const keys = new Set(known.map(addressKey))
    if (this.#session || this.#addresses().every((address) => keys.has(addressKey(address)))) return
    this.hurry()
  }

  #schedule(): void {
    if (this.#ended || this.#session || this.#dialing || this.#cancelRetry) return
    if (this.#addresses().length === 0) return
    const wait = Math.max(0, this.#breaker.retryAt - this.#deps.clock.now())
    this.#cancelRetry = this.#deps.clock.after(wait, () => {
      this.#cancelRetry = undefined
      this.#breaker.attempt()
      void this.#dial(this.#addresses())
    })
  }

  async #dial(addresses: readonly Address[]): Promise<void> {
    const dialing = new AbortController()
    this.#dialing = dialing
    const start = this.#deps.clock.now()
    try {
      await this.#deps.dial(this, addresses, dialing.signal)
      this.#connectMs = this.#deps.clock.now() - start
    } catch (error) {
      if (!dialing.signal.aborted && !this.#session) {
        this.#fault =
          error instanceof Fault ? error : new Fault('peer-unreachable', 'The device does not answer.')
        this.#breaker.failed(this.#deps.clock.now())
      }
    }
    if (this.#dialing === dialing) this.#dialing = undefined
    this.#schedule()
  }

  #replaces(fresh: PeerSession, old: PeerSession): boolean {
    if (old.connection.isClosed || fresh.instance !== old.instance) return true
    if (fresh.connection.isClient === old.connection.isClient) return true
    // The device would not call if it still had the old one.
    if (this.#deps.clock.now() - this.#sinceAt > simultaneousMs) return true
    return fresh.connection.isClient === this.#deps.selfId < this.peer.id
  }

  /** Lets what is under way come to its end. */
  #retire(session: PeerSession): void {
    session.retire()
    const cancel = this.#deps.clock.after(retiredMs, () =>
      session.close('closed', 'Another connection has taken over.'),
    )
    session.closed.then(() => {
      cancel()
      this.#figures.ended(session)
    })
  }

  #closed(session: PeerSession, reason: CloseReason): void {
    if (this.#session !== session) return
    this.#session = undefined
    this.#figures.ended(session)
    const code = isFaultCode(reason.code) ? reason.code : 'closed'
    this.#fault = new Fault(code, shown(reason.text))
    const now = this.#deps.clock.now()
    if (now - this.#sinceAt >= steadyMs) {
      this.#breaker.succeeded()
      this.#breaker.hurry(now + this.#deps.random() * 500)
    } else this.#breaker.failed(now)
    this.#became()
    this.#deps.lost(this.peer.id, { ...reason, code })
    this.#schedule()
  }

  #became(): void {
    this.#sinceAt = this.#deps.clock.now()
    this.#since = Date.now()
  }

  #prove(session: PeerSession): void {
    const cancel = this.#deps.clock.after(probeMs, () =>
      session.close('peer-unreachable', 'The device does not answer since the network has changed.'),
    )
    session.ping(this.#deps.clock.now).then(cancel, cancel)
  }

  /** The path is not what the connection was begun for: another one takes over, while this one goes on. */
  #checkProfile(connection: Connection, minRttMs: number): void {
    if (this.#deps.profile() !== 'automatic') return
    const { host } = connection.remote
    const profile = profileOfPath(host, minRttMs)
    if (!connection.isClient) {
      // The device that dialled dials again; then this is known.
      if (profile !== undefined) this.#learn(host, profile)
      return
    }
    this.#otherProfile = profile === undefined || profile === connection.profile ? 0 : this.#otherProfile + 1
    if (this.#otherProfile < checksToReprofile || this.#dialing) return
    this.#learn(host, profile!)
    const now = this.#deps.clock.now()
    if (now - this.#reprofiledAt < reprofileMs) return
    this.#reprofiledAt = now
    void this.#dial([connection.remote])
  }

  #learn(host: string, profile: ProfileName): void {
    if (this.#measured.size >= mostMeasured) this.#measured.clear()
    this.#measured.set(host, profile)
  }

  #state(): PeerSnapshot['state'] {
    if (this.#session) return 'connected'
    if (this.#breaker.state === 'half-open') return 'probing'
    if (this.#dialing) return 'connecting'
    if (this.#fault?.code === 'peer-refused') return 'refused'
    if (this.#breaker.state === 'open') return 'retrying'
    return this.#addresses().length > 0 ? 'connecting' : 'offline'
  }

  #text(state: PeerSnapshot['state']): string {
    switch (state) {
      case 'connected':
        return 'Connected.'
      case 'offline':
        return 'No address of the device is known. It may call by itself.'
      case 'connecting':
        return this.#fault ? `Trying again: ${this.#fault.message}` : 'Connecting.'
      case 'probing':
        return 'Trying whether the device is back.'
      case 'refused':
      case 'retrying':
        return this.#fault?.message ?? 'The device does not answer.'
    }
  }
}
