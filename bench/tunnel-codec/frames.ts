import { BufferPool } from '../../src/engines/tunnel/frame/buffer-pool.ts'
import { FrameDecoder, type FrameHandler } from '../../src/engines/tunnel/frame/decoder.ts'
import { FrameView, overheadBytes, readFrame, writeFrame } from '../../src/engines/tunnel/frame/frame.ts'
import type { Goal, Row } from '../forward/table.ts'
import { best, type Case, garbage, sink } from './best.ts'

/** Payload bytes, and what a Rust implementation publishes for reading and writing such a frame, ns. */
const sizes = [
  [0, 398, 479],
  [64, 402, 477],
  [1500, 430, 490],
  [8192, 513, 580],
  [65_536, 1428, 2213],
] as const
const timestampMs = 1_700_000_000_000

class Summing implements FrameHandler {
  frame(connection: number, _view: FrameView, _bytes: Uint8Array, start: number, end: number): void {
    sink[0]! += connection + end - start
  }
}

const frameOf = (bytes: number) => {
  const into = Buffer.alloc(bytes + overheadBytes)
  writeFrame(into, 0, 1, timestampMs, Buffer.alloc(bytes, 0x41), 0, bytes)
  return into
}

function parseCases(bytes: number): Case[] {
  const frame = frameOf(bytes)
  const view = new FrameView()
  const decoder = new FrameDecoder(new Summing())
  const times = 20_000
  return [
    {
      name: `parse ${bytes} reused`,
      times,
      run(times) {
        for (let n = 0; n < times; n++) {
          readFrame(frame, 0, frame.length, view)
          sink[0]! += view.end
        }
      },
    },
    {
      name: `parse ${bytes} object`,
      times,
      run(times) {
        for (let n = 0; n < times; n++) {
          readFrame(frame, 0, frame.length, view)
          sink[0]! += view.payload().length
        }
      },
    },
    {
      name: `parse ${bytes} decoder`,
      times,
      run(times) {
        for (let n = 0; n < times; n++) decoder.push(frame)
      },
    },
  ]
}

function encodeCases(bytes: number): Case[] {
  const payload = Buffer.alloc(bytes, 0x41)
  const larger = Buffer.alloc(bytes + 64, 0x41)
  const target = Buffer.alloc(bytes + overheadBytes)
  const times = bytes > 8192 ? 1000 : 10_000
  return [
    {
      name: `encode ${bytes}`,
      times,
      run(times) {
        for (let n = 0; n < times; n++) sink[0]! += writeFrame(target, 0, 1, timestampMs, payload, 0, bytes)
      },
    },
    {
      name: `encode ${bytes} part`,
      times,
      run(times) {
        for (let n = 0; n < times; n++)
          sink[0]! += writeFrame(target, 0, 1, timestampMs, larger, 7, bytes + 7)
      },
    },
    {
      name: `copy ${bytes}`,
      times,
      run(times) {
        for (let n = 0; n < times; n++) target.set(payload, 16)
      },
    },
  ]
}

const packedPayload = 64
const messageBytes = 64 * 1024
const packedFrames = Math.floor(messageBytes / (packedPayload + overheadBytes))

function packedCases(): { parse: Case; encode: Case; pool: Case } {
  const payload = Buffer.alloc(packedPayload, 0x41)
  const pool = new BufferPool()
  const pack = () => {
    const buffer = pool.take()
    for (let n = 0; n < packedFrames; n++)
      buffer.length = writeFrame(buffer.bytes, buffer.length, 1, timestampMs, payload, 0, packedPayload)
    return buffer
  }
  const message = pack().filled()
  const decoder = new FrameDecoder(new Summing())
  return {
    parse: {
      name: 'packed parse',
      times: 50,
      each: packedFrames,
      run(times) {
        for (let n = 0; n < times; n++) decoder.push(message)
      },
    },
    encode: {
      name: 'packed encode',
      times: 50,
      each: packedFrames,
      run(times) {
        for (let n = 0; n < times; n++) {
          const buffer = pack()
          sink[0]! += buffer.filled().length
          pool.give(buffer)
        }
      },
    },
    pool: {
      name: 'pool',
      times: 20_000,
      run(times) {
        for (let n = 0; n < times; n++) pool.give(pool.take(1500))
      },
    },
  }
}

/** Frames of the channel and the buffers that they are written into. */
export function measureFrames(rounds: number): { rows: Row[]; goals: Goal[] } {
  const packed = packedCases()
  const cases = [
    ...sizes.flatMap(([bytes]) => [...parseCases(bytes), ...encodeCases(bytes)]),
    ...Object.values(packed),
  ]
  const found = best(cases, rounds)
  const ns = (name: string) => found.get(name) ?? Number.NaN
  const left = { parse: garbage(packed.parse), encode: garbage(packed.encode), pool: garbage(packed.pool) }
  const rows: Row[] = [
    ...sizes.map(([bytes, published]) => ({
      measure: 'reading a frame, ns',
      peer: `${bytes} B`,
      values: {
        'reused view': ns(`parse ${bytes} reused`),
        'view object': ns(`parse ${bytes} object`),
        'whole decoder': ns(`parse ${bytes} decoder`),
        'published (Rust)': published,
      },
    })),
    ...sizes.map(([bytes, , published]) => ({
      measure: 'writing a frame into a pooled buffer, ns',
      peer: `${bytes} B`,
      values: {
        'whole payload': ns(`encode ${bytes}`),
        'part of a buffer': ns(`encode ${bytes} part`),
        'memcpy alone': ns(`copy ${bytes}`),
        'published (Rust)': published,
      },
    })),
    {
      measure: 'frames of 64 B packed into messages',
      peer: 'reading',
      values: { 'M frames/s': 1000 / ns('packed parse'), 'garbage B': left.parse, 'published (Rust)': 2.49 },
    },
    {
      measure: 'frames of 64 B packed into messages',
      peer: 'writing',
      values: { 'M frames/s': 1000 / ns('packed encode'), 'garbage B': left.encode },
    },
    {
      measure: 'a buffer from the pool and back',
      peer: 'pool',
      values: { ns: ns('pool'), 'garbage B': left.pool, 'published (Rust)': 10 },
    },
  ]
  const goals: Goal[] = [
    ...sizes.map(([bytes, published]) => ({
      text: `reading ${bytes} B with a view, over the published`,
      value: Math.max(ns(`parse ${bytes} object`), ns(`parse ${bytes} decoder`)) / published,
      limit: 0.1,
      better: 'less' as const,
    })),
    ...sizes.slice(0, -1).map(([bytes, , published]) => ({
      text: `writing ${bytes} B, over the published`,
      value: ns(`encode ${bytes}`) / published,
      limit: 0.2,
      better: 'less' as const,
    })),
    {
      text: 'writing 64 KB, over a memcpy',
      value: ns('encode 65536') / ns('copy 65536'),
      limit: 1.15,
      better: 'less',
    },
    { text: 'packed frames read, M/s', value: 1000 / ns('packed parse'), limit: 20, better: 'more' },
    { text: 'a buffer from the pool and back, ns', value: ns('pool'), limit: 20, better: 'less' },
    {
      text: 'whole bytes of garbage a frame, read and written',
      value: Math.floor(left.parse + left.encode + left.pool),
      limit: 0,
      better: 'less',
    },
  ]
  return { rows, goals }
}
