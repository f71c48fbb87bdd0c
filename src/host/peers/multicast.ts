import type { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import bonjour, { type Bonjour, type Browser, type Service as Published } from 'bonjour-service'
import type { Multicast, MulticastEvents, OpenMulticast, Service } from './discovery.ts'

const type = { type: 'hawser', protocol: 'udp' } as const
/** Machines with containers have very many. */
const interfaceLimit = 16
/** More than that in one round, and the rest is left to the next: the library remembers whatever it is told. */
const serviceLimit = 512
/** So long may saying goodbye take. */
const goodbyeMs = 500

/** The IPv4 addresses of this machine's interfaces to the outside, one each. */
export function outsideAddresses(): string[] {
  const all = Object.values(networkInterfaces()).map((addresses) =>
    addresses?.find(({ family, internal }) => family === 'IPv4' && !internal),
  )
  return all.flatMap((address) => (address ? [address.address] : [])).slice(0, interfaceLimit)
}

/** Multicast DNS on each of the interfaces that `addresses` names at the time; what comes and goes is followed. */
export const openMulticast =
  (addresses: () => string[] = outsideAddresses): OpenMulticast =>
  (events) =>
    new Everywhere(addresses, events)

class Everywhere implements Multicast {
  readonly #addresses: () => string[]
  readonly #events: MulticastEvents
  readonly #links = new Map<string, OneInterface>()
  readonly #failures = new Map<string, string>()
  #service: Service | undefined

  constructor(addresses: () => string[], events: MulticastEvents) {
    this.#addresses = addresses
    this.#events = events
  }

  announce(service: Service | undefined): void {
    this.#service = service
    for (const link of this.#links.values()) link.announce(service)
  }

  refresh(): void {
    // One that failed is tried anew.
    for (const [address, link] of this.#links)
      if (this.#failures.has(address)) this.#close(address)
      else link.refresh()
    this.follow()
  }

  follow(): void {
    const addresses = this.#addresses()
    for (const known of [...this.#links.keys(), ...this.#failures.keys()])
      if (!addresses.includes(known)) this.#close(known)
    for (const address of addresses) if (!this.#links.has(address)) this.#open(address)
    this.#tellFailures()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.close()))
  }

  #close(address: string): void {
    void this.#links.get(address)?.close()
    this.#links.delete(address)
    this.#failures.delete(address)
  }

  #open(address: string): void {
    try {
      const link = new OneInterface(address, this.#events, (reason) => {
        this.#failures.set(address, reason)
        this.#tellFailures()
      })
      this.#links.set(address, link)
      link.announce(this.#service)
    } catch (error) {
      this.#failures.set(address, error instanceof Error ? error.message : String(error))
    }
  }

  /** While it works somewhere, that is enough. */
  #tellFailures(): void {
    const [reason] = this.#failures.values()
    const works = [...this.#links.keys()].some((address) => !this.#failures.has(address))
    this.#events.failed(works ? undefined : reason)
  }
}

class OneInterface {
  readonly #bonjour: Bonjour
  readonly #events: MulticastEvents
  #browser: Browser
  #published: Published | undefined

  constructor(address: string, events: MulticastEvents, failed: (reason: string) => void) {
    this.#events = events
    // Bound to every address, for what is sent to a group does not arrive at an interface's own.
    const where = { interface: address, bind: '0.0.0.0' }
    const fail = (error: unknown) => failed(error instanceof Error ? error.message : String(error))
    this.#bonjour = new bonjour.Bonjour(where as object, fail)
    guard((this.#bonjour as unknown as { server: { mdns: EventEmitter } }).server.mdns, fail)
    this.#browser = this.#browse()
  }

  announce(service: Service | undefined): void {
    this.#published?.stop()
    this.#published =
      service &&
      this.#bonjour.publish({
        ...type,
        ...service,
        host: `${service.name.slice(0, 16).toLowerCase()}.local`,
        // The name is the device's id: nobody else has it.
        probe: false,
      })
  }

  /** The library tells of a service once, however often it is heard; a new browser is told of all again. */
  refresh(): void {
    this.#browser.stop()
    this.#browser.removeAllListeners()
    this.#browser = this.#browse()
  }

  async close(): Promise<void> {
    this.#browser.stop()
    await new Promise<void>((resolve) => {
      setTimeout(resolve, goodbyeMs).unref()
      this.#bonjour.unpublishAll(() => resolve())
    })
    await new Promise<void>((resolve) => this.#bonjour.destroy(() => resolve()))
  }

  #browse(): Browser {
    const browser = this.#bonjour.find(type)
    const seen = (service: unknown) => {
      if (browser.services.length > serviceLimit) browser.stop()
      this.#events.seen(service)
    }
    return browser
      .on('up', seen)
      .on('txt-update', seen)
      .on('srv-update', seen)
      .on('down', (service) => this.#events.left(service))
  }
}

/**
 * The library handles packets of strangers and throws at some that are malformed; it also has errors that nobody
 * hears. Neither may end the process.
 */
function guard(mdns: EventEmitter, failed: (error: unknown) => void): void {
  mdns.on('error', failed)
  // Packets that cannot be read are warnings too, but no fault of the system's.
  mdns.on('warning', (error: NodeJS.ErrnoException) => {
    if (error.syscall !== undefined) failed(error)
  })
  const emit = mdns.emit.bind(mdns)
  mdns.emit = (...args: Parameters<typeof emit>) => {
    try {
      return emit(...args)
    } catch {
      return true
    }
  }
}
