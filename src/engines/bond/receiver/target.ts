import type { Endpoint } from '../../../contract/rule.ts'
import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import { resolveHost } from '../../kit/resolve-host.ts'

const refreshMs = 60_000
/** A name is not asked for more often, however silent its addresses are. */
const doubtMs = 5000

/** Where the SRT listener is: an endpoint whose name may have several addresses, and other ones later. */
export class Target {
  /** The newest error of looking the name up; undefined when it worked. */
  error: NodeJS.ErrnoException | undefined
  readonly endpoint: Endpoint
  readonly #resolve: (host: string) => Promise<string[]>
  #addresses: string[] = []
  #index = 0
  #askedMs = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | undefined

  constructor(endpoint: Endpoint, resolver = resolveHost) {
    this.endpoint = endpoint
    this.#resolve = resolver
  }

  get current(): DatagramAddress | undefined {
    const address = this.#addresses[this.#index % this.#addresses.length]
    return address === undefined ? undefined : { address, port: this.endpoint.port }
  }

  /** Asks for the name's addresses when it is time, and settles when they are known. */
  refresh(nowMs: number): Promise<void> {
    const wait = this.#addresses.length === 0 ? doubtMs : refreshMs
    if (nowMs - this.#askedMs >= wait) this.#ask(nowMs)
    return this.#asking ?? Promise.resolve()
  }

  /** The address in use does not answer: the next one, and new ones if there are. */
  doubt(nowMs: number): void {
    this.#index++
    if (nowMs - this.#askedMs >= doubtMs) this.#ask(nowMs)
  }

  #ask(nowMs: number): void {
    if (this.#asking !== undefined) return
    this.#askedMs = nowMs
    this.#asking = this.#resolve(this.endpoint.host)
      .then((addresses) => {
        this.error = undefined
        const { current } = this
        this.#addresses = addresses
        // The one in use stays in use while it is among them.
        this.#index = Math.max(0, addresses.indexOf(current?.address ?? ''))
      })
      .catch((error: NodeJS.ErrnoException) => {
        this.error = error
      })
      .finally(() => {
        this.#asking = undefined
      })
  }
}
