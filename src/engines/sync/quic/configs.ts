import type { ProfileName, TransportIdentity } from '../transport.ts'
import type { Quiche, QuicheConfig } from './binding.ts'
import { makeConfig } from './config.ts'
import type { Profile } from './profile.ts'

/** Configurations for dialling that are kept, one a certificate and profile. */
const dialLimit = 256

/** quiche's configurations of an endpoint: one a profile for those who connect, and one for each device that is dialled. */
export class Configs {
  readonly #make: (trusted: readonly string[], profile: ProfileName) => QuicheConfig
  readonly #server = new Map<ProfileName, QuicheConfig>()
  readonly #dial = new Map<string, QuicheConfig>()
  #trusted: readonly string[] = []

  constructor(
    quiche: Quiche,
    identity: TransportIdentity,
    profiles: Readonly<Record<ProfileName, Profile>>,
    protocol: string | undefined,
  ) {
    this.#make = (trusted, name) => makeConfig(quiche, identity, trusted, profiles[name], protocol)
  }

  /** Who may connect from now on. */
  trust(certificates: readonly string[]): void {
    this.#trusted = certificates
    this.#server.clear()
  }

  server(profile: ProfileName): QuicheConfig {
    const known = this.#server.get(profile)
    if (known !== undefined) return known
    const made = this.#make(this.#trusted, profile)
    this.#server.set(profile, made)
    return made
  }

  dial(certificate: string, profile: ProfileName): QuicheConfig {
    const key = `${profile} ${certificate}`
    const known = this.#dial.get(key)
    if (known !== undefined) return known
    if (this.#dial.size === dialLimit) this.#dial.clear()
    const made = this.#make([certificate], profile)
    this.#dial.set(key, made)
    return made
  }
}
