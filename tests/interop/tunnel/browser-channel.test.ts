import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FrameDecoder } from '../../../src/engines/tunnel/frame/decoder.ts'
import { overheadBytes, writeFrame } from '../../../src/engines/tunnel/frame/frame.ts'
import { readControl } from '../../../src/engines/tunnel/frame/read-control.ts'
import { controlFrame } from '../../../src/engines/tunnel/frame/write-control.ts'
import { openRtcStack } from '../../../src/rtc/index.ts'
import type { RtcStack } from '../../../src/transfer/rtc.ts'
import { openBrowserEnd } from '../../support/tunnel-peers/browser-end.ts'

const sumOf = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7)
const payloadOf = (connection: number, bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, at) => (at * 7 + connection) & 255)
const text = (value: string) => new TextEncoder().encode(value)

/** Beyond 32 bits, and the last that a number of JavaScript holds exactly. */
const timestamps = [0, 1_795_000_000_000, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]

describe.each(['node-datachannel', 'werift'] as const)('frames between %s and Chromium', (name) => {
  let stack: RtcStack
  let end: Awaited<ReturnType<typeof openBrowserEnd>>
  beforeAll(async () => {
    stack = (await openRtcStack({ prefer: name })).stack
    end = await openBrowserEnd(stack)
  })
  afterAll(async () => {
    await end?.[Symbol.asyncDispose]()
    await stack?.close()
  })

  test('go by a channel that keeps their order and loses nothing', () => {
    expect(end.channel).toEqual({ ordered: true, maxRetransmits: null })
  })

  test('of ours are read by a page that knows the layout alone, wherever messages are split', async () => {
    const frames = [
      ...timestamps.map((timestampMs, at) => ({ connection: at, timestampMs, payload: text(`;${at};`) })),
      { connection: 0xffff_ffff, timestampMs: 5, payload: new Uint8Array(0) },
      ...[1, 1500, 8192, 65_536, 300_000].map((bytes, at) => ({
        connection: at * 2 + 1,
        timestampMs: at,
        payload: payloadOf(at * 2 + 1, bytes),
      })),
    ]
    const stream = new Uint8Array(
      frames.reduce((sum, { payload }) => sum + payload.length + overheadBytes, 0),
    )
    let at = 0
    for (const { connection, timestampMs, payload } of frames)
      at = writeFrame(stream, at, connection, timestampMs, payload, 0, payload.length)
    // The first ones fall apart inside of headers, the others are as large as messages may be.
    let sent = 0
    for (let bytes = 7; sent < stream.length; bytes = sent < 300 ? 7 : 65_536) {
      end.lane.data.send(stream.slice(sent, sent + bytes))
      sent += bytes
    }
    const { frames: seen, heldBytes, problem } = await end.seen(frames.length)
    expect({ heldBytes, problem }).toEqual({ heldBytes: 0, problem: '' })
    expect(seen).toEqual(
      frames.map(({ connection, timestampMs, payload }) => ({
        connection,
        timestampMs: String(timestampMs),
        bytes: payload.length,
        sum: sumOf(payload),
        text: payload.length <= 64 ? String.fromCharCode(...payload) : '',
      })),
    )
  })

  test.each([65_536, 1000, 13])('of a page are read here, in messages of %d bytes', async (messageBytes) => {
    const small = timestamps.map((timestampMs, at) => ({
      connection: at,
      timestampMs: String(timestampMs),
      bytes: 0,
      text: `a;${at};`,
    }))
    const large = [1, 1500, messageBytes > 500 ? 100_000 : 3000].map((bytes, at) => ({
      connection: at + 7,
      timestampMs: String(at),
      bytes,
      text: '',
    }))
    const frames = [...small, ...large]
    const seen: object[] = []
    const all = Promise.withResolvers<void>()
    const decoder = new FrameDecoder({
      frame(connection, { timestampMs }, bytes, start, stop) {
        const payload = bytes.subarray(start, stop)
        seen.push({
          connection,
          timestampMs: String(timestampMs),
          bytes: payload.length,
          sum: sumOf(payload),
        })
        if (seen.length === frames.length) all.resolve()
      },
    })
    end.lane.data.onMessage = (message) => {
      try {
        decoder.push(message)
      } catch (error) {
        all.reject(error)
      }
    }
    await end.send(frames, messageBytes)
    await all.promise
    decoder.close()
    expect(seen).toEqual(
      frames.map(({ connection, timestampMs, bytes, text: said }) => {
        const payload = bytes > 0 ? payloadOf(connection, bytes) : text(said)
        return { connection, timestampMs, bytes: payload.length, sum: sumOf(payload) }
      }),
    )
  })

  test('of control are those of the layout, both ways', async () => {
    const target = { host: 'camera.lan', port: 554 }
    end.lane.data.send(controlFrame(1, { kind: 'open', connection: 3, target }) as Uint8Array<ArrayBuffer>)
    end.lane.data.send(
      controlFrame(2, { kind: 'close', connection: 3, reason: 16, text: 'nein' }) as Uint8Array<ArrayBuffer>,
    )
    const { frames } = await end.seen(2)
    expect(frames.map(({ connection, text: said }) => [connection, said])).toEqual([
      [0, '\x00\x65\x00\x00\x00\x03\x00\x00\x00\x0acamera.lan\x02\x2a'],
      [0, '\x00\x66\x00\x00\x00\x03\x10\x00\x04nein'],
    ])
    const { promise, resolve } = Promise.withResolvers<object>()
    const decoder = new FrameDecoder({
      frame: (_connection, _view, bytes, start, stop) => {
        const message = readControl(bytes, start, stop)
        resolve({ ...message })
      },
    })
    end.lane.data.onMessage = (message) => decoder.push(message)
    const said = '\x00\x65\x00\x00\x00\x05\x00\x00\x00\x03::1\x00\x50'
    await end.send([{ connection: 0, timestampMs: '3', bytes: 0, text: said }], 9)
    expect(await promise).toMatchObject({ kind: 'open', connection: 5, target: { host: '::1', port: 80 } })
  })
})
