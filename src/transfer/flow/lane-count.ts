export interface PathSample {
  /** -1 unknown. The shortest one counts: what lanes queue themselves makes a path no longer. */
  rttMs: number
  /** 0 … 1; -1 unknown (see `estimateLoss`) */
  loss: number
  /** bytes/s of payload over all lanes together */
  rate: number
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
const farMs = 10
const lossToTry = 0.001
/** Nearer than that, only where there is no doubt: more lanes on a clean LAN take from one another. */
const nearLossToTry = 0.005
/** So much of what the lanes before it bring must an added one bring. */
const worth = 0.25
const demandToTry = 0.5
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

/**
 * How many lanes a session should have. Each lane is an association with congestion control of its own, which under loss
 * gives each about 1.2 × packet / (round trip × √loss) (Mathis et al. 1997), so that lanes add up until the path is full:
 * more are tried, and kept when they bring their share. One that is gentle, or near without loss, stays with one.
 */
export class LaneCount {
  #max: number
  #gentle: boolean
  #wanted = 1
  #trial: Trial | undefined
  #demandAt = -1
  /** bytes/s with the lanes that there are, smoothed. */
  #rate = 0
  #pauseMs = firstPauseMs
  #notBefore = Number.NEGATIVE_INFINITY
  #rttMs = -1

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
    }
    this.#notBefore = Number.NEGATIVE_INFINITY
  }

  /** The network has changed: what was learnt of the old one does not hold. */
  restart(): void {
    this.#trial = undefined
    this.#demandAt = -1
    this.#rate = 0
    this.#rttMs = -1
    this.#pauseMs = firstPauseMs
    this.#notBefore = Number.NEGATIVE_INFINITY
  }

  /** Some times a second. Gives how many lanes there should be. */
  sample(at: number, path: PathSample): number {
    if (path.rttMs >= 0 && (this.#rttMs < 0 || path.rttMs < this.#rttMs)) this.#rttMs = path.rttMs
    if ((path.waited ?? 1) < demandToTry || path.rate <= 0) {
      // Nobody waits for the network: neither more nor fewer lanes would show.
      this.#demandAt = -1
      this.#trial = undefined
      return this.#wanted
    }
    if (this.#demandAt < 0) {
      this.#demandAt = at
      this.#rate = path.rate
    }
    if (this.#trial) this.#judge(this.#trial, at, path)
    else this.#rate += (path.rate - this.#rate) / 4
    if (!this.#trial && this.#isWorthTrying(at, path)) this.#try(at, path)
    return this.#wanted
  }

  #isWorthTrying(at: number, { loss, lanes }: PathSample): boolean {
    if (this.isAtMost || at < this.#notBefore || at - this.#demandAt < patienceMs) return false
    // Those that are wanted already are not there yet.
    if (lanes < this.#wanted) return false
    return this.#rttMs >= farMs || loss > nearLossToTry
  }

  #try(at: number, { rate, loss }: PathSample): void {
    this.#trial = {
      lanes: this.#wanted,
      rate: Math.max(this.#rate, loss > lossToTry ? 0 : rate),
      best: 0,
      startedAt: at,
      isSettled: at - this.#demandAt > this.#settleMs,
      openAt: -1,
    }
    const next = ladder.find((lanes) => lanes > this.#wanted) ?? this.#max
    this.#wanted = Math.min(this.#max, next)
  }

  get #settleMs(): number {
    return Math.max(settleMs, settleRoundTrips * this.#rttMs)
  }

  #judge(trial: Trial, at: number, { rate, lanes, loss }: PathSample): void {
    if (lanes <= trial.lanes) {
      if (at - trial.startedAt > openingMs) this.#giveUp(trial, at)
      return
    }
    if (trial.openAt < 0 && (lanes >= this.#wanted || at - trial.startedAt > openingMs)) trial.openAt = at
    trial.best = Math.max(trial.best, rate)
    const added = lanes / trial.lanes - 1
    if (trial.best >= trial.rate * (1 + worth * added) && lanes >= this.#wanted) {
      this.#trial = undefined
      this.#rate = rate
      this.#pauseMs = firstPauseMs
    } else if (trial.openAt >= 0 && at - trial.openAt > this.#settleMs) {
      this.#giveUp(trial, at)
      if (this.#rttMs < farMs || loss <= lossToTry) return
      this.#wanted = Math.max(this.#wanted, Math.min(lossyLanes, this.#max))
      // What they were compared with did not last.
      if (!trial.isSettled) this.#notBefore = at + settleMs
    }
  }

  /** Back to what there was, and no try again for some time. */
  #giveUp(trial: Trial, at: number): void {
    this.#wanted = trial.lanes
    this.#rate = trial.rate
    this.#trial = undefined
    this.#notBefore = at + this.#pauseMs
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
  }
}
