import { isIP, isIPv4 } from 'node:net'
import { allowTargetSchema } from '../../../contract/tunnel.ts'
import { Fault } from '../../../wire/fault.ts'
import { addressBytes } from '../../kit/address-bytes.ts'

/** One thing that is allowed, such as `10.0.0.0/24:554,80`, ready to be compared with. */
export interface AllowTarget {
  /** A name, in small letters, without the dot at its end. */
  matchesName(name: string): boolean
  /** 4 or 16 bytes, as `plainAddress` gives them. */
  matchesAddress(address: Uint8Array): boolean
  /** 0 stands for any that is free, and is meant by `*` too. */
  matchesPort(port: number): boolean
}

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex')

/** The bytes of an address literal; those of IPv4 also where it is written as IPv6 (`::ffff:10.0.0.8`, `::ffff:a00:8`). */
export function plainAddress(address: string): Uint8Array {
  const bytes = addressBytes(address)
  return bytes.length === 16 && bytes.subarray(0, 12).equals(mappedPrefix) ? bytes.subarray(12) : bytes
}

/** As names are compared. */
export const plainName = (host: string): string => host.toLowerCase().replace(/\.$/, '')

/** Reads what `allowTargetSchema` describes. Throws a fault of code `invalid` with the reason in words. */
export function parseAllowTarget(text: string): AllowTarget {
  const form = allowTargetSchema.safeParse(text)
  if (!form.success) throw new Fault('invalid', form.error.issues[0]?.message ?? `${text} cannot be read.`)
  const colon = form.data.lastIndexOf(':')
  const hosts = parseHosts(form.data.slice(0, colon))
  return { ...hosts, matchesPort: parsePorts(form.data.slice(colon + 1)) }
}

type Hosts = Pick<AllowTarget, 'matchesName' | 'matchesAddress'>
const never = () => false
const always = () => true

function parseHosts(text: string): Hosts {
  if (text === '*') return { matchesName: always, matchesAddress: always }
  const [address = '', bits] = text.replace(/^\[|\]$/g, '').split('/')
  if (text.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(address))
    return { matchesName: never, matchesAddress: network(address, bits) }
  const name = plainName(text)
  if (!name.startsWith('*.')) return { matchesName: (other) => other === name, matchesAddress: never }
  const end = name.slice(1)
  return {
    matchesName: (other) => other.length > end.length && other.endsWith(end),
    matchesAddress: never,
  }
}

function network(address: string, bitsText: string | undefined): (address: Uint8Array) => boolean {
  if (isIP(address) === 0) throw new Fault('invalid', `${address} is not an address.`)
  const all = isIPv4(address) ? 32 : 128
  const written = bitsText === undefined ? all : Number(bitsText)
  const prefix = plainAddress(address)
  // Networks of IPv4 that are written as IPv6 keep their meaning.
  const bits = prefix.length === 4 && all === 128 ? written - 96 : written
  if (bits < 0) throw new Fault('invalid', `${address}/${written} is neither a network of IPv4 nor of IPv6.`)
  // Families are never mixed: ::/0 is all of IPv6, and nothing of IPv4.
  return (other) => other.length === prefix.length && sameBits(prefix, other, bits)
}

function sameBits(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const whole = bits >> 3
  for (let at = 0; at < whole; at++) if (a[at] !== b[at]) return false
  const rest = bits & 7
  return rest === 0 || (a[whole]! ^ b[whole]!) >> (8 - rest) === 0
}

function parsePorts(text: string): (port: number) => boolean {
  if (text === '*') return always
  const ranges = text.split(',').map((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return { first, last }
  })
  return (port) => ranges.some(({ first, last }) => port >= first && port <= last)
}
