import { wrongTryLimit } from '../contract/transfer.ts'
import type { Output } from './output.ts'

export interface TellerOptions {
  output: Output
  json: boolean
  /** The output is a terminal: progress stays on one line. */
  isTerminal: boolean
  /** Whether the link of a code is shown as a QR code too. */
  qr: boolean
}

/** To the line above, and away with it. */
const rewrite = '\u001b[1A\u001b[2K'

/** Says how something goes: in words, or as JSON for programs. */
export class Teller {
  protected readonly options: TellerOptions
  #isProgressLast = false
  #lastProgress = ''

  constructor(options: TellerOptions) {
    this.options = options
  }

  /** A line as it is. */
  line(text: string): void {
    this.#isProgressLast = false
    this.options.output.line(text)
  }

  /** Somebody came with a wrong code, for the so-manyth time. */
  wrongCode({ text, wrongTries }: { text: string; wrongTries: number }): void {
    this.tell(
      { event: 'wrong-code', at: Date.now(), wrongTries, most: wrongTryLimit, text },
      () => `warning: ${text}`,
    )
  }

  protected tell(event: { event: string } & Record<string, unknown>, words: () => string): void {
    this.line(this.options.json ? JSON.stringify(event) : words())
  }

  /** Of which the newest counts; without words nothing is said of it to a person. */
  protected tellProgress(sample: object, words: () => string | undefined): void {
    const { output, json, isTerminal } = this.options
    if (json) return output.latest(JSON.stringify({ event: 'telemetry', ...sample }))
    const text = words()
    if (text === undefined || text === this.#lastProgress) return
    output.latest(isTerminal && this.#isProgressLast ? `${rewrite}${text}` : text)
    this.#lastProgress = text
    this.#isProgressLast = true
  }
}
