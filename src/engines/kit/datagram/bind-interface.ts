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

/** The option that keeps datagrams whole, by system and family: level, name and value. */
const wholeOptions: Partial<
  Record<NodeJS.Platform, readonly [ipv4: readonly number[], ipv6: readonly number[]]>
> = {
  // IP_MTU_DISCOVER and IPV6_MTU_DISCOVER: PROBE, which keeps what was learnt of the path from deciding.
  linux: [
    [ipprotoIp, 10, 3],
    [ipprotoIpv6, 23, 3],
  ],
  // IP_DONTFRAG and IPV6_DONTFRAG
  darwin: [
    [ipprotoIp, 28, 1],
    [ipprotoIpv6, 62, 1],
  ],
}

/** Whether the datagrams of a socket are never cut into fragments from now on. */
export function forbidFragments(socket: Socket, ipv6: boolean): boolean {
  const options = wholeOptions[process.platform]
  const fd = descriptorOf(socket)
  if (options === undefined || fd < 0) return false
  try {
    system ??= load()
  } catch {
    return false
  }
  const set = ([level, name, value]: readonly number[]) =>
    system!.setsockopt(fd, level!, name!, new Uint8Array(Int32Array.of(value!).buffer), 4) === 0
  // A socket of IPv6 may send IPv4 too, and has both options then.
  return ipv6 ? set(options[1]) && (set(options[0]) || process.platform === 'darwin') : set(options[0])
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
