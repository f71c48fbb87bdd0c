import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import type { EngineEvent } from '../contract/events.ts'
import type { Clock } from './clock.ts'

/** No system tells Node of either, so it looks so often. One that looks so much later than it wanted to has slept. */
const lookMs = 5000
const sleptMs = 30_000
/** Interfaces of one change come one after another. */
const settleMs = 1500

export interface MachineWatchOptions {
  clock: Clock
  /** Everything that waits, or was known of the way to somewhere, is to be tried again now. */
  tryAgain(): void
  event(event: EngineEvent): void
  interfaces?(): NodeJS.Dict<NetworkInterfaceInfo[]>
}

/** Notices that this machine has slept, or has other addresses than before. */
export class MachineWatch implements Disposable {
  readonly #options: MachineWatchOptions
  #addresses: ReadonlyMap<string, string>
  #lookedAt: number
  #cancel: () => void

  constructor(options: MachineWatchOptions) {
    this.#options = options
    this.#addresses = this.#read()
    this.#lookedAt = options.clock.now()
    this.#cancel = options.clock.after(lookMs, () => this.#look())
  }

  /** The system says that the machine has just woken up. */
  awake(): void {
    this.#look(true)
  }

  [Symbol.dispose](): void {
    this.#cancel()
  }

  /** `isChanging`: whatever is found, everything is tried again. */
  #look(isChanging = false): void {
    const { clock, tryAgain, event } = this.#options
    this.#cancel()
    const now = clock.now()
    const lateMs = now - this.#lookedAt - lookMs
    this.#lookedAt = now
    const hasSlept = lateMs > sleptMs
    if (hasSlept)
      event({
        at: now,
        level: 'info',
        code: 'machine-awake',
        text: `This machine slept for ${spanText(lateMs)}, or stood still. Everything is tried again.`,
      })
    const addresses = this.#read()
    const change = changeText(this.#addresses, addresses)
    this.#addresses = addresses
    if (change !== '') event({ at: now, level: 'info', code: 'network-changed', text: change })
    if (hasSlept || isChanging || change !== '') tryAgain()
    // What has only just changed is not ready yet.
    this.#cancel =
      change === '' ? clock.after(lookMs, () => this.#look()) : clock.after(settleMs, () => this.#look(true))
  }

  /** The interface of each address. Link-local ones come and go with every container. */
  #read(): Map<string, string> {
    const { interfaces = networkInterfaces } = this.#options
    return new Map(
      Object.entries(interfaces()).flatMap(([name, addresses]) =>
        (addresses ?? [])
          .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
          .map(({ address }) => [address, name] as const),
      ),
    )
  }
}

const shownAddresses = 4

function changeText(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const only = (of: ReadonlyMap<string, string>, without: ReadonlyMap<string, string>) => {
    const found = [...of].filter(([address, name]) => without.get(address) !== name)
    const told = found.slice(0, shownAddresses).map(([address, name]) => `${address} (${name})`)
    return [...told, ...(found.length > told.length ? [`${found.length - told.length} more`] : [])].join(', ')
  }
  const [gone, come] = [only(before, after), only(after, before)]
  const parts = [gone && `gone: ${gone}`, come && `new: ${come}`].filter((part) => part !== '')
  return parts.length === 0 ? '' : `The addresses of this machine have changed; ${parts.join('; ')}.`
}

function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.round(ms / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
