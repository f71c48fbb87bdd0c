/** Opcodes of the protocol, and the empty one of its tunnels' own messages. */
const known = [
  ...[
    '',
    '3ds',
    'ack',
    'arc',
    'args',
    'argv',
    'audio',
    'blob',
    'body',
    'cfill',
    'clip',
    'clipboard',
    'close',
  ],
  ...['connect', 'copy', 'cstroke', 'cursor', 'curve', 'disconnect', 'dispose', 'distort', 'end', 'error'],
  ...[
    'file',
    'filesystem',
    'get',
    'identity',
    'image',
    'img',
    'jpeg',
    'key',
    'lfill',
    'line',
    'log',
    'lstroke',
  ],
  ...['mouse', 'move', 'msg', 'name', 'nest', 'nop', 'pipe', 'png', 'pop', 'push', 'put', 'ready', 'rect'],
  ...['required', 'reset', 'select', 'set', 'shade', 'size', 'start', 'status', 'sync', 'timezone', 'touch'],
  ...['transfer', 'transform', 'undefine', 'usbconnect', 'usbdata', 'usbdisconnect', 'video'],
]

/** Open addressing; at most a quarter is filled. */
const slots = 256
const names: (string | undefined)[] = new Array<string | undefined>(slots).fill(undefined)

const hash = (first: number, last: number, length: number) =>
  (first * 31 + last * 7 + length * 61) & (slots - 1)

for (const name of known) {
  const length = name.length
  let slot = length === 0 ? 0 : hash(name.charCodeAt(0), name.charCodeAt(length - 1), length)
  while (names[slot] !== undefined) slot = (slot + 1) & (slots - 1)
  names[slot] = name
}

/** The known opcode that `bytes[start, end)` spells, or undefined. Makes nothing. */
export function knownOpcode(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start
  let slot = length === 0 ? 0 : hash(bytes[start]!, bytes[end - 1]!, length)
  for (;;) {
    const name = names[slot]
    if (name === undefined || isSpelled(name, bytes, start, length)) return name
    slot = (slot + 1) & (slots - 1)
  }
}

function isSpelled(name: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (name.length !== length) return false
  for (let i = 0; i < length; i++) if (name.charCodeAt(i) !== bytes[start + i]) return false
  return true
}
