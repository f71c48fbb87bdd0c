type Paint = () => void

/**
 * What paints again and again, each in its turn: a frame that painted all of it at once would hold up whatever a person
 * does meanwhile.
 */
export class PaintTurns {
  readonly #full: number
  readonly #painters = new Map<Paint, { every: number; turn: number }>()
  /** How many of each rhythm there are in each turn. */
  readonly #counts = new Map<number, number[]>()
  #frame = 0

  /** `full`: a frame in which anything paints costs something already, so that so many share it before another one is used. */
  constructor(full = 1) {
    this.#full = full
  }

  /** Paints in one of `every` frames: in the first that is not full, else in the one that has least to paint. */
  add(paint: Paint, every: number): () => void {
    const counts = this.#counts.get(every) ?? new Array<number>(every).fill(0)
    this.#counts.set(every, counts)
    const roomy = counts.findIndex((count) => count < this.#full)
    const turn = roomy >= 0 ? roomy : counts.indexOf(Math.min(...counts))
    counts[turn]!++
    this.#painters.set(paint, { every, turn })
    return () => {
      if (this.#painters.delete(paint)) counts[turn]!--
    }
  }

  /** So many frames later: whose turn has come meanwhile paints, once. */
  paint(frames: number): void {
    const next = this.#frame + 1
    if (Number.isFinite(frames)) this.#frame += frames
    for (const [paint, { every, turn }] of this.#painters) {
      const wait = (((turn - next) % every) + every) % every
      if (wait < frames) paint()
    }
  }
}
