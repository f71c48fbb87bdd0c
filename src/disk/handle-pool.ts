import { closeFile } from './io.ts'

/** A file that is held open. */
export interface Handle {
  readonly key: string
  /** Settles when it is open. */
  readonly fd: Promise<number>
  users: number
  usedAt: number
  /** Nobody new gets it: the last user closes it. */
  isReleased: boolean
}

/**
 * Files held open, by a key. At most `limit` stay open without a user, and none for longer than `idleMs`: an open file
 * keeps a disk from being unmounted.
 */
export class HandlePool {
  opened = 0
  readonly #limit: number
  readonly #idleMs: number
  /** The one that was used longest ago first. */
  readonly #handles = new Map<string, Handle>()
  #timer: NodeJS.Timeout | undefined

  constructor(limit: number, idleMs: number) {
    this.#limit = limit
    this.#idleMs = idleMs
  }

  get size(): number {
    return this.#handles.size
  }

  /** `fd` rejects with what `open` does; give it back all the same. */
  take(key: string, open: () => Promise<number>): Handle {
    let handle = this.#handles.get(key)
    if (handle === undefined) {
      this.opened++
      handle = { key, fd: open(), users: 0, usedAt: 0, isReleased: false }
      const failed = handle
      handle.fd.catch(() => this.release(failed))
      this.#trim()
    } else this.#handles.delete(key)
    this.#handles.set(key, handle)
    handle.users++
    return handle
  }

  give(handle: Handle): void {
    handle.users--
    handle.usedAt = performance.now()
    if (handle.users > 0) return
    if (handle.isReleased) close(handle)
    else if (this.#handles.size > this.#limit) this.release(handle)
    else this.#timer ??= setTimeout(this.#closeIdle, this.#idleMs).unref()
  }

  /** Whoever takes that key next opens it anew. */
  release(handle: Handle): void {
    if (handle.isReleased) return
    handle.isReleased = true
    if (this.#handles.get(handle.key) === handle) this.#handles.delete(handle.key)
    if (handle.users === 0) close(handle)
  }

  /** All for which that is true. */
  releaseWhere(isMeant: (key: string) => boolean): void {
    for (const handle of [...this.#handles.values()]) if (isMeant(handle.key)) this.release(handle)
  }

  releaseKey(key: string): void {
    const handle = this.#handles.get(key)
    if (handle) this.release(handle)
  }

  #trim(): void {
    if (this.#handles.size < this.#limit) return
    for (const handle of this.#handles.values()) {
      if (handle.users > 0) continue
      this.release(handle)
      return
    }
  }

  readonly #closeIdle = () => {
    this.#timer = undefined
    const now = performance.now()
    let isAnyLeft = false
    for (const handle of [...this.#handles.values()]) {
      if (handle.users > 0) continue
      if (now - handle.usedAt >= this.#idleMs) this.release(handle)
      else isAnyLeft = true
    }
    if (isAnyLeft) this.#timer = setTimeout(this.#closeIdle, this.#idleMs).unref()
  }
}

const close = (handle: Handle): void => {
  handle.fd.then(closeFile).catch(() => {})
}
