import type { Endpoint } from '../../../contract/rule.ts'
import type { Allow } from '../../../contract/tunnel.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { isHost } from '../socks/address.ts'
import type { DatagramStream, TunnelStream } from '../tube/stream.ts'
import { type AllowedAct, AllowList, type Party } from './allow-list.ts'
import { closeOfFault } from './close-text.ts'
import type { DeniedRequests } from './denied-requests.ts'
import { FarAssociation } from './far-association.ts'
import { FarListeners } from './far-listeners.ts'
import { Lookups } from './lookups.ts'
import { type NetTube, type Tell, TellSeldom } from './net-tube.ts'
import { Opening } from './opening.ts'
import type { TcpEnd, TcpEndOwner } from './tcp-end.ts'

/** Connections that are being made for one tube, and associations for UDP that it may have. */
const mostOpenings = 256
const mostAssociations = 256

export interface FarEndOptions {
  readonly tube: NetTube
  readonly party: Party
  /** By which the other end goes. */
  readonly peerName: string
  readonly rules: readonly Allow[]
  /** Of all tubes: what was asked for in vain. */
  readonly requests: DeniedRequests
  readonly clock: Clock
  readonly unixMs: () => number
  readonly resolve: (host: string) => Promise<string[]>
  readonly tell: Tell
  /** A defect of ours, which has ended one connection. */
  readonly report: (error: unknown) => void
}

interface Reached {
  readonly target: Endpoint
  addresses: readonly string[]
}

/** What the other end of one tube does through this machine: everything it asks for is looked up, checked, and only then done. */
export class FarEnd {
  opened = 0
  refused = 0
  /** Datagrams that were not allowed, malformed, or came when too many waited. */
  droppedDatagrams = 0
  readonly listeners: FarListeners
  readonly #options: FarEndOptions
  readonly #lookups: Lookups
  readonly #events: TellSeldom
  readonly #openings = new Set<Opening>()
  readonly #ends = new Map<TcpEnd, Reached>()
  readonly #associations = new Set<FarAssociation>()
  /** Of all ends, which would hold on to how they came about if each had its own. */
  readonly #owner: TcpEndOwner
  #allow: AllowList
  #rules: string

  constructor(options: FarEndOptions) {
    this.#options = options
    this.#lookups = new Lookups(options.resolve, options.clock)
    this.#events = new TellSeldom(options.tell)
    this.#allow = new AllowList(options.rules, options.party)
    this.#rules = JSON.stringify(options.rules)
    this.#owner = {
      opened: () => {},
      refused: () => {},
      ended: (end) => this.#ends.delete(end),
      report: options.report,
    }
    this.listeners = new FarListeners({
      tube: options.tube,
      clock: options.clock,
      addresses: (at, isAskedAgain) => this.#allowedAddresses('listen', at, isAskedAgain),
      tell: (event) => this.#events.tell(event, options.clock.now()),
      report: options.report,
    })
  }

  /** TCP connections and associations for UDP that are open at this end. */
  get connections(): number {
    return this.#ends.size + this.#associations.size
  }

  /** Other rules hold: ends what they do not allow any more, and does what waited for them. */
  allow(rules: readonly Allow[]): void {
    const text = JSON.stringify(rules)
    if (text === this.#rules) return
    this.#rules = text
    this.#allow = new AllowList(rules, this.#options.party)
    for (const [end, reached] of [...this.#ends]) this.#check(end, reached)
    for (const association of this.#associations) association.reconsider()
    this.listeners.reconsider()
  }

  /** The other end wants a connection to `stream.target`. */
  opening(stream: TunnelStream): void {
    const { target } = stream
    if (target === null || target.port === 0 || !isHost(target.host))
      return this.#refuse(stream, new Fault('host-not-found', 'It was not said where to connect to.'))
    if (this.#openings.size >= mostOpenings)
      return this.#refuse(stream, new Fault('too-many-connections', 'Too many connections are being made.'))
    const reached: Reached = { target, addresses: [] }
    const opening: Opening = new Opening(stream, {
      target,
      clock: this.#options.clock,
      addresses: async () => {
        reached.addresses = await this.#allowedAddresses('connect', target)
        return reached.addresses
      },
      connected: (end) => {
        this.#openings.delete(opening)
        this.opened++
        this.#ends.set(end, reached)
        // Connecting takes long enough for its owner to think again.
        this.#check(end, reached)
      },
      failed: (fault) => {
        this.#openings.delete(opening)
        this.refused++
        if (fault.code !== 'closed' && fault.code !== 'tunnel-denied')
          this.#events.tell(
            { level: 'warning', code: fault.code, text: fault.message },
            this.#options.clock.now(),
          )
      },
      owner: this.#owner,
    })
    this.#openings.add(opening)
  }

  /** The other end wants to send datagrams from here. */
  associating(stream: DatagramStream): void {
    if (this.#associations.size >= mostAssociations) return stream.close()
    const association: FarAssociation = new FarAssociation(stream, {
      addresses: (target) => this.#allowedAddresses('connect', target),
      dropped: () => {
        this.droppedDatagrams++
      },
      ended: () => this.#associations.delete(association),
      report: this.#options.report,
    })
    this.#associations.add(association)
    this.opened++
  }

  /** The tube is over: so is everything that was done for it. */
  close(): void {
    const fault = new Fault('closed', 'The tube was closed.')
    const { reason, text } = closeOfFault(fault)
    for (const opening of [...this.#openings]) opening.abandon(fault)
    for (const end of [...this.#ends.keys()]) end.abort(reason, text)
    for (const association of [...this.#associations]) association.close()
    this.listeners.close()
    // Nobody comes back with the same code, so nothing is left to be allowed.
    const { party, requests } = this.#options
    if (party.by === 'code') requests.forgetParty(party.id)
  }

  /** Ends what is not allowed any more. */
  #check(end: TcpEnd, { target, addresses }: Reached): void {
    if (this.#allow.allows('connect', target.host, addresses, target.port)) return
    const { reason, text } = closeOfFault(new Fault('tunnel-denied', 'It is not allowed any more.'))
    end.abort(reason, text)
  }

  #refuse(stream: TunnelStream, fault: Fault): void {
    this.refused++
    const { reason, text } = closeOfFault(fault)
    stream.close(reason, text)
  }

  /**
   * The addresses of a host, all of which are allowed. Rejects with `tunnel-denied` and remembers the request, unless that is not
   * new; else as lookups do.
   */
  async #allowedAddresses(
    what: AllowedAct,
    target: Endpoint,
    isAskedAgain = false,
  ): Promise<readonly string[]> {
    const { host, port } = target
    if (this.#allow.allowsSomeOn(what, port)) {
      const addresses = await this.#lookups.addressesOf(host)
      if (this.#allow.allows(what, host, addresses, port)) return addresses
    }
    if (!isAskedAgain) this.#remember(what, target)
    throw new Fault('tunnel-denied', `The far end does not allow to ${deedText(what, target)}.`)
  }

  #remember(what: AllowedAct, target: Endpoint): void {
    const { requests, party, peerName, unixMs, clock } = this.#options
    requests.add(party.id, peerName, what, target, unixMs())
    this.#events.tell(
      {
        level: 'warning',
        code: 'tunnel-denied',
        text: `${peerName} asked to ${deedText(what, target)} through this machine, which is not allowed.`,
      },
      clock.now(),
    )
  }
}

const deedText = (what: AllowedAct, target: Endpoint): string =>
  `${what === 'connect' ? 'reach' : 'listen on'} ${endpointText(target)}`
