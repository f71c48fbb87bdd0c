import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const payloadBytes = 1316
const mark = 0x48_57_53_4b
const latencyMs = 2000
const tickMs = 20

/** Packet `number`: a mark, its number, and bytes that follow from it. */
function packet(number: number): Buffer {
  const bytes = Buffer.alloc(payloadBytes, number & 0xff)
  bytes.writeUInt32BE(mark, 0)
  bytes.writeUInt32BE(number, 4)
  return bytes
}

const program = (from: string, to: string) =>
  spawn('srt-live-transmit', ['-loglevel:fatal', `-chunk:${payloadBytes}`, from, to], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })

const end = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** An encoder and a studio with everything between them under test: numbered packets go in, and are looked for at the other end. */
export class SrtStream implements AsyncDisposable {
  readonly #listener: ChildProcess
  readonly #caller: ChildProcess
  readonly #packetsPerSecond: number
  readonly #sentAt: number[] = []
  /** Numbers that were passed over, not seen so far. */
  readonly #missing = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #expected = 0
  #rest = Buffer.alloc(0)
  #isConnected = false
  received = 0
  damaged = 0
  lastAt = 0

  constructor(callAt: number, listenAt: number, bitsPerSecond: number) {
    this.#packetsPerSecond = bitsPerSecond / 8 / payloadBytes
    this.#listener = program(`srt://127.0.0.1:${listenAt}?mode=listener&latency=${latencyMs}`, 'file://con')
    this.#caller = program('file://con', `srt://127.0.0.1:${callAt}?mode=caller&latency=${latencyMs}`)
    this.#caller.stdin!.on('error', () => {})
    this.#listener.stdout!.on('data', (bytes: Buffer) => this.#take(bytes))
    this.#caller.stderr!.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('connected')) this.#isConnected = true
    })
  }

  async connected(ms: number): Promise<void> {
    const until = AbortSignal.timeout(ms)
    while (!this.#isConnected) await once(this.#caller.stderr!, 'data', { signal: until })
  }

  play(): void {
    const began = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      const due = Math.floor(((now - began) / 1000) * this.#packetsPerSecond)
      while (this.#sentAt.length < due) {
        this.#caller.stdin!.write(packet(this.#sentAt.length))
        this.#sentAt.push(now)
      }
    }, tickMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #take(bytes: Buffer): void {
    this.lastAt = performance.now()
    let at = 0
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes
    for (; at + payloadBytes <= all.length; at += payloadBytes) {
      if (all.readUInt32BE(at) === mark) this.#one(all.subarray(at, at + payloadBytes))
      else this.damaged++
    }
    this.#rest = Buffer.from(all.subarray(at))
  }

  #one(bytes: Buffer): void {
    const number = bytes.readUInt32BE(4)
    this.received++
    if (!bytes.equals(packet(number))) this.damaged++
    this.#missing.delete(number)
    for (; this.#expected < number; this.#expected++) this.#missing.add(this.#expected)
    this.#expected = Math.max(this.#expected, number + 1)
  }

  get sent(): number {
    return this.#sentAt.length
  }

  /** When those packets were sent that were passed over, monotonic ms. Of what was sent last some is still under way. */
  get missing(): number[] {
    return [...this.#missing].map((number) => this.#sentAt[number] ?? 0)
  }

  readonly bytesOfPacket = payloadBytes
  readonly latencyMs = latencyMs

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
    await Promise.all([end(this.#caller), end(this.#listener)])
  }
}
