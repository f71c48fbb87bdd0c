import { type Browser, chromium } from 'playwright-core'
import type { LaneTransport } from '../../../src/transfer/channel.ts'
import type { RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'
import { chromiumPath } from '../rtc/browser-stack.ts'

/** A frame as a page has read it; payloads of more than 64 bytes by their length and a sum. */
export interface SeenFrame {
  connection: number
  timestampMs: string
  bytes: number
  sum: number
  text: string
}

/**
 * Chromium's own data channels, with frames read and written by a page that has nothing of ours: what it does follows the layout's
 * description alone, with a DataView. It runs there, so it uses nothing from around it.
 */
function part(tell: (signal: RtcSignal) => void) {
  const pc = new RTCPeerConnection()
  const seen: SeenFrame[] = []
  let problem = ''
  let held = new Uint8Array(0)
  let channel: RTCDataChannel
  let onSeen = () => {}

  const sumOf = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7)

  function take(message: Uint8Array) {
    const bytes = new Uint8Array(held.length + message.length)
    bytes.set(held)
    bytes.set(message, held.length)
    const view = new DataView(bytes.buffer)
    let at = 0
    while (bytes.length - at >= 16) {
      const length = view.getUint32(at + 12)
      if (bytes.length - at < 17 + length) break
      if (bytes[at + 16 + length] !== 0x3b) problem = `no terminator at ${at + 16 + length}`
      const payload = bytes.subarray(at + 16, at + 16 + length)
      seen.push({
        connection: view.getUint32(at),
        timestampMs: String(view.getBigUint64(at + 4)),
        bytes: length,
        sum: sumOf(payload),
        text: length <= 64 ? String.fromCharCode(...payload) : '',
      })
      at += 17 + length
    }
    held = bytes.slice(at)
    onSeen()
  }

  function frame(connection: number, timestampMs: string, payload: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(17 + payload.length)
    const view = new DataView(bytes.buffer)
    view.setUint32(0, connection)
    view.setBigUint64(4, BigInt(timestampMs))
    view.setUint32(12, payload.length)
    bytes.set(payload, 16)
    bytes[16 + payload.length] = 0x3b
    return bytes
  }

  pc.onicecandidate = ({ candidate }) =>
    tell({ type: 'candidate', candidate: candidate?.candidate ?? '', mid: candidate?.sdpMid ?? '0' })
  const open = new Promise<{ ordered: boolean; maxRetransmits: number | null }>((resolve) => {
    pc.ondatachannel = ({ channel: added }) => {
      if (added.label !== 'hawser-data') return
      channel = added
      channel.binaryType = 'arraybuffer'
      channel.onmessage = ({ data }) => take(new Uint8Array(data))
      const opened = () => resolve({ ordered: channel.ordered, maxRetransmits: channel.maxRetransmits })
      // It may be open already when it is told of, and tells no more that it is.
      if (channel.readyState === 'open') opened()
      else channel.onopen = opened
    }
  })

  return {
    open,
    async take(signal: RtcSignal) {
      if (signal.type === 'candidate') {
        if (signal.candidate) await pc.addIceCandidate({ candidate: signal.candidate, sdpMid: signal.mid })
        return
      }
      await pc.setRemoteDescription(signal)
      await pc.setLocalDescription(await pc.createAnswer())
      tell({ type: 'answer', sdp: pc.localDescription?.sdp ?? '' })
    },
    /** When so many have come, or what is wrong with them. */
    async seen(count: number): Promise<{ frames: SeenFrame[]; heldBytes: number; problem: string }> {
      while (seen.length < count && problem === '')
        await new Promise<void>((resolve) => {
          onSeen = resolve
        })
      return { frames: seen.splice(0), heldBytes: held.length, problem }
    },
    /** Frames of these payloads, in one stream that is cut into messages of `messageBytes`. */
    send(
      frames: { connection: number; timestampMs: string; bytes: number; text: string }[],
      messageBytes: number,
    ) {
      const all: number[] = []
      for (const { connection, timestampMs, bytes, text } of frames) {
        const payload = Uint8Array.from({ length: bytes || text.length }, (_, at) =>
          bytes > 0 ? (at * 7 + connection) & 255 : text.charCodeAt(at),
        )
        for (const byte of frame(connection, timestampMs, payload)) all.push(byte)
      }
      const stream = Uint8Array.from(all)
      for (let at = 0; at < stream.length; at += messageBytes)
        channel.send(stream.slice(at, at + messageBytes))
    },
  }
}

declare const end: ReturnType<typeof part>

/** A lane between `stack` and a page, and what the page is asked. */
export async function openBrowserEnd(stack: RtcStack) {
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-features=WebRtcHideLocalIpsWithMdns'],
  })
  try {
    const page = await browser.newPage()
    const waiting: RtcSignal[] = []
    let take: (signal: RtcSignal) => void = (signal) => void waiting.push(signal)
    await page.exposeFunction('tellTest', (signal: RtcSignal) => take(signal))
    await page.evaluate(`globalThis.end = (${part})(tellTest)`)
    let last: Promise<unknown> = Promise.resolve()
    const peer = stack.connect({
      role: 'offer',
      reliable: true,
      ordered: true,
      iceServers: [],
      relayOnly: false,
      // The debugging protocol keeps the order only of calls that are made one after the other.
      tell: (signal) => {
        last = last.then(() => page.evaluate((given) => end.take(given as RtcSignal), signal))
      },
      signal: new AbortController().signal,
    })
    take = (signal) => peer.take(signal)
    for (const signal of waiting) peer.take(signal)
    const lane: LaneTransport = await peer.opened
    return {
      lane,
      channel: await page.evaluate(() => end.open),
      seen: (count: number) => page.evaluate((wanted) => end.seen(wanted), count),
      send: (frames: Parameters<ReturnType<typeof part>['send']>[0], messageBytes: number) =>
        page.evaluate(([given, bytes]) => end.send(given as never, bytes as number), [frames, messageBytes]),
      async [Symbol.asyncDispose]() {
        lane.close()
        await browser.close()
      },
    }
  } catch (error) {
    await browser.close()
    throw error
  }
}
