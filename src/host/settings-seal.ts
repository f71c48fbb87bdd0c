import type { Settings } from '../contract/settings.ts'
import { sealedPrefix, type Way } from '../contract/tunnel.ts'
import type { SecretStore } from './peers/secret-store.ts'
import { changeSecrets } from './tunnels/way-secrets.ts'

/**
 * Keeps the passwords of ways out of the settings' file: there they are encrypted by the system's key store, and of no use to
 * who gets the file. Without such a store they are as they are, in a file that its owner alone can read.
 */
export class SettingsSeal {
  readonly #secrets: SecretStore | undefined
  /** What was sealed already, so that it is the same text in the file each time. */
  readonly #sealed = new Map<string, string>()

  constructor(secrets: SecretStore | undefined) {
    this.#secrets = secrets
  }

  /** As they are to be written. */
  seal(settings: Settings): Settings {
    const secrets = this.#secrets
    if (!secrets?.protects()) return settings
    return changed(settings, (text) => {
      if (text.startsWith(sealedPrefix)) return text
      const sealed =
        this.#sealed.get(text) ?? sealedPrefix + Buffer.from(secrets.encrypt(text)).toString('base64')
      this.#sealed.set(text, sealed)
      return sealed
    })
  }

  /** As they were before they were sealed. What the store does not open stays sealed: its ways are among `locked`, by name. */
  open(settings: Settings): { settings: Settings; locked: string[] } {
    const locked = new Set<string>()
    const opened = changed(settings, (text, wayName) => {
      if (!text.startsWith(sealedPrefix)) return text
      const plain = this.#decrypt(text.slice(sealedPrefix.length))
      if (plain === undefined) locked.add(wayName)
      else this.#sealed.set(plain, text)
      return plain ?? text
    })
    return { settings: opened, locked: [...locked] }
  }

  #decrypt(base64: string): string | undefined {
    if (!this.#secrets?.protects()) return undefined
    try {
      return this.#secrets.decrypt(Buffer.from(base64, 'base64'))
    } catch {
      return undefined
    }
  }
}

function changed(settings: Settings, change: (secret: string, wayName: string) => string): Settings {
  const changedWay = (way: Way) => changeSecrets(way, (secret) => change(secret, way.name))
  const ways = settings.tunnel.ways.map(changedWay)
  const profiles = settings.profiles.map((profile) => ({ ...profile, ways: profile.ways.map(changedWay) }))
  return { ...settings, tunnel: { ...settings.tunnel, ways }, profiles }
}
