import { estimateLoss } from '../../../src/transfer/flow/estimate-loss.ts'
import { LaneCount } from '../../../src/transfer/flow/lane-count.ts'
import { RateMeter } from '../../../src/transfer/flow/rate-meter.ts'
import { ReceiveCredit } from '../../../src/transfer/flow/receive-credit.ts'
import { ShortestRoundTrip } from '../../../src/transfer/flow/shortest-round-trip.ts'
import { SendWindow } from '../../../src/transfer/flow/window.ts'
import { type PathModel, randomOf, SimulatedPath } from '../simulated-path.ts'
import { SimulatedClock } from './simulated-clock.ts'
import { type MachineModel, SimulatedAssociation, SimulatedMachines } from './simulated-sctp.ts'

/** Who decides how much is given to a lane's association. */
export type Pacing =
  /** As most tools do: fill what is buffered to `high`, again when it has fallen to `low`. */
  | { kind: 'watermark'; high: number; low: number }
  /** As many bytes as were acknowledged and `window`. */
  | { kind: 'fixed'; window: number }
  /** `SendWindow` */
  | { kind: 'adaptive' }

export interface SimulatedTransfer {
  rttMs: number
  /** 0 … 1, each way */
  loss?: number
  /** bytes/s: of each lane alone, or of all together */
  rate?: number
  isShared?: boolean
  queueBytes?: number
  pacing: Pacing
  /** A number that is fixed, or `LaneCount`. */
  lanes: number | { max: number; gentle?: boolean }
  messageBytes?: number
  /** Ends then, or when so many bytes are there. */
  ms: number
  bytes?: number
  seed?: number
  machines?: MachineModel
}

export interface TransferResult {
  /** When the bytes were there, or the end. */
  ms: number
  /** bytes/s over all, and over the second half */
  rate: number
  lateRate: number
  /** bytes/s in each quarter of a second */
  series: number[]
  discarded: number
  lanes: number
  /** How many were wanted, each quarter of a second. */
  laneSeries: number[]
  windows: number[]
}

/** One lane: association, window at the sender, credit from the receiver. */
class SimulatedLane {
  readonly association: SimulatedAssociation
  readonly window: SendWindow
  readonly #pacing: Pacing
  readonly #messageBytes: number
  readonly #arrived: (bytes: number) => void
  #credit: ReceiveCredit
  #sent = 0
  #acked = 0
  isOpen = true
  /** 0 … 1; -1 unknown */
  loss = -1
  readonly #rate: RateMeter
  #seenBytes = 0
  #wasHeld = false

  constructor(
    machines: SimulatedMachines,
    paths: { there: SimulatedPath; back: SimulatedPath },
    { pacing, messageBytes = 65_536 }: SimulatedTransfer,
    arrived: (bytes: number) => void,
  ) {
    const { clock } = machines
    this.#rate = new RateMeter(clock.nowMs)
    this.#pacing = pacing
    this.#messageBytes = messageBytes
    this.#arrived = arrived
    this.association = new SimulatedAssociation(machines, paths.there, paths.back)
    this.window = new SendWindow(clock.timers)
    // The control channel: a message that waits for a thread of its own.
    this.#credit = new ReceiveCredit(clock.timers, (total) =>
      paths.back.carry(100, false, () =>
        machines.wake(() =>
          clock.after(0.2, () => {
            this.#acked = Math.max(this.#acked, total)
            this.window.acked(total)
            this.fill()
          }),
        ),
      ),
    )
    if (pacing.kind === 'watermark') {
      this.association.lowBytes = pacing.low
      this.association.onLow = () => this.fill()
    }
    this.fill()
  }

  fill(): void {
    if (!this.isOpen) return
    const bytes = this.#messageBytes
    while (this.#hasRoom(bytes)) {
      this.#sent += bytes
      this.window.sent(bytes)
      this.association.send(bytes, () => {
        this.#arrived(bytes)
        this.#credit.taken(bytes)
      })
    }
  }

  /** Loss is made out of the rate, as in Chromium, which does not tell what it repeats. */
  sample(at: number, rttMs: number): void {
    const { discarded, buffered } = this.association
    this.window.sample({ rttMs, discardedPackets: discarded })
    this.#rate.add(at, this.#sent - this.#seenBytes)
    this.#seenBytes = this.#sent
    const rate = this.#rate.rate(at)
    const isHeld = this.#wasHeld && buffered > 0
    this.#wasHeld = buffered > 0
    const loss = estimateLoss({ rttMs, rate, isHeld, sentPackets: 0, retransmits: -1 })
    if (loss >= 0) this.loss = this.loss < 0 ? loss : this.loss + (loss - this.loss) / 4
  }

  #hasRoom(bytes: number): boolean {
    const pacing = this.#pacing
    if (pacing.kind === 'watermark') return this.association.buffered < pacing.high
    if (pacing.kind === 'fixed') return this.#sent - this.#acked + bytes <= pacing.window
    return this.window.room(bytes)
  }
}

/** Sends from memory to memory until the time is over or all is there. */
export function simulateTransfer(transfer: SimulatedTransfer): TransferResult {
  const { rttMs, loss = 0, rate = 50e6, isShared = false, queueBytes = 1e6, lanes: wish, seed = 1 } = transfer
  const clock = new SimulatedClock()
  const random = randomOf(seed)
  const machines = new SimulatedMachines(clock, random, { ...transfer.machines })
  const model: PathModel = {
    mbits: (rate * 8) / 1e6,
    delayMs: rttMs / 2,
    queueMs: (queueBytes * 1000) / rate,
    loss,
  }
  const newPaths = () => ({
    there: new SimulatedPath(clock, model, random),
    back: new SimulatedPath(clock, model, random),
  })
  const shared = newPaths()
  const meter = new RateMeter(0)
  const series: number[] = []
  let total = 0
  let doneAt = -1
  const arrived = (bytes: number) => {
    total += bytes
    meter.add(clock.nowMs, bytes)
    const quarter = Math.floor(clock.nowMs / 250)
    while (series.length <= quarter) series.push(0)
    series[quarter]! += bytes * 4
    if (doneAt < 0 && transfer.bytes !== undefined && total >= transfer.bytes) doneAt = clock.nowMs
  }
  const lanes: SimulatedLane[] = []
  const ended: SimulatedLane[] = []
  const openLane = () =>
    lanes.push(new SimulatedLane(machines, isShared ? shared : newPaths(), transfer, arrived))
  for (let lane = 0; lane < (typeof wish === 'number' ? wish : 1); lane++) openLane()
  const count = typeof wish === 'number' ? undefined : new LaneCount({ gentle: false, ...wish })
  let opening = 0
  const openMissing = (wanted: number) => {
    for (; lanes.length + opening < wanted; opening++) {
      clock.after(6 * rttMs + 30, () => {
        opening--
        openLane()
      })
    }
  }
  /** As it is at this moment, of the lane that has it shortest. */
  const roundTrip = () =>
    lanes.reduce(
      (least, { association: { rttMs: ms } }) => (ms >= 0 && (least < 0 || ms < least) ? ms : least),
      -1,
    )
  const laneSeries: number[] = []
  let seen = 0
  // Pings, before anything is sent. Busy processors are late, but not each time.
  const shortest = new ShortestRoundTrip()
  const { batchMs = 0 } = transfer.machines ?? {}
  const late = () => (batchMs > 0 && random() < 0.7 ? batchMs * random() : 0)
  while (!shortest.isKnown) shortest.add(rttMs + late() + late())
  const shortestMs = shortest.ms
  if (count) openMissing(count.begin(0, shortestMs))
  for (let at = 250; at <= transfer.ms; at += 250) {
    clock.at(at, () => {
      for (const lane of lanes) lane.sample(at, shortestMs)
      const known = lanes.filter((lane) => lane.loss >= 0)
      const guess = known.reduce((sum, lane) => sum + lane.loss, 0) / known.length
      const sample = {
        rttMs: shortestMs,
        nowMs: roundTrip(),
        loss: known.length > 0 ? guess : -1,
        isLossGuessed: true,
        rate: meter.rate(at),
        recent: (total - seen) * 4,
        lanes: lanes.length,
      }
      seen = total
      const wanted = count?.sample(at, sample) ?? lanes.length
      laneSeries.push(wanted)
      for (const lane of lanes.splice(wanted)) {
        lane.isOpen = false
        ended.push(lane)
      }
      openMissing(wanted)
    })
  }
  for (let at = 50; at <= transfer.ms && doneAt < 0; at += 50) clock.runUntil(at)
  const ms = doneAt < 0 ? transfer.ms : doneAt
  const half = series.slice(Math.floor(series.length / 2))
  return {
    ms,
    rate: (total * 1000) / ms,
    lateRate: half.reduce((sum, each) => sum + each, 0) / Math.max(1, half.length),
    series,
    discarded: [...lanes, ...ended].reduce((sum, { association }) => sum + association.discarded, 0),
    lanes: lanes.length,
    laneSeries,
    windows: lanes.map(({ window }) => window.window),
  }
}
