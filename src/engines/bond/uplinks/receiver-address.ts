import { Fault } from '../../../wire/fault.ts'
import { type Clock, monotonicClock } from '../../kit/clock.ts'
import { familyOf } from '../../kit/network/address.ts'
import { resolveHost } from '../../kit/resolve-host.ts'

const refreshMs = 60_000
/** A resolver that says nothing for so long has failed. */
const patienceMs = 10_000
/** After a failure the next look-up comes after so long, and after twice as long with each further one. */
const firstRetryMs = 1000
const lastRetryMs = 30_000
const maxAddresses = 16

export interface ReceiverAddressOptions {
  /** The addresses, or the one in use, are others now. */
  changed(): void
  /** The name does not resolve; told once until it does again. A fault of code `host-not-found`. */
  failed(fault: Fault): void
  /** Addresses of both families, the preferred first, as the system's resolver has them. */
  lookup?(host: string): Promise<readonly string[]>
  /** Whether packets could go to an address now; others are used only while there is none such. */
  canReach?(address: string): boolean
  clock?: Clock
}

/**
 * The addresses of a receiver, and which one is in use: the one that worked last, else the first. A name is looked up
 * every 60 s and upon failure; addresses stay in use while it does not resolve.
 */
export class ReceiverAddress {
  readonly #host: string
  readonly #options: ReceiverAddressOptions
  readonly #clock: Clock
  #addresses: readonly string[] = []
  #current = ''
  /** The address by which the receiver answered last. */
  #worked = ''
  #failures = 0
  /** The system cannot call off a look-up; a second one must not start while it hangs. */
  #underWay = false
  #cancel = () => {}
  #closed = false

  /** An address is known at once; a name after the first `changed`. */
  constructor(host: string, options: ReceiverAddressOptions) {
    this.#host = host
    this.#options = options
    this.#clock = options.clock ?? monotonicClock
    if (familyOf(host) === undefined) this.refresh()
    else {
      this.#addresses = [host]
      this.#current = host
    }
  }

  /** Of both families, at most 16. */
  get addresses(): readonly string[] {
    return this.#addresses
  }

  /** Empty while the name has never been resolved. */
  get current(): string {
    return this.#current
  }

  /** The receiver answered at the address in use, which is kept until it is silent, whatever the name says later. */
  worked(): void {
    this.#worked = this.#current
  }

  /** The address in use stays silent: goes on to the next, after the last to the first, and looks the name up again. */
  nextAddress(): string {
    const silent = this.#current
    if (this.#worked === silent) this.#worked = ''
    this.refresh()
    const after = this.#addresses.indexOf(silent) + 1
    const next = this.#first([...this.#addresses.slice(after), ...this.#addresses.slice(0, after)])
    if (next !== undefined) this.#use(this.#addresses, next)
    return this.#current
  }

  /** Looks the name up now, as after sleep or a change of network. */
  refresh(): void {
    if (this.#closed || this.#underWay || familyOf(this.#host) !== undefined) return
    this.#underWay = true
    this.#again(patienceMs, () => this.#fail('the resolver does not answer'))
    const lookup = this.#options.lookup ?? resolveHost
    lookup(this.#host).then(
      (addresses) => {
        this.#underWay = false
        this.#take(addresses)
      },
      (error: NodeJS.ErrnoException) => {
        this.#underWay = false
        this.#fail(reasons[error.code ?? ''] ?? error.code ?? 'the look-up failed')
      },
    )
  }

  /** Nothing is told any more. */
  close(): void {
    this.#closed = true
    this.#cancel()
  }

  #take(found: readonly string[]): void {
    if (this.#closed) return
    const addresses = [...new Set(found.filter((each) => familyOf(each)))].slice(0, maxAddresses)
    if (addresses.length === 0) return this.#fail('it has no address')
    this.#failures = 0
    this.#again(refreshMs, () => this.refresh())
    const current = this.#current
    if (addresses.includes(current)) return this.#use(addresses, current)
    // Names that answer with another few of many addresses each time must not move a stream that flows.
    if (this.#worked !== '' && this.#worked === current) return this.#use([current, ...addresses], current)
    this.#use(addresses, addresses.includes(this.#worked) ? this.#worked : this.#first(addresses)!)
  }

  #first(addresses: readonly string[]): string | undefined {
    return addresses.find((each) => this.#options.canReach?.(each) ?? true) ?? addresses[0]
  }

  #use(addresses: readonly string[], address: string): void {
    const isSameSet =
      addresses.length === this.#addresses.length && addresses.every((each) => this.#addresses.includes(each))
    // Resolvers turn the order round with each answer; that is no news, and the walk goes on in one order.
    if (!isSameSet) this.#addresses = addresses
    const isSameAddress = address === this.#current
    this.#current = address
    if (!isSameSet || !isSameAddress) this.#options.changed()
  }

  #fail(reason: string): void {
    if (this.#closed) return
    this.#again(Math.min(firstRetryMs * 2 ** this.#failures, lastRetryMs), () => this.refresh())
    this.#failures++
    if (this.#failures > 1) return
    const kept = this.#current === '' ? '' : ` ${this.#current} stays in use.`
    this.#options.failed(new Fault('host-not-found', `${this.#host} cannot be resolved: ${reason}.${kept}`))
  }

  #again(ms: number, then: () => void): void {
    this.#cancel()
    this.#cancel = this.#clock.after(ms, then)
  }
}

const reasons: Record<string, string> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'no name server answers',
}
