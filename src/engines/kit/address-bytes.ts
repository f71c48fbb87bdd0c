import { isIPv6 } from 'node:net'

/** An address literal, with a scope or without, as its 4 or 16 bytes in network order. */
export function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  const [plain = ''] = address.split('%')
  const dotted = plain.lastIndexOf('.') > 0 ? plain.slice(plain.lastIndexOf(':') + 1) : undefined
  const text = dotted === undefined ? plain : plain.replace(dotted, asGroups(dotted))
  const [head = '', tail] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros: string[] = Array(8 - before.length - after.length).fill('0')
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...before, ...zeros, ...after].entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2)
  return bytes
}

const asGroups = (dotted: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

/** The address in 4 or 16 bytes from `start`, as RFC 5952 writes it. */
export function addressText(bytes: Uint8Array, start: number, length: 4 | 16): string {
  if (length === 4) return `${bytes[start]}.${bytes[start + 1]}.${bytes[start + 2]}.${bytes[start + 3]}`
  const groups: string[] = []
  for (let at = start; at < start + 16; at += 2)
    groups.push(((bytes[at]! << 8) | bytes[at + 1]!).toString(16))
  const [zerosAt, zeros] = longestZeros(groups)
  if (zeros < 2) return groups.join(':')
  return `${groups.slice(0, zerosAt).join(':')}::${groups.slice(zerosAt + zeros).join(':')}`
}

/** Where the first of the longest runs of zeros begins, and how long it is. */
function longestZeros(groups: readonly string[]): [number, number] {
  let bestAt = 0
  let best = 0
  let run = 0
  for (const [index, group] of groups.entries()) {
    run = group === '0' ? run + 1 : 0
    if (run > best) {
      best = run
      bestAt = index - run + 1
    }
  }
  return [bestAt, best]
}
