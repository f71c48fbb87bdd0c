import type { Settings } from '../../contract/settings.ts'
import type { Allow, TunnelSettings, Way } from '../../contract/tunnel.ts'

/** Ways and rules of tubes that codes have made: they are in no file, and go with their tube. */
export class Passing {
  readonly #tubeIds = new Set<string>()
  #ways: Way[] = []
  #allow: Allow[] = []

  /** A tube has been made by a code; `allow` is what whoever comes may do. */
  add(tubeId: string, allow: readonly Allow[]): void {
    this.#tubeIds.add(tubeId)
    this.#allow.push(...allow)
  }

  remove(tubeId: string): void {
    this.#tubeIds.delete(tubeId)
    this.#ways = this.#ways.filter(({ party }) => party !== tubeId)
    this.#allow = this.#allow.filter(({ party }) => party !== tubeId)
  }

  has(party: string): boolean {
    return this.#tubeIds.has(party)
  }

  /** The settings as people see them, and as the engine gets them: with all that is passing. */
  with(settings: Settings): Settings {
    if (this.#ways.length + this.#allow.length === 0) return settings
    const { ways, allow, ...rest } = settings.tunnel
    return {
      ...settings,
      tunnel: { ...rest, ways: [...ways, ...this.#ways], allow: [...allow, ...this.#allow] },
    }
  }

  /** Divides what was changed into what is to be written and what passes; `take` takes over the latter. */
  split(settings: Settings): { lasting: Settings; take(): void } {
    const { ways, allow, ...rest } = settings.tunnel
    const isPassing = ({ party }: { party: string }) => this.has(party)
    const lasts = (entry: { party: string }) => !isPassing(entry)
    const tunnel: TunnelSettings = { ...rest, ways: ways.filter(lasts), allow: allow.filter(lasts) }
    return {
      lasting: { ...settings, tunnel },
      take: () => {
        this.#ways = ways.filter(isPassing)
        this.#allow = allow.filter(isPassing)
      },
    }
  }
}
