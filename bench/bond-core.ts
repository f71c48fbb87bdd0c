// What deciding and bookkeeping cost a packet, without sockets: npm run bench -- bond-core
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { packetType } from '../src/engines/bond/protocol/srt.ts'
import { shortPacket, srtlaType } from '../src/engines/bond/protocol/srtla.ts'
import { Sender } from '../src/engines/bond/sender/sender.ts'
import { defaultOptions, everyLink, SenderHarness } from '../tests/support/sender-harness.ts'
import { dataPacket, srtAck, srtlaAck, srtNak } from '../tests/support/srt-packets.ts'
import { median } from './forward/load.ts'
import type { Goal, Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

const packetsPerBatch = 8
const write = (bytes: Uint8Array, at: number, value: number) => {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/**
 * A stream of 2,000 packets/s over `links` links as it comes back from a receiver: an SRTLA ACK for every ten packets of
 * a link, an SRT ACK on every link each 10 ms, a tick each 100 ms, and `loss` of the packets in NAKs. Only the sender's
 * own work is measured.
 */
class Load {
  readonly #sender: Sender
  readonly #links: number
  readonly #loss: number
  readonly #data = dataPacket(0)
  readonly #ownAck = srtlaAck(new Array(10).fill(0))
  readonly #ack = srtAck(0)
  readonly #nak = srtNak([0])
  /** What each link sent last, and how much altogether. */
  readonly #sent: Int32Array[]
  readonly #counts: Int32Array
  #link = 0
  /** Losses that are yet to be told. */
  #due = 0
  #sequence = 0
  #nowMs = 1000
  #reg1 = new Uint8Array(0)

  constructor(links: number, loss: number, mode: 'enhanced' | 'classic') {
    this.#links = links
    this.#loss = loss
    this.#sent = Array.from({ length: links }, () => new Int32Array(256))
    this.#counts = new Int32Array(links)
    this.#sender = new Sender(
      {
        forward: (link) => {
          this.#link = link
        },
        send: (_, packet) => {
          if (packetType(packet, 0) === srtlaType.reg1) this.#reg1 = packet.slice()
        },
        answer() {},
        event() {},
      },
      { ...defaultOptions, mode },
      (into) => into.fill(1),
    )
    this.#join()
  }

  run(packets: number): void {
    const sender = this.#sender
    for (let done = 0; done < packets; done += packetsPerBatch) {
      this.#nowMs += packetsPerBatch / 1.99
      sender.begin(this.#nowMs)
      for (let n = 0; n < packetsPerBatch; n++) {
        write(this.#data, 0, this.#sequence)
        sender.fromCaller(this.#data, 0, 1332, n)
        this.#acknowledge(this.#link, this.#sequence)
        this.#sequence = (this.#sequence + 1) & 0x7fff_ffff
      }
      if (done % (3 * packetsPerBatch) === 0) this.#everyTen()
      if (done % (25 * packetsPerBatch) === 0) sender.tick(this.#nowMs)
    }
  }

  #join(): void {
    const reply = (link: number, packet: Uint8Array) =>
      this.#sender.fromLink(link, packet, 0, packet.length, 0)
    for (let link = 0; link < this.#links; link++) this.#sender.addLink(link, everyLink)
    this.#sender.tick(this.#nowMs)
    for (let link = 0; link < this.#links; link++) reply(link, shortPacket(srtlaType.regNgp))
    for (let link = 0; link < this.#links; link++) reply(link, SenderHarness.groupOf(this.#reg1))
    for (let link = 0; link < this.#links; link++) reply(link, shortPacket(srtlaType.reg3))
  }

  /** ACKs trail by a round trip's worth of packets. */
  #acknowledge(link: number, sequence: number): void {
    const sent = this.#sent[link]!
    const count = this.#counts[link]!++
    sent[count & 255] = sequence
    if (count % 10 !== 9 || count < 60) return
    for (let n = 0; n < 10; n++) write(this.#ownAck, 4 + 4 * n, sent[(count - 39 + n) & 255]!)
    this.#sender.fromLink(link, this.#ownAck, 0, 44, 0)
  }

  #everyTen(): void {
    const sender = this.#sender
    const behind = (this.#sequence - 80) & 0x7fff_ffff
    this.#due += 24 * this.#loss
    if (this.#due >= 1) {
      this.#due--
      write(this.#nak, 8, this.#sequence)
      write(this.#nak, 16, behind)
      sender.fromLink(0, this.#nak, 0, 20, 0)
    }
    write(this.#ack, 4, this.#sequence)
    write(this.#ack, 8, this.#sequence)
    write(this.#ack, 16, behind)
    for (let link = 0; link < this.#links; link++) sender.fromLink(link, this.#ack, 0, 44, 0)
  }
}

/** ns and bytes a packet; medians of several rounds. */
function measure(links: number, loss: number, mode: 'enhanced' | 'classic', rounds: number) {
  const load = new Load(links, loss, mode)
  load.run(400_000)
  const nanoseconds: number[] = []
  const bytes: number[] = []
  for (let round = 0; round < rounds; round++) {
    const packets = 400_000
    const from = process.hrtime.bigint()
    load.run(packets)
    nanoseconds.push(Number(process.hrtime.bigint() - from) / packets)
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    load.run(packets)
    bytes.push((process.memoryUsage().heapUsed - before) / packets)
  }
  return { 'ns/packet': median(nanoseconds), 'bytes/packet': median(bytes) }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

export async function bondCore({ quick, progress }: BenchOptions): Promise<Report> {
  const rounds = quick ? 3 : 9
  const rows: Row[] = []
  for (const mode of ['enhanced', 'classic'] as const)
    for (const [links, loss] of [
      [1, 0],
      [3, 0],
      [3, 0.01],
      [8, 0.01],
    ] as const) {
      progress(`${mode}, ${links} links`)
      rows.push({
        measure: `${links} ${links === 1 ? 'link' : 'links'}, ${loss * 100} % loss`,
        peer: mode,
        values: measure(links, loss, mode, rounds),
      })
    }
  const goals: Goal[] = rows
    .filter(({ measure }) => measure.startsWith('3'))
    .flatMap(({ measure, peer, values }) => [
      {
        text: `${peer}, ${measure}: ns a packet`,
        value: values['ns/packet']!,
        limit: 300,
        better: 'less' as const,
      },
      {
        text: `${peer}, ${measure}: whole bytes a packet`,
        value: Math.floor(values['bytes/packet']!),
        limit: 0,
        better: 'less' as const,
      },
    ])
  return { rows, goals }
}
