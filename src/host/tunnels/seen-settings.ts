import type { RuleProblem } from '../../contract/rule.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Allow } from '../../contract/tunnel.ts'
import type { SettingsFile } from '../settings-file.ts'
import { Passing } from './passing.ts'
import { type TunnelLists, tunnelLists } from './tunnel-lists.ts'
import { checkWay, type WayDraft } from './way-checks.ts'

/** The settings as people and the engine see them: what is in the file, and what passes with the tubes of codes. */
export class SeenSettings {
  readonly lists: TunnelLists
  readonly #file: Pick<SettingsFile, 'latest' | 'change'>
  readonly #passing = new Passing()

  constructor(file: Pick<SettingsFile, 'latest' | 'change'>) {
    this.#file = file
    this.lists = tunnelLists((party) => this.#passing.has(party))
  }

  get value(): Settings {
    return this.#passing.with(this.#file.latest.value)
  }

  async *watch(signal: AbortSignal): AsyncGenerator<Settings, void, undefined> {
    for await (const settings of this.#file.latest.watch(signal)) yield this.#passing.with(settings)
  }

  /** Throws what `next` throws, and what writing the file throws. */
  async change(next: (old: Settings) => Settings): Promise<Settings['tunnel']> {
    let take = () => {}
    await this.#file.change((old) => {
      const divided = this.#passing.split(next(this.#passing.with(old)))
      take = divided.take
      return divided.lasting
    })
    take()
    this.#changed()
    return this.value.tunnel
  }

  /** Everything wrong with a way that can be told without asking the engine. */
  checkWay(way: WayDraft): RuleProblem[] {
    return checkWay(way, this.value, (party) => this.#passing.has(party))
  }

  /** A tube has been made by a code; `allow` is what whoever comes may do. */
  tubeBegun(tubeId: string, allow: readonly Allow[]): void {
    this.#passing.add(tubeId, allow)
    this.#changed()
  }

  tubeOver(tubeId: string): void {
    this.#passing.remove(tubeId)
    this.#changed()
  }

  /** Whoever watches sees what is passing among the rest. */
  #changed(): void {
    const { latest } = this.#file
    latest.set(latest.value)
  }
}
