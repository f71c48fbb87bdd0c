import { watchView } from './in-view.ts'

type Paint = () => void

/** Of its turns, a row that nobody sees paints in one of so many: for those who read the page otherwise. */
const unseenTurns = 5

const rowOf = (element: Element): Element =>
  element.closest('li, tr, [role="row"]') ?? element.closest('dl, section, article, header, aside') ?? element

interface Row {
  painters: Set<Paint>
  end(): void
}

/** What stands in one row of the page changes together: in one frame, and seldom while the row is out of view. */
export class Rows {
  readonly #turn: (paint: Paint) => () => void
  readonly #rows = new Map<Element, Row>()

  /** `turn` has something painted in its turn, until the returned function is called. */
  constructor(turn: (paint: Paint) => () => void) {
    this.#turn = turn
  }

  /** Paints with the row that `element` is in. */
  add(paint: Paint, element: Element): () => void {
    const place = rowOf(element)
    const row = this.#rows.get(place) ?? this.#begin(place)
    row.painters.add(paint)
    return () => {
      row.painters.delete(paint)
      if (row.painters.size > 0) return
      row.end()
      this.#rows.delete(place)
    }
  }

  #begin(place: Element): Row {
    const painters = new Set<Paint>()
    let isSeen = true
    let missed = 0
    const paint = () => {
      missed = 0
      for (const each of painters) each()
    }
    const endTurn = this.#turn(() => {
      if (isSeen || ++missed >= unseenTurns) paint()
    })
    const endView = watchView(place, (now) => {
      isSeen = now
      if (isSeen && missed > 0) paint()
    })
    const end = () => {
      endTurn()
      endView()
    }
    const row = { painters, end }
    this.#rows.set(place, row)
    return row
  }
}
