import { type Browser, chromium, type Page } from 'playwright-core'
import type { Channel, LaneEnd, LaneStats, LaneTransport } from '../../../src/transfer/channel.ts'
import type { RtcOptions, RtcPeer, RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'
import { Fault } from '../../../src/wire/fault.ts'

export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

type PageEvent =
  | { type: 'tell'; signal: RtcSignal }
  | { type: 'open'; local: number[]; remote: number[]; maxMessageBytes: number }
  | { type: 'message'; label: 'control' | 'data'; base64: string }
  | { type: 'low'; label: 'control' | 'data' }
  | { type: 'over'; text: string }

interface PageOptions {
  role: RtcOptions['role']
  reliable: boolean
  ordered: boolean
  iceServers: { urls: string; username?: string; credential?: string }[]
  relayOnly: boolean
}

/** What the page has; it runs there, so it uses nothing from around it. */
function part(tell: (id: number, event: PageEvent) => void) {
  const peers = new Map<number, { pc: RTCPeerConnection; channels: Map<string, RTCDataChannel> }>()
  const fingerprint = (sdp: string) =>
    (/a=fingerprint:sha-256 (\S+)/.exec(sdp)?.[1] ?? '').split(':').map((byte) => Number.parseInt(byte, 16))
  const toBase64 = (bytes: Uint8Array) => {
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    return btoa(text)
  }
  return {
    make(id: number, { role, reliable, ordered, iceServers, relayOnly }: PageOptions) {
      const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: relayOnly ? 'relay' : 'all' })
      const channels = new Map<string, RTCDataChannel>()
      peers.set(id, { pc, channels })
      const over = (text: string) => tell(id, { type: 'over', text })
      let open = 0
      const add = (channel: RTCDataChannel) => {
        const label = channel.label === 'hawser-control' ? 'control' : 'data'
        channel.binaryType = 'arraybuffer'
        channels.set(label, channel)
        const opened = () => {
          if (++open < 2) return
          tell(id, {
            type: 'open',
            local: fingerprint(pc.localDescription?.sdp ?? ''),
            remote: fingerprint(pc.remoteDescription?.sdp ?? ''),
            maxMessageBytes: Math.min(pc.sctp?.maxMessageSize ?? 65536, 262144),
          })
        }
        channel.onmessage = ({ data }) =>
          tell(id, { type: 'message', label, base64: toBase64(new Uint8Array(data)) })
        channel.onbufferedamountlow = () => tell(id, { type: 'low', label })
        channel.onclose = () => over('A channel is closed.')
        if (channel.readyState === 'open') opened()
        else channel.onopen = opened
      }
      pc.ondatachannel = ({ channel }) => add(channel)
      pc.onicecandidate = ({ candidate }) =>
        tell(id, {
          type: 'tell',
          signal: {
            type: 'candidate',
            candidate: candidate?.candidate ?? '',
            mid: candidate?.sdpMid ?? '0',
          },
        })
      pc.onconnectionstatechange = () => {
        if (pc.connectionState === 'failed') over('No path was found.')
      }
      if (role === 'answer') return
      add(pc.createDataChannel('hawser-control'))
      add(pc.createDataChannel('hawser-data', { ordered, ...(reliable ? {} : { maxRetransmits: 0 }) }))
      void this.offer(id, false)
    },
    async offer(id: number, iceRestart: boolean) {
      const pc = peers.get(id)!.pc
      const offer = await pc.createOffer({ iceRestart })
      await pc.setLocalDescription(offer)
      tell(id, { type: 'tell', signal: { type: 'offer', sdp: offer.sdp ?? '' } })
    },
    async take(id: number, signal: RtcSignal) {
      const pc = peers.get(id)?.pc
      if (!pc) return
      if (signal.type === 'candidate') {
        if (signal.candidate) await pc.addIceCandidate({ candidate: signal.candidate, sdpMid: signal.mid })
        return
      }
      await pc.setRemoteDescription(signal)
      if (signal.type === 'answer') return
      const answer = await pc.createAnswer()
      await pc.setLocalDescription(answer)
      tell(id, { type: 'tell', signal: { type: 'answer', sdp: answer.sdp ?? '' } })
    },
    send(id: number, label: string, base64: string) {
      const channel = peers.get(id)?.channels.get(label)
      channel?.send(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
    },
    low(id: number, label: string, bytes: number) {
      const channel = peers.get(id)?.channels.get(label)
      if (channel) channel.bufferedAmountLowThreshold = bytes
    },
    async stats(id: number) {
      const report = await peers.get(id)!.pc.getStats()
      const all = [...report.values()]
      const transport = all.find(({ type }) => type === 'transport')
      const pair = report.get(transport?.selectedCandidatePairId ?? '')
      const kinds = [pair?.localCandidateId, pair?.remoteCandidateId].map(
        (at) => report.get(at ?? '')?.candidateType,
      )
      return { sentBytes: transport?.bytesSent ?? -1, receivedBytes: transport?.bytesReceived ?? -1, kinds }
    },
    close(id: number) {
      peers.get(id)?.pc.close()
      peers.delete(id)
    },
  }
}

declare const rtc: ReturnType<typeof part>

export interface BrowserStack extends RtcStack {
  page: Page
}

/** A real browser's stack, driven from here: each message goes through the debugging protocol, so it is for tests of behaviour alone. */
export async function openBrowserStack({ hideAddresses = false } = {}): Promise<BrowserStack> {
  const shown = hideAddresses ? [] : ['--disable-features=WebRtcHideLocalIpsWithMdns']
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', ...shown],
  })
  const page = await browser.newPage()
  const listeners = new Map<number, (event: PageEvent) => void>()
  await page.exposeFunction('tellTest', (id: number, event: PageEvent) => listeners.get(id)?.(event))
  await page.evaluate(`globalThis.rtc = (${part})(tellTest)`)
  let last = 0
  return {
    name: 'browser',
    page,
    connect(options) {
      const id = ++last
      return new BrowserPeer(page, id, options, (listener) => listeners.set(id, listener))
    },
    close: () => browser.close(),
  }
}

class BrowserPeer implements RtcPeer {
  readonly opened: Promise<LaneTransport>
  readonly #page: Page
  readonly #id: number
  /** The debugging protocol keeps the order only of calls that are made one after the other. */
  #last: Promise<unknown>

  constructor(page: Page, id: number, options: RtcOptions, listen: (to: (event: PageEvent) => void) => void) {
    this.#page = page
    this.#id = id
    const lane = Promise.withResolvers<LaneTransport>()
    const closed = Promise.withResolvers<LaneEnd>()
    this.opened = lane.promise
    this.opened.catch(() => {})
    const channels = { control: this.#channel('control'), data: this.#channel('data') }
    const close = (end: LaneEnd, reason: unknown = new Fault('rtc-failed', end.text)) => {
      closed.resolve(end)
      lane.reject(reason)
      this.#run(([own]) => rtc.close(own as number))
    }
    options.signal.addEventListener('abort', () => close({ code: 'closed', text: '' }, options.signal.reason))
    listen((event) => {
      if (event.type === 'tell') options.tell(event.signal)
      else if (event.type === 'message')
        channels[event.label].onMessage(new Uint8Array(Buffer.from(event.base64, 'base64')))
      else if (event.type === 'low') channels[event.label].onLow()
      else if (event.type === 'over') close({ code: 'lane-lost', text: event.text })
      else {
        channels.control.maxMessageBytes = event.maxMessageBytes
        channels.data.maxMessageBytes = event.maxMessageBytes
        lane.resolve({
          ...channels,
          fingerprints: { local: Uint8Array.from(event.local), remote: Uint8Array.from(event.remote) },
          closed: closed.promise,
          stats: () => this.#stats(),
          close: () => close({ code: 'closed', text: 'This side has ended the connection.' }),
        })
      }
    })
    const { role, reliable, ordered = false, relayOnly } = options
    const iceServers = options.iceServers.map(({ url, ...rest }) => ({ urls: url, ...rest }))
    const pageOptions = { role, reliable, ordered, relayOnly, iceServers }
    this.#last = page.evaluate(
      ([own, given]) => rtc.make(own as number, given as PageOptions),
      [id, pageOptions],
    )
  }

  take(signal: RtcSignal): void {
    this.#run(([own, given]) => rtc.take(own as number, given as RtcSignal), signal)
  }

  restart(): void {
    this.#run(([own]) => rtc.offer(own as number, true))
  }

  #run(step: (values: unknown[]) => unknown, ...values: unknown[]): void {
    this.#last = this.#last.then(() => this.#page.evaluate(step, [this.#id, ...values])).catch(() => {})
  }

  async #stats(): Promise<LaneStats> {
    const { sentBytes, receivedBytes, kinds } = await this.#page.evaluate(
      ([id]) => rtc.stats(id as number),
      [this.#id],
    )
    const path = kinds.includes('relay') ? 'relay' : 'host'
    return {
      rttMs: -1,
      sentBytes,
      receivedBytes,
      sentPackets: -1,
      discardedPackets: -1,
      retransmits: -1,
      path,
      pair: '',
    }
  }

  #channel(label: 'control' | 'data'): Channel & { maxMessageBytes: number } {
    const run = this.#run.bind(this)
    let lowBytes = 0
    return {
      maxMessageBytes: 0,
      bufferedBytes: 0,
      onMessage: () => {},
      onLow: () => {},
      send(message) {
        if (message.byteLength > this.maxMessageBytes) throw new Fault('internal', 'Too long.')
        const base64 = Buffer.from(message).toString('base64')
        run(([own, to, text]) => rtc.send(own as number, to as string, text as string), label, base64)
      },
      get lowBytes() {
        return lowBytes
      },
      set lowBytes(bytes) {
        lowBytes = bytes
        run(([own, to, low]) => rtc.low(own as number, to as string, low as number), label, bytes)
      },
    }
  }
}
