import type { TunnelSettings } from '../../../contract/tunnel.ts'
import type { OpenedStack } from '../../../rtc/index.ts'
import { openProvenStack, type ProvenWish } from '../../../rtc/proven.ts'

export interface StackNeed {
  stack: TunnelSettings['stack']
  relayOnly: boolean
}

/**
 * The WebRTC stacks of this process, which must be its main thread. Each is opened and tried when it is first needed; one that a
 * changed wish makes needless stays, for tubes may have lanes of it.
 */
export class Stacks {
  readonly #nativeEnds: number
  readonly #open: (wish: ProvenWish) => Promise<OpenedStack>
  readonly #opened = new Map<string, Promise<OpenedStack>>()
  #current: OpenedStack | undefined

  /** `nativeEnds`: how often native code has ended this process, of late. */
  constructor(nativeEnds: number, open: (wish: ProvenWish) => Promise<OpenedStack> = openProvenStack) {
    this.#nativeEnds = nativeEnds
    this.#open = open
  }

  /** Which one was got last, and why; undefined until one was. */
  get current(): { name: string; why: string } | undefined {
    return this.#current && { name: this.#current.stack.name, why: this.#current.why }
  }

  /** Throws `rtc-failed` when the one that is wished for does not run here, and tries again when asked again. */
  async get({ stack, relayOnly }: StackNeed): Promise<OpenedStack> {
    const wish: ProvenWish = {
      relayOnly,
      nativeEnds: this.#nativeEnds,
      ...(stack === 'automatic' ? {} : { prefer: stack }),
    }
    const key = `${stack} ${relayOnly}`
    let opening = this.#opened.get(key)
    if (opening === undefined) {
      opening = this.#open(wish)
      this.#opened.set(key, opening)
    }
    try {
      this.#current = await opening
      return this.#current
    } catch (error) {
      if (this.#opened.get(key) === opening) this.#opened.delete(key)
      throw error
    }
  }

  /** Ends all lanes of all stacks; resolves when nothing is left. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#opened.values())
    this.#opened.clear()
    await Promise.all(opened.map((each) => each.status === 'fulfilled' && each.value.stack.close()))
  }
}
