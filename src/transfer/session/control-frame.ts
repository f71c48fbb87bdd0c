import { Fault } from '../../wire/fault.ts'
import { type ControlMessage, controlSchema } from './control-messages.ts'
import { readU32, writeU32 } from './data-frame.ts'
import { limits } from './limits.ts'

/**
 * What is sealed into a message of a control channel; the first byte says what it is. Numbers have their lowest byte first.
 *
 *     1 json     u32 sequence, a `ControlMessage` in UTF-8
 *     2 stored   u32 sequence, u32 transfer, then for each block that is on the disk: u32 file, u32 block
 *     3 credit   u8 flags (1: the disk is behind), u48 bytes taken from the data channel of this lane since it began
 *     4 ping     u32 any number          5 pong     u32 the same number
 *     6 heard    u32 sequence up to which (exclusive) everything of kinds 1 and 2 has been taken
 *
 * Kinds 1 and 2 are numbered from 0 through the whole session and are said again on another lane when theirs is lost.
 */
export const controlKind = { json: 1, stored: 2, credit: 3, ping: 4, pong: 5, heard: 6 } as const

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
export const sequencedHeaderBytes = 5
const storedEntryBytes = 8
const storedHeaderBytes = sequencedHeaderBytes + 4
/** Blocks that fit into one message. */
export const storedPerFrame = Math.floor((limits.controlBytes - storedHeaderBytes) / storedEntryBytes)

const malformed = (what: string) => new Fault('transfer-protocol', `A control message is malformed: ${what}.`)

/** Without its sequence number, which `number` writes when it is sent. */
export function encodeJson(message: ControlMessage): Uint8Array {
  const text = encoder.encode(JSON.stringify(message))
  const frame = new Uint8Array(sequencedHeaderBytes + text.length)
  if (frame.length > limits.controlBytes)
    throw new Fault('transfer-limit', 'A message is too long to be sent.')
  frame[0] = controlKind.json
  frame.set(text, sequencedHeaderBytes)
  return frame
}

/** `blocks` are pairs of file and block, at most `storedPerFrame` of them; without its sequence number. */
export function encodeStored(transfer: number, blocks: readonly number[]): Uint8Array {
  const frame = new Uint8Array(storedHeaderBytes + blocks.length * 4)
  frame[0] = controlKind.stored
  writeU32(frame, sequencedHeaderBytes, transfer)
  blocks.forEach((value, place) => {
    writeU32(frame, storedHeaderBytes + place * 4, value)
  })
  return frame
}

export function numberFrame(frame: Uint8Array, sequence: number): void {
  writeU32(frame, 1, sequence)
}

export function encodeCredit(into: Uint8Array, isBehind: boolean, bytes: number): void {
  into[0] = controlKind.credit
  into[1] = isBehind ? 1 : 0
  const high = Math.floor(bytes / 0x1_0000_0000)
  writeU32(into, 2, bytes)
  into[6] = high
  into[7] = high >>> 8
}

export function encodeNumber(kind: 'ping' | 'pong' | 'heard', value: number): Uint8Array {
  const frame = new Uint8Array(5)
  frame[0] = controlKind[kind]
  writeU32(frame, 1, value)
  return frame
}

export const creditFrameBytes = 8

export type ControlFrame =
  | { kind: 'json'; sequence: number; body: Uint8Array }
  | { kind: 'stored'; sequence: number; body: Uint8Array }
  | { kind: 'credit'; isBehind: boolean; bytes: number }
  | { kind: 'ping' | 'pong' | 'heard'; value: number }

/** Throws `transfer-protocol`. */
export function decodeControl(frame: Uint8Array): ControlFrame {
  if (frame.length > limits.controlBytes) throw malformed('it is too long')
  const kind = frame[0]
  if (kind === controlKind.json || kind === controlKind.stored) {
    if (frame.length < sequencedHeaderBytes) throw malformed('it is too short')
    const sequence = readU32(frame, 1)
    const body = frame.subarray(sequencedHeaderBytes)
    return { kind: kind === controlKind.json ? 'json' : 'stored', sequence, body }
  }
  if (kind === controlKind.credit) {
    if (frame.length !== creditFrameBytes) throw malformed('credit')
    const bytes = readU32(frame, 2) + (frame[6]! | (frame[7]! << 8)) * 0x1_0000_0000
    return { kind: 'credit', isBehind: (frame[1]! & 1) !== 0, bytes }
  }
  if (frame.length !== 5) throw malformed('its length')
  const value = readU32(frame, 1)
  if (kind === controlKind.ping) return { kind: 'ping', value }
  if (kind === controlKind.pong) return { kind: 'pong', value }
  if (kind === controlKind.heard) return { kind: 'heard', value }
  throw malformed('it is of no known kind')
}

/** Throws `transfer-protocol`. */
export function decodeJson(body: Uint8Array): ControlMessage {
  let value: unknown
  try {
    value = JSON.parse(decoder.decode(body))
  } catch {
    throw malformed('it is no JSON')
  }
  const parsed = controlSchema.safeParse(value)
  if (!parsed.success) throw malformed(parsed.error.issues[0]?.path.join('.') || 'it is no known message')
  return parsed.data
}

/** Calls `each` for each block that has been stored. Throws `transfer-protocol`. */
export function decodeStored(body: Uint8Array): { transfer: number; blocks: number[] } {
  if (body.length < 4 || (body.length - 4) % storedEntryBytes !== 0) throw malformed('a list of blocks')
  const blocks: number[] = []
  for (let at = 4; at < body.length; at += 4) blocks.push(readU32(body, at))
  return { transfer: readU32(body, 0), blocks }
}
