type Paint = () => void

/**
 * What paints again and again, each in its turn: a frame that painted all of it at once would hold up whatever a person
 * does meanwhile.
 */
export class PaintTurns {
  readonly #painters = new Map<Paint, { every: number; turn: number }>()
  /** How many of each rhythm have come so far, so that they are spread evenly. */
  readonly #come = new Map<number, number>()
  #frame = 0

  /** Paints in one of `every` frames. */
  add(paint: Paint, every: number): () => void {
    const come = this.#come.get(every) ?? 0
    this.#come.set(every, come + 1)
    this.#painters.set(paint, { every, turn: come % every })
    return () => this.#painters.delete(paint)
  }

  /** `isWhole`: everything, whose turn it is or not. */
  paint(isWhole: boolean): void {
    this.#frame++
    for (const [paint, { every, turn }] of this.#painters)
      if (isWhole || this.#frame % every === turn) paint()
  }
}
