import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import type { Clock } from '../kit/clock.ts'

/** No system tells Node of it, so it is looked at so often while there is a tube. */
const lookMs = 2000

export interface NetworkWatchOptions {
  clock: Clock
  changed(): void
  read?(): NodeJS.Dict<NetworkInterfaceInfo[]>
}

/** Notices that this machine has other addresses than before, such as when it goes from Wi-Fi to a cable. */
export class NetworkWatch {
  readonly #options: NetworkWatchOptions
  #seen = ''
  #cancel: (() => void) | undefined

  constructor(options: NetworkWatchOptions) {
    this.#options = options
  }

  /** Only what changes while it is wanted is told. */
  set isWanted(isWanted: boolean) {
    if (isWanted === (this.#cancel !== undefined)) return
    this.#cancel?.()
    this.#cancel = undefined
    if (!isWanted) return
    this.#seen = this.#read()
    this.#wait()
  }

  #wait(): void {
    this.#cancel = this.#options.clock.after(lookMs, () => {
      this.#wait()
      const seen = this.#read()
      if (seen === this.#seen) return
      this.#seen = seen
      this.#options.changed()
    })
  }

  #read(): string {
    const { read = networkInterfaces } = this.#options
    return Object.values(read())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address }) => address)
      .sort()
      .join()
  }
}
