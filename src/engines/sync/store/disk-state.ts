import { Fault } from '../../../wire/fault.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { DiskState } from './types.ts'

const most = 2 ** 51
const writer = new ByteWriter()

/** Throws `invalid` for what no scan sees. */
export function encodeDisk({ size, mtime, mode, inode }: DiskState): Uint8Array {
  const fits = (value: number) => Number.isSafeInteger(value) && Math.abs(value) <= most
  if (!(size >= 0 && fits(size) && fits(mtime) && fits(mode)))
    throw new Fault('invalid', 'What a scan saw holds what no file has.')
  writer.length = 0
  writer.number(size)
  writer.signed(mtime)
  writer.signed(mode)
  const number = Number(inode)
  // Most are small numbers; others, such as those of ReFS, stay texts.
  const isNumber = number > 0 && Number.isSafeInteger(number) && String(number) === inode
  writer.number(isNumber ? number : 0)
  if (!isNumber) writer.text(inode)
  return Uint8Array.from(writer.view())
}

export function decodeDisk(bytes: Uint8Array): DiskState {
  const reader = new ByteReader(bytes)
  const size = reader.number()
  const mtime = reader.signed()
  const mode = reader.signed()
  const inode = reader.number()
  return { size, mtime, mode, inode: inode === 0 ? reader.text() : String(inode) }
}
