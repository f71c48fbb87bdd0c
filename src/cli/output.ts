import type { Writable } from 'node:stream'

/** More than this waiting for a reader that stopped reading, and further lines are left out. */
const maxWaitingBytes = 1024 * 1024

/** Lines for a reader that may be slow or go away. Neither ever holds up what is told about. */
export class Output {
  readonly #stream: Writable
  #newest: string | undefined
  #waiting = false

  /** `gone` is called when nobody reads any more. */
  constructor(stream: Writable, gone: () => void) {
    this.#stream = stream
    stream.on('error', gone)
    stream.on('drain', () => {
      this.#waiting = false
      const newest = this.#newest
      this.#newest = undefined
      if (newest !== undefined) this.#write(newest)
    })
  }

  /** A line that matters in itself. */
  line(text: string): void {
    if (this.#stream.writableLength < maxWaitingBytes) this.#write(text)
  }

  /** A line of which only the newest matters: while the reader is behind, each replaces the one before. */
  latest(text: string): void {
    if (this.#waiting) this.#newest = text
    else this.#write(text)
  }

  #write(text: string): void {
    if (this.#stream.writable && !this.#stream.write(`${text}\n`)) this.#waiting = true
  }
}

/** Resolves when everything written has left, or after `limitMs` with a reader that does not read. */
export function flushed(stream: Writable, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable || stream.writableLength === 0) return resolve()
    setTimeout(resolve, limitMs).unref()
    stream.write('', () => resolve())
  })
}
