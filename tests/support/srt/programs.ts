import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { monotonicMs } from '../link-emulator/index.ts'
import { payloadBytes } from './stream.ts'

const quick = ['-loglevel:fatal', `-chunk:${payloadBytes}`]

class Program implements AsyncDisposable {
  readonly child: ChildProcess
  readonly heard = new EventTarget()
  said = ''

  constructor(from: string, to: string) {
    this.child = spawn('srt-live-transmit', [...quick, from, to], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-10_000)
      this.heard.dispatchEvent(new Event('said'))
    })
    this.child.stdin!.on('error', () => {})
  }

  /** Resolves once the program has said `text`; rejects after `ms`. */
  async says(text: string, ms = 40_000): Promise<void> {
    const end = AbortSignal.timeout(ms)
    while (!this.said.includes(text)) {
      await Promise.race([once(this.heard, 'said', { signal: end }), once(end, 'abort')])
      if (end.aborted) throw new Error(`srt-live-transmit has not said "${text}" but: ${this.said}`)
    }
  }

  async [Symbol.asyncDispose]() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }
}

const padding = Buffer.alloc(payloadBytes)
const paddingPackets = 50
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const latency = (ms: number) => `latency=${ms}`

/** An encoder: an SRT caller that is fed by the test. It calls again by itself when the connection breaks. */
export class SrtCaller extends Program {
  constructor(port: number, latencyMs: number) {
    super('file://con', `srt://127.0.0.1:${port}?mode=caller&${latency(latencyMs)}`)
  }

  /** Until then what it is fed is lost. */
  connected = () => this.says('SRT target connected')

  /** Feeds bytes evenly at `bytesPerSecond`, until all are fed or the signal ends it; then some padding. */
  async play(bytes: Buffer, bytesPerSecond: number, stop?: AbortSignal): Promise<void> {
    const started = monotonicMs()
    for (let sent = 0; sent < bytes.length && !stop?.aborted; ) {
      const due = Math.floor((((monotonicMs() - started) / 1000) * bytesPerSecond) / payloadBytes + 1)
      // One write for each packet, because the program makes a packet of what it reads at once.
      for (; sent < due * payloadBytes && sent < bytes.length; sent += payloadBytes)
        this.child.stdin!.write(bytes.subarray(sent, sent + payloadBytes))
      await pause(5)
    }
    // Both programs keep some bytes in the buffers of their standard streams until more come.
    for (let packets = 0; packets < paddingPackets; packets++) {
      this.child.stdin!.write(padding)
      await pause(5)
    }
  }
}

/** A studio: an SRT listener that keeps what it gets. */
export class SrtListener extends Program {
  readonly #parts: Buffer[] = []
  #heard = () => {}
  count = 0
  /** The longest time in which nothing came, ms, since the first bytes. */
  longestSilenceMs = 0
  #lastAt = 0

  constructor(port: number, latencyMs: number) {
    const options = `mode=listener&${latency(latencyMs)}&lossmaxttl=40`
    super(`srt://127.0.0.1:${port}?${options}`, 'file://con')
    this.child.stdout!.on('data', (bytes: Buffer) => {
      const now = monotonicMs()
      if (this.#lastAt > 0) this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.#lastAt)
      this.#lastAt = now
      this.#parts.push(bytes)
      this.count += bytes.length
      this.#heard()
    })
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }

  /** Resolves once `count` bytes have come in all; false when that takes longer than `ms`. */
  async has(count: number, ms: number): Promise<boolean> {
    const end = AbortSignal.timeout(ms)
    while (this.count < count && !end.aborted)
      await new Promise<void>((resolve) => {
        this.#heard = resolve
        end.addEventListener('abort', () => resolve(), { once: true })
      })
    return this.count >= count
  }
}
