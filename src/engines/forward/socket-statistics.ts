import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'

/** What the kernel knows of one connection towards a viewer. */
export interface SocketStatistics {
  /** Bytes unsent or unacknowledged. */
  queued: number
  /** Milliseconds in which there was something to send, and of these, in which the viewer's window was closed. */
  busyMs: number
  windowLimitedMs: number
  /** Segments that had to be sent again. */
  retransmitted: number
}

const ipprotoTcp = 6
const tcpInfo = 11
/** SIOCOUTQ, of include/uapi/linux/sockios.h, as on x64 and arm64. */
const unsentOrUnacknowledged = 0x5411
/** Within `struct tcp_info` of include/uapi/linux/tcp.h, which newer kernels lengthen: what lies where, and where each ends. */
const retransmitsAt = 100
const retransmitsEnd = 104
const busyAt = 168
const windowLimitedAt = 176
const timesEnd = 184
const roomBytes = 512

/** Reads `struct tcp_info`; an old kernel tells less, which counts as none. */
export function parseTcpInfo(bytes: Uint8Array): Omit<SocketStatistics, 'queued'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittle = endianness() === 'LE'
  const isTimed = bytes.length >= timesEnd
  // In microseconds.
  const time = (at: number) => (isTimed ? Number(view.getBigUint64(at, isLittle)) / 1000 : 0)
  return {
    busyMs: time(busyAt),
    windowLimitedMs: time(windowLimitedAt),
    retransmitted: bytes.length >= retransmitsEnd ? view.getUint32(retransmitsAt, isLittle) : 0,
  }
}

interface Kernel {
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, length: Uint32Array): number
  ioctl(fd: number, request: number, value: Int32Array): number
}

function load(): Kernel | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const library = createRequire(import.meta.url)('koffi').load(null)
    return {
      getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
      ioctl: library.func('int ioctl(int, unsigned long, void *)'),
    }
  } catch {
    return undefined
  }
}

let kernel: Kernel | undefined | null = null
const info = new Uint8Array(roomBytes)
const length = new Uint32Array(32)
const queued = new Int32Array(32)

/** Asks the kernel, which takes microseconds; undefined where it does not tell, and of a connection that is closed. */
export function readStatistics(socket: Socket): SocketStatistics | undefined {
  if (kernel === null) kernel = load()
  // Node does not publish the descriptor.
  const fd = (socket as unknown as { _handle?: { fd?: number } | null })._handle?.fd ?? -1
  if (kernel === undefined || fd < 0) return undefined
  length[0] = roomBytes
  if (kernel.getsockopt(fd, ipprotoTcp, tcpInfo, info, length) !== 0) return undefined
  if (kernel.ioctl(fd, unsentOrUnacknowledged, queued) !== 0) return undefined
  return { queued: queued[0]!, ...parseTcpInfo(info.subarray(0, length[0])) }
}

/** What held a connection back between two looks at it. */
export function limit(
  before: SocketStatistics | undefined,
  now: SocketStatistics,
): 'viewer' | 'network' | 'unknown' {
  if (before === undefined) return 'unknown'
  const busy = now.busyMs - before.busyMs
  if (busy > 0 && (now.windowLimitedMs - before.windowLimitedMs) / busy > 0.3) return 'viewer'
  return now.retransmitted > before.retransmitted ? 'network' : 'unknown'
}
