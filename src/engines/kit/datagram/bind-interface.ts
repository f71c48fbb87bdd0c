import type { Socket } from 'node:dgram'
import { createRequire } from 'node:module'
import { interfaceFault } from './address-faults.ts'

const solSocket = 1
const soBindToDevice = 25
const ipprotoIp = 0
const ipBoundIf = 25
const ipprotoIpv6 = 41
const ipv6BoundIf = 125

interface System {
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number
  if_nametoindex(name: string): number
  lastError(): string
}

function load(): System {
  const koffi = createRequire(import.meta.url)('koffi')
  const library = koffi.load(null)
  return {
    setsockopt: library.func('int setsockopt(int, int, int, const uint8_t *, uint32_t)'),
    if_nametoindex: library.func('unsigned int if_nametoindex(const char *)'),
    lastError: () => {
      const errors: Record<string, number> = koffi.os.errno
      const number = koffi.errno()
      return Object.keys(errors).find((name) => errors[name] === number) ?? `error ${number}`
    },
  }
}

/** Node does not publish the descriptor of a datagram socket, and warns about `_handle`. */
function descriptorOf(socket: Socket): number {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const state = (socket as unknown as Record<symbol, { handle?: { fd?: number } } | undefined>)[symbol]
    if (typeof state?.handle?.fd === 'number') return state.handle.fd
  }
  return -1
}

let system: System | undefined

/**
 * Makes a bound socket send and receive by one interface only (Linux SO_BINDTODEVICE, macOS IP_BOUND_IF and
 * IPV6_BOUND_IF). Throws a fault of code `address-unavailable` where that fails or cannot be done: on Windows Node
 * gives no way to the socket, and a socket bound to an address of an interface leaves by that interface anyway.
 */
export function bindInterface(socket: Socket, name: string, ipv6: boolean): void {
  if (process.platform !== 'linux' && process.platform !== 'darwin')
    throw interfaceFault(name, `not possible on ${process.platform}; bind to its address instead`)
  const fd = descriptorOf(socket)
  if (fd < 0) throw interfaceFault(name, 'the socket cannot be reached')
  try {
    system ??= load()
  } catch {
    throw interfaceFault(name, 'koffi is not installed')
  }
  let status: number
  if (process.platform === 'linux') {
    const value = Buffer.from(name)
    status = system.setsockopt(fd, solSocket, soBindToDevice, value, value.length)
  } else {
    const index = system.if_nametoindex(name)
    if (index === 0) throw interfaceFault(name, 'there is no such interface')
    const value = new Uint8Array(Uint32Array.of(index).buffer)
    const [level, option] = ipv6 ? [ipprotoIpv6, ipv6BoundIf] : [ipprotoIp, ipBoundIf]
    status = system.setsockopt(fd, level, option, value, 4)
  }
  if (status !== 0) throw interfaceFault(name, system.lastError())
}
