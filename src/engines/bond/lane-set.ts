import { type Impairment, type LinkUsage, maxLinks } from '../../contract/bond.ts'
import { Fault } from '../../wire/fault.ts'
import { type Batch, type DatagramAddress, type DatagramIo, slotBytes } from '../kit/datagram/datagram.ts'
import { Lane, type LanePath, samePath } from './lane.ts'
import { packetType } from './protocol/srt.ts'
import { srtlaType } from './protocol/srtla.ts'
import { noSlot, type Reading } from './reading.ts'
import type { SenderLinkOptions } from './sender/link-table.ts'
import type { Sender } from './sender/sender.ts'
import type { WantedLink } from './uplinks/choose-uplinks.ts'
import { type CapChange, DataCap } from './uplinks/data-cap.ts'
import { checkRouting } from './uplinks/routing-check.ts'

/** A lane that cannot be opened is tried again so much later. */
const reopenMs = 2000
/** A receiver with several addresses may answer from another than the one we know; after so much silence we listen to all. */
const multiHomedMs = 3000

/** macOS chooses the way by the destination alone, unless a socket is bound to an interface. */
const bindsFirst = process.platform === 'darwin'

export interface LaneSetOptions {
  bondId: string
  sender: Sender
  usage: readonly LinkUsage[]
  reading: Reading
  /** Something about one lane for people. */
  event(lane: OpenLane, code: string, detail?: string): void
  /** For tests: in place of asking the system. */
  checkRouting?: typeof checkRouting
}

/** A lane with what a person wants of it. */
export interface OpenLane {
  readonly lane: Lane
  wanted: WantedLink
  readonly cap: DataCap
  /** Since when it has no socket, ms since the Unix epoch. */
  absentSince: number
  openedAt: number
  retryAt: number
  /** Its socket takes the receiver's datagrams only; not once the receiver has to be listened for at other addresses. */
  connect: boolean
  /** The system routes its packets elsewhere unless it is bound to the interface; and whether it refused to do that. */
  bindInterface: boolean
  bindRefused: boolean
  /** When the test that runs ends; monotonic ms, so that setting the clock does not prolong it. */
  testEndsAt: number
}

/** The uplinks of one bond: opens and closes lanes as interfaces come and go, and hands what they read to the scheduler. */
export class LaneSet {
  readonly lanes: (OpenLane | undefined)[] = new Array(maxLinks).fill(undefined)
  readonly #io: () => DatagramIo
  readonly #options: LaneSetOptions
  #receiver: DatagramAddress | undefined
  /** By link, also of those that are gone: a modem that comes back has used what it had used. */
  readonly #caps = new Map<string, DataCap>()
  /** Datagrams of strangers. */
  refused = 0

  constructor(io: () => DatagramIo, options: LaneSetOptions) {
    this.#io = io
    this.#options = options
  }

  *[Symbol.iterator](): Generator<OpenLane> {
    for (const open of this.lanes) if (open) yield open
  }

  find(id: string): OpenLane | undefined {
    return this.lanes.find((open) => open?.lane.id === id)
  }

  /**
   * Makes these the links, towards this address; what did not change is left alone. `isThere` tells whether the machine
   * still has an address: a link that is no longer wanted is worth an event only where it does not.
   */
  settle(
    wanted: readonly WantedLink[],
    receiver: DatagramAddress | undefined,
    isThere = (_address: string) => true,
  ): void {
    const isOther = receiver?.address !== this.#receiver?.address || receiver?.port !== this.#receiver?.port
    this.#receiver = receiver
    if (isOther) for (const open of this) open.connect = true
    for (const open of this) {
      if (wanted.some(({ id }) => id === open.lane.id)) continue
      const { path } = open.lane
      if (path && !isThere(path.info.address)) this.#options.event(open, 'link-absent')
      this.#remove(open)
    }
    for (const link of wanted) {
      const known = this.find(link.id)
      if (known) {
        known.wanted = link
        this.#tellCap(known, known.cap.change(link))
        this.#open(known)
      } else this.#add(link)
    }
  }

  /** After sleep or a change of network: what failed is tried again, and ways are looked at anew. */
  probe(): void {
    for (const open of this) {
      open.retryAt = 0
      open.bindRefused = false
      void this.#checkRouting(open)
    }
  }

  /** Every lane that can be used is; none is being opened, registered or tested. */
  get isSettled(): boolean {
    const { links } = this.#options.sender
    for (const open of this) {
      const { lane, wanted } = open
      if (lane.impairment !== null) return false
      if (wanted.weight === 0 || this.#pathOf(open) === undefined) continue
      if (lane.socket === undefined || (links.allowed(lane.index) && links.up[lane.index] === 0)) return false
    }
    return true
  }

  tick(nowMs: number, today: Date): void {
    const { links } = this.#options.sender
    for (const open of this) {
      const { lane } = open
      this.#countData(open, today)
      if (nowMs >= open.testEndsAt) this.endTest(open)
      if (lane.socket === undefined) {
        if (nowMs >= open.retryAt) this.#open(open)
        continue
      }
      const silent = links.lastReceivedMs[lane.index] === 0 && nowMs - open.openedAt > multiHomedMs
      if (silent && open.connect) {
        open.connect = false
        this.renew(lane.index)
      }
    }
  }

  end(): void {
    for (const open of this) this.#remove(open)
  }

  /** Begins a test of a link that ends at `until`, ms since the Unix epoch. */
  impair(open: OpenLane, impairment: Impairment, until: number): void {
    const { sender, reading } = this.#options
    const { lane } = open
    open.testEndsAt = performance.now() + until - Date.now()
    lane.impair(impairment, until, (bytes, offset, length) => {
      reading.nowMs = performance.now()
      reading.loose = bytes.subarray(offset, offset + length)
      sender.begin(reading.nowMs)
      if (lane.socket) sender.fromLink(lane.index, bytes, offset, length, noSlot)
      reading.loose = undefined
    })
  }

  endTest(open: OpenLane): void {
    if (open.lane.impairment === null) return
    open.lane.endImpairment()
    this.#options.event(open, 'test-ended')
  }

  /** The receiver must see this link from another port. */
  renew(link: number): void {
    const open = this.lanes[link]
    if (open === undefined) return
    this.#shut(open)
    this.#open(open)
  }

  /** The datagram in `slot` of what is being read goes out by a link. */
  forward(link: number, slot: number): void {
    const lane = this.lanes[link]?.lane
    const { batch, nowMs } = this.#options.reading
    if (lane && batch) lane.forward(batch, slot, nowMs)
  }

  #add(wanted: WantedLink): void {
    const index = this.lanes.indexOf(undefined)
    if (index < 0) return
    const { bondId, usage } = this.#options
    const used = usage.find(({ bondId: bond, link }) => bond === bondId && link === wanted.id)
    const cap = this.#caps.get(wanted.id) ?? new DataCap(wanted, used, new Date())
    this.#caps.set(wanted.id, cap)
    const open: OpenLane = {
      lane: new Lane(index, wanted.id),
      wanted,
      cap,
      absentSince: Date.now(),
      openedAt: 0,
      retryAt: 0,
      connect: true,
      bindInterface: bindsFirst,
      bindRefused: false,
      testEndsAt: 0,
    }
    this.lanes[index] = open
    this.#tellCap(open, cap.change(wanted))
    this.#open(open)
  }

  #remove(open: OpenLane): void {
    this.#shut(open)
    const now = new Date()
    this.#countData(open, now)
    // The lane's counter ends here; another's begins at 0.
    open.cap.count(0, now)
    open.lane.end()
    this.lanes[open.lane.index] = undefined
  }

  #shut(open: OpenLane): void {
    const { lane } = open
    if (lane.socket) {
      lane.keepCounts(this.#options.sender.links)
      this.#options.sender.removeLink(lane.index)
      open.absentSince = Date.now()
    }
    lane.close()
  }

  #pathOf({ wanted: { info }, connect, bindInterface }: OpenLane): LanePath | undefined {
    const receiver = this.#receiver
    if (info === undefined || receiver === undefined) return undefined
    return { info, receiver, connect, bindInterface: bindInterface && info.interface !== '' }
  }

  /** Opens, reopens or closes a lane, so that it is as wanted; changes what the scheduler knows of it. */
  #open(open: OpenLane): void {
    const { lane } = open
    const { sender } = this.#options
    const path = this.#pathOf(open)
    if (path === undefined || open.wanted.weight === 0) {
      const { info, absence } = open.wanted
      if (lane.socket && info === undefined) this.#options.event(open, 'link-absent', absence)
      this.#shut(open)
      return
    }
    if (lane.hasPath(path)) {
      if (lane.socket) sender.changeLink(lane.index, linkOptions(open))
      return
    }
    this.#shut(open)
    this.#start(open, path).catch((error) => this.#failed(open, error))
  }

  async #start(open: OpenLane, path: LanePath): Promise<void> {
    const { lane } = open
    open.retryAt = Number.POSITIVE_INFINITY
    if (!(await lane.open(this.#io(), path, this.#read)) || lane.path !== path) return
    open.openedAt = performance.now()
    this.#options.sender.begin(open.openedAt)
    this.#options.sender.addLink(lane.index, linkOptions(open))
    await this.#checkRouting(open)
  }

  #failed(open: OpenLane, error: unknown): void {
    const { lane } = open
    const text = error instanceof Error ? error.message : String(error)
    if (open.bindInterface) {
      // Not every system allows it to everybody; the address alone is the next best.
      open.bindInterface = false
      open.bindRefused = true
      open.retryAt = 0
      return
    }
    // Then it was not the binding that failed before.
    const triedBinding = open.bindRefused
    open.bindRefused = false
    open.retryAt = performance.now() + reopenMs
    if (lane.problem === text) return
    lane.problem = text
    this.#options.event(open, error instanceof Fault ? error.code : 'address-unavailable', text)
    // The way may be what is missing.
    if (!triedBinding) void this.#checkRouting(open)
  }

  /** Where packets would leave by another interface, binding to the interface itself may help. */
  async #checkRouting(open: OpenLane): Promise<void> {
    const path = this.#pathOf(open)
    if (path === undefined) return
    const { info, receiver, bindInterface } = path
    const before = open.lane.routing?.result
    const ask = this.#options.checkRouting ?? checkRouting
    const routing = {
      ...(await ask(receiver.address, info, { isBound: bindInterface })),
      uplink: open.wanted.id,
    }
    const now = this.#pathOf(open)
    if (this.lanes[open.lane.index] !== open || now === undefined || !samePath(now, path)) return
    open.lane.routing = routing
    if (routing.result !== 'wrong') return
    if (before !== 'wrong') this.#options.event(open, 'link-misrouted', routing.text)
    if (open.bindInterface || open.bindRefused) return
    open.bindInterface = true
    this.#open(open)
  }

  #countData(open: OpenLane, today: Date): void {
    this.#tellCap(open, open.cap.count(open.lane.carriedBytes, today))
  }

  #tellCap(open: OpenLane, change: CapChange | undefined): void {
    if (change === undefined) return
    if (change.state === 'near') this.#options.event(open, 'link-cap-near', capText(change))
    if (change.state === 'capped') this.#options.event(open, 'link-capped', capText(change))
    if (open.lane.socket) this.#options.sender.changeLink(open.lane.index, linkOptions(open))
  }

  readonly #read = (lane: Lane, batch: Batch): void => {
    const { sender, reading } = this.#options
    const nowMs = performance.now()
    reading.batch = batch
    reading.nowMs = nowMs
    sender.begin(nowMs)
    const { bytes, lengths, peers, count } = batch
    for (let slot = 0; slot < count; slot++) {
      const offset = slot * slotBytes
      const length = lengths[slot]!
      if (!lane.knows(peers[slot]!)) this.#fromStranger(lane, batch, slot, offset, length)
      else if (!lane.holdBack(bytes, offset, length, nowMs))
        sender.fromLink(lane.index, bytes, offset, length, slot)
    }
  }

  /**
   * A receiver with several addresses answers from the one that the way back begins at. It is believed once it has
   * registered the link, for which it must know the id that we sent to its other address.
   */
  #fromStranger(lane: Lane, batch: Batch, slot: number, offset: number, length: number): void {
    const { sender } = this.#options
    const from = batch.sender(slot)
    const type = length >= 2 ? packetType(batch.bytes, offset) : 0
    const { links } = sender
    const registering = links.up[lane.index] === 0 && type >= srtlaType.reg2 && type <= srtlaType.regNgp
    if (from.port !== this.#receiver?.port || !registering) {
      this.refused++
      return
    }
    sender.fromLink(lane.index, batch.bytes, offset, length, slot)
    if (links.up[lane.index] === 1) lane.addAlias(from)
  }
}

const linkOptions = ({ wanted, cap }: OpenLane): SenderLinkOptions => ({
  weight: wanted.weight,
  metered: wanted.metered,
  capped: cap.state === 'capped',
})

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`
const capText = ({ period, used, cap }: CapChange) => `${gigabytes(used)} of ${gigabytes(cap)} this ${period}`
