export interface PathSample {
  /** -1 unknown. The shortest one counts: what lanes queue themselves makes a path no longer, nor does a busy processor. */
  rttMs: number
  /** The same at this moment; left out or -1: unknown. */
  nowMs?: number
  /** 0 … 1; -1 unknown (see `estimateLoss`) */
  loss: number
  /** The loss is made out of the rate: a busy processor looks the same. */
  isLossGuessed?: boolean
  /** bytes/s of payload over all lanes together, that have arrived: over the last second, and since the sample before (left out: the same) */
  rate: number
  recent?: number
  /** that are open */
  lanes: number
  /** Part of the time (0 … 1) in which the sender moved bytes or waited for the network, and not for a disk or for something to send. Left out: all of it. */
  waited?: number
}

/** Counts that are tried, one after the other. */
const ladder = [1, 4, 8, 16] as const
/** So many are right wherever packets are lost at random far away. */
const lossyLanes = 4
/** From so long a round trip on more lanes are tried even without loss: each one's window and slow start hold it back. */
export const farMs = 10
/** Lanes that a transfer begins with, by the round trip from which on they are opened. */
const beginnings = [
  { fromMs: 40, lanes: 8 },
  { fromMs: farMs, lanes: 4 },
] as const
/** With fewer lanes, so much of the rate must stay. */
const keeps = 0.9
const lossToTry = 0.001
/** Nearer than that, only where there is no doubt: more lanes on a clean LAN take from one another. */
const nearLossToTry = 0.005
/** So much of what the lanes before it bring must an added one bring. */
const worth = 0.25
const demandToTry = 0.5
/** A rate that is not more than so much of what it was before has stopped growing. */
const steady = 1.25
/** How long demand lasts before more lanes are made for it. */
const patienceMs = 250
/** Lanes begin slowly: what they bring is judged after so long, or so many round trips. */
const settleMs = 2500
const settleRoundTrips = 30
/** Lanes that are not open by then do not come. */
const openingMs = 10_000
const firstPauseMs = 20_000
const longestPauseMs = 300_000

interface Trial {
  /** What it began from. */
  lanes: number
  rate: number
  best: number
  startedAt: number
  /** Whether `rate` is that of lanes whose slow start is long over: until then one carries more than it ever will again under loss. */
  isSettled: boolean
  /** When all lanes were open; -1 before. */
  openAt: number
}

/** Whether fewer lanes would do. */
interface Fewer {
  /** What it began from. */
  lanes: number
  rate: number
  /** When the others were closed; -1 before. */
  closedAt: number
}

/**
 * How many lanes a session should have. Each lane is an association with congestion control of its own, which under loss
 * gives each about 1.2 × packet / (round trip × √loss) (Mathis et al. 1997), so that lanes add up until the path is full:
 * more are tried, and kept when they bring their share; fewer are tried when packets queue. On a long path several are
 * there from the beginning. One that is gentle, or near without loss that is counted, stays with one.
 */
export class LaneCount {
  #max: number
  #gentle: boolean
  #wanted = 1
  #trial: Trial | undefined
  #demandAt = -1
  /** bytes/s with the lanes that there are, smoothed. */
  #rate = 0
  /** At the sample before. */
  #lastRate = 0
  #pauseMs = firstPauseMs
  #notBefore = Number.NEGATIVE_INFINITY
  #rttMs = -1
  #hasBegun = false
  /** When so many were wanted as now. */
  #since = 0
  #fewer: Fewer | undefined
  /** Nothing has shown yet that so many bring more than fewer would. */
  #isUnproven = false
  #fewerPauseMs = firstPauseMs
  #notFewerBefore = Number.NEGATIVE_INFINITY

  constructor({ max, gentle }: { max: number; gentle: boolean }) {
    this.#max = max
    this.#gentle = gentle
  }

  get wanted(): number {
    return this.#wanted
  }

  /** No more are tried: as many as there may be, or by wish. */
  get isAtMost(): boolean {
    return this.#gentle || this.#wanted >= this.#max
  }

  set({ max, gentle }: { max?: number; gentle?: boolean }): void {
    this.#max = max ?? this.#max
    this.#gentle = gentle ?? this.#gentle
    const most = this.#gentle ? 1 : this.#max
    if (this.#wanted > most) {
      this.#wanted = most
      this.#trial = undefined
      this.#fewer = undefined
    }
    this.#notBefore = Number.NEGATIVE_INFINITY
  }

  /** The network has changed: what was learnt of the old one does not hold. */
  restart(): void {
    this.#hasBegun = false
    this.#isUnproven = false
    this.#trial = undefined
    this.#fewer = undefined
    this.#demandAt = -1
    this.#rate = 0
    this.#rttMs = -1
    this.#pauseMs = firstPauseMs
    this.#notBefore = Number.NEGATIVE_INFINITY
    this.#fewerPauseMs = firstPauseMs
    this.#notFewerBefore = Number.NEGATIVE_INFINITY
  }

  /**
   * There will be much to send. On a long path several lanes are opened at once, before it begins: each takes some
   * round trips to open and many more to become fast. Once for each path; `rttMs` -1: not known yet.
   */
  begin(at: number, rttMs: number): number {
    if (rttMs < 0 || this.#hasBegun) return this.#wanted
    this.#hasBegun = true
    if (this.#rttMs < 0 || rttMs < this.#rttMs) this.#rttMs = rttMs
    const lanes = beginnings.find(({ fromMs }) => this.#rttMs >= fromMs)?.lanes ?? 1
    const most = this.#gentle ? 1 : this.#max
    if (lanes > this.#wanted) this.#set(at, Math.min(lanes, most))
    return this.#wanted
  }

  /** Some times a second. Gives how many lanes there should be. */
  sample(at: number, path: PathSample): number {
    if (path.rttMs >= 0 && (this.#rttMs < 0 || path.rttMs < this.#rttMs)) this.#see(at, path.rttMs)
    if ((path.waited ?? 1) < demandToTry || path.rate <= 0) {
      // Nobody waits for the network: neither more nor fewer lanes would show.
      this.#demandAt = -1
      this.#trial = undefined
      this.#fewer = undefined
      return this.#wanted
    }
    if (this.#demandAt < 0) {
      this.#demandAt = at
      this.#rate = path.rate
    }
    if (this.#trial) this.#judge(this.#trial, at, path)
    else if (this.#fewer) this.#judgeFewer(this.#fewer, at, path)
    else this.#rate += (path.rate - this.#rate) / 4
    if (!this.#trial && !this.#fewer) {
      if (this.#isWorthTrying(at, path)) this.#try(at, path)
      else if (this.#mayBeTooMany(at, path)) this.#tryFewer(at)
    }
    this.#lastRate = path.recent ?? path.rate
    return this.#wanted
  }

  #see(at: number, rttMs: number): void {
    if (this.#rttMs >= farMs && rttMs < farMs && this.#wanted > 1) {
      // It never was long: something made all before it late.
      this.#trial = undefined
      this.#fewer = undefined
      this.#set(at, 1)
    }
    this.#rttMs = rttMs
  }

  #set(at: number, wanted: number): void {
    this.#wanted = wanted
    this.#since = at
  }

  #isWorthTrying(at: number, path: PathSample): boolean {
    const { loss, lanes, rate, recent = rate } = path
    if (this.isAtMost || at < this.#notBefore || at - this.#demandAt < patienceMs) return false
    // Those that are wanted already are not there yet.
    if (lanes < this.#wanted) return false
    if (this.#rttMs < farMs) return loss > nearLossToTry && !path.isLossGuessed
    if (lanes === 1 || isLossy(path)) return true
    // What still grows, or fills the path, is not helped.
    return recent <= steady * this.#lastRate && !this.#isQueueing(path)
  }

  #try(at: number, path: PathSample): void {
    const { rate, recent = rate } = path
    this.#trial = {
      lanes: this.#wanted,
      rate: Math.max(this.#rate, isLossy(path) ? 0 : Math.max(rate, recent)),
      best: 0,
      startedAt: at,
      isSettled: at - this.#demandAt > this.#settleMs,
      openAt: -1,
    }
    const next = ladder.find((lanes) => lanes > this.#wanted) ?? this.#max
    this.#set(at, Math.min(this.#max, next))
  }

  /** Packets wait in a queue on the path: those that there are fill it. */
  #isQueueing({ nowMs = -1 }: PathSample): boolean {
    return nowMs > 1.5 * this.#rttMs + 5
  }

  #mayBeTooMany(at: number, path: PathSample): boolean {
    if (this.#wanted <= 1 || path.lanes !== this.#wanted) return false
    if (at - this.#since <= this.#settleMs || at < this.#notFewerBefore) return false
    return this.#isUnproven || (!isLossy(path) && this.#isQueueing(path))
  }

  #tryFewer(at: number): void {
    const lanes = this.#wanted
    this.#fewer = { lanes, rate: this.#rate, closedAt: -1 }
    this.#set(at, ladder.findLast((fewer) => fewer < lanes) ?? 1)
  }

  #judgeFewer(fewer: Fewer, at: number, { rate, lanes }: PathSample): void {
    if (fewer.closedAt < 0) {
      if (lanes <= this.#wanted || at - this.#since > openingMs) fewer.closedAt = at
      return
    }
    if (at - fewer.closedAt <= this.#settleMs) return
    this.#fewer = undefined
    if (rate >= keeps * fewer.rate) {
      this.#rate = rate
      // Nor are those that were not missed tried again soon.
      this.#notBefore = Math.max(this.#notBefore, at + firstPauseMs)
      return
    }
    this.#set(at, fewer.lanes)
    this.#isUnproven = false
    this.#notFewerBefore = at + this.#fewerPauseMs
    this.#fewerPauseMs = Math.min(longestPauseMs, this.#fewerPauseMs * 2)
  }

  get #settleMs(): number {
    return Math.max(settleMs, settleRoundTrips * this.#rttMs)
  }

  #judge(trial: Trial, at: number, path: PathSample): void {
    const { rate, lanes } = path
    if (lanes <= trial.lanes) {
      if (at - trial.startedAt > openingMs) this.#giveUp(trial, at)
      return
    }
    if (trial.openAt < 0 && (lanes >= this.#wanted || at - trial.startedAt > openingMs)) trial.openAt = at
    trial.best = Math.max(trial.best, rate)
    const added = lanes / trial.lanes - 1
    if (trial.best >= trial.rate * (1 + worth * added) && lanes >= this.#wanted) {
      this.#trial = undefined
      this.#isUnproven = false
      this.#rate = rate
      this.#pauseMs = firstPauseMs
    } else if (trial.openAt >= 0) {
      const isEarly = !trial.isSettled && this.#isLossLikely(path)
      if (at - trial.openAt > this.#settleMs / (isEarly ? 2 : 1)) this.#failed(trial, at, path)
    }
  }

  #isLossLikely(path: PathSample): boolean {
    return this.#rttMs >= farMs && path.loss > lossToTry && !this.#isQueueing(path)
  }

  #failed(trial: Trial, at: number, path: PathSample): void {
    const { rate } = path
    const isLossLikely = this.#isLossLikely(path)
    if (isLossLikely && !trial.isSettled) {
      // What they were compared with did not last: from now on they are what is compared with.
      this.#trial = undefined
      this.#isUnproven = true
      this.#rate = rate
      return
    }
    const lanes = this.#wanted
    this.#giveUp(trial, at)
    if (this.#rttMs < farMs) return
    if (isLossLikely) this.#set(at, Math.max(this.#wanted, Math.min(lossyLanes, this.#max)))
    // Whether that was right shows as well.
    if (this.#wanted < lanes) this.#fewer = { lanes, rate, closedAt: -1 }
  }

  /** Back to what there was, and no try again for some time. */
  #giveUp(trial: Trial, at: number): void {
    this.#set(at, trial.lanes)
    this.#rate = trial.rate
    this.#trial = undefined
    this.#notBefore = at + this.#pauseMs
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
  }
}

/** Beyond doubt. */
const isLossy = ({ loss, isLossGuessed }: PathSample): boolean => loss > lossToTry && !isLossGuessed
