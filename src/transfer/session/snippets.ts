import { Fault } from '../../wire/fault.ts'
import { encodeJson } from './control-frame.ts'
import type { ControlMessage } from './control-messages.ts'
import type { ControlStream } from './control-stream.ts'
import { limits } from './limits.ts'
import type { SessionOptions } from './options.ts'

/** That the other side has not taken. */
const mostWaiting = 100

/** Snippets of text, in parts when they are long. */
export class Snippets {
  readonly #control: ControlStream
  readonly #options: SessionOptions
  readonly #waiting = new Set<(fault: Fault) => void>()
  #parts = ''
  #second = 0
  #inSecond = 0

  constructor(control: ControlStream, options: SessionOptions) {
    this.#control = control
    this.#options = options
  }

  send(text: string): Promise<void> {
    if (text.length > limits.textChars)
      return Promise.reject(new Fault('transfer-limit', 'A text of more than 1 MiB is sent as a file.'))
    if (this.#waiting.size >= mostWaiting)
      return Promise.reject(new Fault('transfer-limit', 'Too many texts wait to be sent.'))
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      // By code points, for half of one would not survive UTF-8.
      let at = 0
      do {
        let end = Math.min(at + limits.partChars, text.length)
        if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--
        const last = end === text.length
        const frame = encodeJson({ type: 'text', part: text.slice(at, end), last })
        const heard = () => {
          this.#waiting.delete(reject)
          resolve()
        }
        this.#control.post(frame, last ? heard : undefined)
        at = end
      } while (at < text.length)
    })
  }

  /** Throws `transfer-limit`. */
  take({ part, last }: Extract<ControlMessage, { type: 'text' }>): void {
    if (this.#parts.length + part.length > limits.textChars)
      throw new Fault('transfer-limit', 'The other side sends a text that is too long.')
    this.#parts += part
    if (!last) return
    const second = Math.floor(this.#options.clock.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = 0
    }
    if (++this.#inSecond > limits.textsPerSecond)
      throw new Fault('transfer-limit', 'The other side sends more texts than anyone can read.')
    const text = this.#parts
    this.#parts = ''
    this.#options.text(text)
  }

  close(fault: Fault): void {
    for (const reject of this.#waiting) reject(fault)
    this.#waiting.clear()
  }
}
