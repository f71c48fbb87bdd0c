import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import type { Endpoint, Rule } from '../../contract/rule.ts'
import type { Flow, Totals } from './flow.ts'
import { type FrameMonitor, KeyframeDropper } from './frames/index.ts'
import { ReadBuffer } from './read-buffer.ts'
import { retryDelay } from './retry.ts'
import { capUnsent } from './unsent-cap.ts'

/** What a relay needs of the rule it belongs to. */
export interface RelayOwner {
  /** As it is now: a rule changes while its connections live. */
  readonly rule: Rule
  readonly totals: Totals
  /** The target to try now; then what came of it. */
  chooseTarget(): Endpoint
  targetWorked(target: Endpoint): void
  /** True when another target may well answer. */
  targetFailed(target: Endpoint, error: NodeJS.ErrnoException): boolean
  /** Bytes for the target before anything else (PROXY protocol); undefined for none. */
  preface(viewer: Socket): Uint8Array | undefined
  /** False when the rule's rate limit is used up: the relay is then resumed through `resumeDown`. */
  spend(bytes: number, relay: Relay): boolean
  stalled(relay: Relay): void
  recovered(relay: Relay): void
  ended(relay: Relay, reason: Error | undefined): void
}

const highWaterMark = 128 * 1024
const keepAliveMs = 10_000
/** Faster than any video, bytes/s: such a stream pays for the cap with a fifth of its speed and gains nothing by it. */
const bulkRate = 50_000_000
/** A viewer that has taken nothing for so long is better served with the next keyframe than with what waits. */
const dropAfterMs = 1000
/** What may wait beside the frames that are left out: audio and RTCP. */
const droppingQueueBytes = 1024 * 1024

const codeError = (code: string, message: string): NodeJS.ErrnoException =>
  Object.assign(new Error(message), { code })

/** One viewer's connection, the target's, and the bytes between them. */
export class Relay implements Flow {
  readonly id: number
  readonly viewer: Socket
  readonly monitor: FrameMonitor | undefined
  readonly source: string
  readonly since = Date.now()
  state: Flow['state'] = 'connecting'
  bytesDown = 0
  bytesUp = 0
  rateDown = 0
  /** Whether the kernel's queue towards the viewer could be capped. */
  readonly unsentCapped: boolean
  /** `host:port` of the target in use or being tried. */
  targetName = ''
  readonly #owner: RelayOwner
  readonly #buffer = new ReadBuffer()
  readonly #dropper: KeyframeDropper | undefined
  #target: Socket | undefined
  #closed = false
  #attempt = 0
  #failingSince = 0
  #retry: NodeJS.Timeout | undefined
  #connectBy = 0
  #isBulk = false
  #measuredAt: number
  #measuredBytes = 0
  #activeAt: number
  #delivered = 0
  #deliveredAt: number
  #emptyAt: number

  /** `viewer` arrives paused, so that its first bytes wait in the kernel until the target is there. */
  constructor(id: number, viewer: Socket, owner: RelayOwner, monitor: FrameMonitor | undefined, now: number) {
    this.id = id
    this.viewer = viewer
    this.monitor = monitor
    this.unsentCapped = capUnsent(viewer, true)
    this.source = `${viewer.remoteAddress}:${viewer.remotePort}`
    this.#owner = owner
    // It has to see a connection from its first byte, so a rule that is changed to this policy has it for new ones.
    if (monitor && owner.rule.slowViewer === 'drop-to-keyframe')
      this.#dropper = new KeyframeDropper(() => monitor.videoFormats)
    this.#measuredAt = now
    this.#activeAt = now
    this.#deliveredAt = now
    this.#emptyAt = now
    viewer.on('data', (bytes) => this.#up(bytes))
    viewer.on('end', () => this.#viewerEnded())
    viewer.on('drain', () => this.#drained())
    viewer.on('error', (error: NodeJS.ErrnoException) => this.#viewerFailed(error))
    viewer.on('close', () => this.#close(undefined))
    this.#dial(now)
  }

  /** Bytes that wait in this process for the viewer. */
  get waiting(): number {
    return this.viewer.writableLength
  }

  /** Frames that were left out because the viewer could not keep up. */
  get droppedFrames(): number {
    return this.#dropper?.droppedFrames ?? 0
  }

  /** Called a few times a second: everything here that depends on time. */
  tick(now: number): void {
    const { rule } = this.#owner
    this.rateDown = ((this.bytesDown - this.#measuredBytes) * 1000) / Math.max(now - this.#measuredAt, 1)
    this.#measuredAt = now
    this.#measuredBytes = this.bytesDown
    this.#fitCap()
    if (this.state === 'connecting' && now >= this.#connectBy)
      this.#target?.destroy(codeError('ETIMEDOUT', 'no answer'))
    else if (rule.idleTimeoutMs > 0 && now - this.#activeAt > rule.idleTimeoutMs)
      this.end(codeError('idle-timeout', 'no byte either way'))
    else this.#watchViewer(now)
  }

  /** Ends both sides at once. */
  end(reason: Error): void {
    this.#target?.destroy()
    this.viewer.destroy()
    this.#close(reason)
  }

  /** Tries the target now instead of when its time comes. */
  retryNow(): void {
    if (this.state !== 'holding') return
    clearTimeout(this.#retry)
    this.#dial(performance.now())
  }

  resumeDown(): void {
    if (this.viewer.writableNeedDrain === false) this.#target?.resume()
  }

  #dial(now: number): void {
    const { rule } = this.#owner
    const endpoint = this.#owner.chooseTarget()
    this.state = 'connecting'
    this.targetName = `${endpoint.host}:${endpoint.port}`
    this.#connectBy = now + rule.connectTimeoutMs
    // The type of Node's options lacks highWaterMark, which it reads.
    const options: TcpNetConnectOpts & { highWaterMark: number } = {
      host: endpoint.host,
      port: endpoint.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
      allowHalfOpen: true,
      highWaterMark,
      onread: {
        buffer: this.#buffer.current,
        callback: (length, buffer) => this.#down(length, buffer),
      },
    }
    const target = connect(options)
    this.#target = target
    target.on('connect', () => this.#connected(endpoint, target))
    target.on('drain', () => this.viewer.resume())
    target.on('end', () => this.#targetEnded(target))
    target.on('error', (error: NodeJS.ErrnoException) => this.#targetFailed(endpoint, target, error))
    target.on('close', () => {
      if (target === this.#target && !this.#closed && this.state !== 'holding' && !this.viewer.writableEnded)
        this.viewer.end()
    })
  }

  #connected(endpoint: Endpoint, target: Socket): void {
    this.#owner.targetWorked(endpoint)
    this.state = 'open'
    this.#attempt = 0
    const preface = this.#owner.preface(this.viewer)
    if (preface) target.write(preface)
    if (this.viewer.readableEnded) target.end()
    this.viewer.resume()
  }

  /** The hot path: a chunk came from the target. */
  #down(length: number, buffer: Uint8Array): boolean {
    if (this.#closed) return true
    const now = performance.now()
    this.#activeAt = now
    this.bytesDown += length
    this.#owner.totals.bytesDown += length
    this.monitor?.down(buffer, length, now)
    const parts = this.#dropper?.filter(buffer, length)
    const more = parts ? this.#writeParts(parts) : this.#buffer.forward(buffer, length, this.viewer)
    this.monitor?.sent(this.bytesDown - this.viewer.writableLength, now)
    return this.#owner.spend(length, this) && more
  }

  /** While frames are left out reading goes on, else the camera would wait and what comes next be older still. */
  #writeParts(parts: readonly Uint8Array[]): boolean {
    for (const part of parts) this.viewer.write(part)
    return this.#dropper?.dropping
      ? this.viewer.writableLength < droppingQueueBytes
      : !this.viewer.writableNeedDrain
  }

  #fitCap(): void {
    const isBulk = this.rateDown > (this.#isBulk ? bulkRate / 2 : bulkRate)
    if (isBulk === this.#isBulk || !this.unsentCapped) return
    this.#isBulk = isBulk
    capUnsent(this.viewer, !isBulk)
  }

  #dropToKeyframe(): void {
    if (this.#dropper === undefined || this.viewer.writableLength >= droppingQueueBytes) return
    this.#dropper.engage()
    this.#target?.resume()
  }

  #up(bytes: Buffer): void {
    const now = performance.now()
    this.#activeAt = now
    this.bytesUp += bytes.length
    this.#owner.totals.bytesUp += bytes.length
    this.monitor?.up(bytes, bytes.length, now)
    if (this.#target?.write(bytes) === false) this.viewer.pause()
  }

  #drained(): void {
    const now = performance.now()
    this.#emptyAt = now
    this.monitor?.sent(this.bytesDown, now)
    this.#target?.resume()
  }

  #viewerEnded(): void {
    if (this.state === 'connecting' || this.state === 'holding') return
    this.state = 'half-closed'
    this.#target?.end()
  }

  #viewerFailed(error: NodeJS.ErrnoException): void {
    if (error.code === 'ECONNRESET') this.#target?.resetAndDestroy()
    this.end(error)
  }

  #targetEnded(target: Socket): void {
    if (target !== this.#target) return
    this.viewer.end()
    if (this.viewer.readableEnded) target.end()
    else this.state = 'half-closed'
  }

  #targetFailed(endpoint: Endpoint, target: Socket, error: NodeJS.ErrnoException): void {
    if (target !== this.#target || this.#closed) return
    const another = this.#owner.targetFailed(endpoint, error)
    // Bytes that went either way belong to a conversation with a target that is gone: nothing can join it again.
    if (this.bytesDown > 0 || this.bytesUp > 0) {
      if (error.code === 'ECONNRESET') this.viewer.resetAndDestroy()
      return this.end(error)
    }
    const now = performance.now()
    if (another) return this.#dial(now)
    if (this.#attempt === 0) this.#failingSince = now
    const delay = retryDelay(++this.#attempt, now - this.#failingSince, this.#owner.rule.holdMs)
    if (delay === undefined) return this.end(error)
    this.state = 'holding'
    this.#retry = setTimeout(() => this.#dial(performance.now()), delay)
  }

  #watchViewer(now: number): void {
    const delivered = this.viewer.bytesWritten - this.viewer.writableLength
    if (this.viewer.writableLength === 0) this.#emptyAt = now
    else if (now - this.#emptyAt >= dropAfterMs) this.#dropToKeyframe()
    if (delivered !== this.#delivered || this.viewer.writableLength === 0) {
      this.#delivered = delivered
      this.#deliveredAt = now
      if (this.state !== 'stalled') return
      this.state = 'open'
      this.#owner.recovered(this)
      return
    }
    if (this.state === 'open' && now - this.#deliveredAt >= this.#owner.rule.stallLimitMs) {
      this.state = 'stalled'
      this.#owner.totals.stalls++
      this.#owner.stalled(this)
    }
  }

  #close(reason: Error | undefined): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#retry)
    this.#target?.destroy()
    this.#owner.ended(this, reason)
  }
}
