// Which processor and system a native part is made for, by the first bytes of its file. Plain JavaScript: electron-builder loads it.
import { closeSync, openSync, readSync } from 'node:fs'

const elf = { 62: 'x64', 183: 'arm64', 40: 'arm', 3: 'ia32', 243: 'riscv64' }
const pe = { 34404: 'x64', 43620: 'arm64', 332: 'ia32' }
const mach = { 16777223: 'x64', 16777228: 'arm64' }

/** `{ platform, archs }` of an ELF, PE or Mach-O file; undefined for anything else. */
export function machineOf(path) {
  const head = Buffer.alloc(4096)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  return readMachine(head)
}

/** The same of the first 4096 bytes. */
export function readMachine(head) {
  if (head.readUInt32BE(0) === 0x7f454c46) return found('linux', [elf[head.readUInt16LE(18)]])
  if (head.readUInt16BE(0) === 0x4d5a) {
    const at = head.readUInt32LE(0x3c)
    if (at > head.length - 6 || head.readUInt32BE(at) !== 0x50450000) return undefined
    return found('win32', [pe[head.readUInt16LE(at + 4)]])
  }
  if (head.readUInt32LE(0) === 0xfeedfacf) return found('darwin', [mach[head.readUInt32LE(4)]])
  // Several in one file; the same first bytes begin compiled Java, which has a large number next.
  if (head.readUInt32BE(0) !== 0xcafebabe) return undefined
  const count = head.readUInt32BE(4)
  if (count > 8) return undefined
  return found(
    'darwin',
    Array.from({ length: count }, (_, place) => mach[head.readUInt32BE(8 + place * 20)]),
  )
}

const found = (platform, archs) => ({ platform, archs: archs.filter((arch) => arch !== undefined) })
