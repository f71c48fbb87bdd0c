const kib = 1024
const mib = 1024 * kib

/** What may be sent before the far end has connected. */
export const earlyBytes = 16 * kib
/** What a connection may have sent that its reader has not taken. */
export const firstCredit = 256 * kib
/** The most, where the reader keeps up and the credit is what limits. */
export const largestCredit = 4 * mib
/** Beyond the first credit, over all connections of a tube. */
const extraCredit = 64 * mib

/**
 * How much the other end may send on a connection: all that was consumed, and a window that doubles when the sender says that it starves
 * while the reader keeps up.
 */
export class ReadCredit {
  receivedBytes = 0
  consumedBytes = 0
  /** That the other end knows of, or will when it is told next. */
  grantedBytes: number
  window = firstCredit

  constructor(grantedBytes: number) {
    this.grantedBytes = grantedBytes
  }

  /** False when the other end may not send so much. */
  received(bytes: number): boolean {
    this.receivedBytes += bytes
    return this.receivedBytes <= this.grantedBytes
  }

  /** More than was received is not consumed. */
  consumed(bytes: number): void {
    this.consumedBytes = Math.min(this.consumedBytes + Math.max(0, bytes), this.receivedBytes)
  }

  /** That could be granted beyond what is. */
  get dueBytes(): number {
    return this.consumedBytes + this.window - this.grantedBytes
  }

  /** What the other end is to be told; a total. */
  grant(): number {
    this.grantedBytes = Math.max(this.grantedBytes, this.consumedBytes + this.window)
    return this.grantedBytes
  }

  /** The sender starves. Returns by how much the window has grown; `extraBytes` is what all connections have beyond their first. */
  starved(extraBytes: number): number {
    const isBehind = this.receivedBytes - this.consumedBytes > this.window / 4
    const more = Math.min(this.window, largestCredit - this.window, extraCredit - extraBytes)
    if (isBehind || more <= 0) return 0
    this.window += more
    return more
  }
}
