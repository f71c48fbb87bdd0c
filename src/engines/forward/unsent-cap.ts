import { createRequire } from 'node:module'
import type { Socket } from 'node:net'

/** Bytes that the kernel may hold unsent before it tells us to wait: one or two frames of a large camera. */
const capBytes = 128 * 1024
const ipprotoTcp = 6
const tcpNotsentLowat: Partial<Record<NodeJS.Platform, number>> = { linux: 25, darwin: 0x201 }

type SetSocketOption = (fd: number, level: number, name: number, value: Int32Array, length: number) => number

function load(): SetSocketOption | undefined {
  if (tcpNotsentLowat[process.platform] === undefined) return undefined
  try {
    const koffi = createRequire(import.meta.url)('koffi')
    return koffi.load(null).func('int setsockopt(int, int, int, const int *, uint32_t)')
  } catch {
    return undefined
  }
}

let setSocketOption: SetSocketOption | undefined | null = null
const capped = new Int32Array([capBytes])
/** As if the option had never been set. */
const uncapped = new Int32Array([-1])

/**
 * Caps the bytes that the kernel queues unsent on a socket (TCP_NOTSENT_LOWAT), so that a slow viewer is felt by the
 * camera after about a megabyte instead of five; or lifts the cap. False where the system offers no such thing.
 */
export function capUnsent(socket: Socket, on: boolean): boolean {
  if (setSocketOption === null) setSocketOption = load()
  const name = tcpNotsentLowat[process.platform]
  // Node does not publish the descriptor; without it, streams still flow, with the kernel's own larger queue.
  const fd = (socket as unknown as { _handle?: { fd?: number } })._handle?.fd ?? -1
  if (!setSocketOption || name === undefined || fd < 0) return false
  return setSocketOption(fd, ipprotoTcp, name, on ? capped : uncapped, 4) === 0
}
