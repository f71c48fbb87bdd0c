import type { Endpoint } from '../../contract/rule.ts'
import type { Clock } from '../clock.ts'
import { type KeyPair, makeKeyPair, readCertificate } from '../peers/certificate.ts'
import type { OpenMulticast } from '../peers/discovery.ts'
import { Discovery } from '../peers/discovery.ts'

/** On the network for one transfer, with a key that is forgotten afterwards: no device that others would see or could trust. */
export class PassingPeer {
  readonly keys: KeyPair
  readonly #id: string
  readonly #discovery: Discovery
  readonly #name: string

  private constructor(keys: KeyPair, name: string, open: OpenMulticast, clock: Clock) {
    this.keys = keys
    this.#id = readCertificate(keys.certificate).id
    this.#name = name
    this.#discovery = new Discovery({
      ownId: this.#id,
      open,
      kept: () => false,
      changed: () => {},
      failed: () => {},
      clock,
    })
  }

  static async make(name: string, open: OpenMulticast, clock: Clock): Promise<PassingPeer> {
    return new PassingPeer(await makeKeyPair(), name, open, clock)
  }

  /** A code waits here. */
  announce(port: number, version: string, nameplate: string): void {
    this.#discovery.set(true, {
      id: this.#id,
      name: this.#name,
      version,
      port,
      pairingPort: 0,
      channel: 0,
      transferPort: port,
      nameplates: [nameplate],
      passing: true,
    })
  }

  /** Where a code waits; waits for it up to `ms`. */
  async find(nameplate: string, ms: number, signal: AbortSignal): Promise<Endpoint[]> {
    this.#discovery.set(true, undefined)
    try {
      const [entry] = await this.#discovery.find(
        ({ transferPort, nameplates }) => transferPort > 0 && nameplates.includes(nameplate),
        ms,
        signal,
      )
      return (entry?.addresses ?? []).map(({ host }) => ({ host, port: entry!.transferPort }))
    } finally {
      this.#discovery.set(false, undefined)
    }
  }

  close(): Promise<void> {
    return this.#discovery.close()
  }
}
