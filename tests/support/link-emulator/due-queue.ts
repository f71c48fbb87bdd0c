interface Entry<T> {
  dueMs: number
  order: number
  item: T
}

const isBefore = (a: Entry<unknown>, b: Entry<unknown>) =>
  a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)

/** Items by the time they are due; those due at the same time in the order they came. A binary heap. */
export class DueQueue<T> {
  #heap: Entry<T>[] = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  /** When the first item is due; Infinity when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY
  }

  push(dueMs: number, item: T): void {
    const heap = this.#heap
    const entry = { dueMs, order: this.#order++, item }
    let at = heap.length
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(entry, heap[parent]!); parent = (at - 1) >> 1) {
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = entry
  }

  /** Takes the first item. Throws when there is none. */
  shift(): T {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined) throw new Error('nothing is due')
    const last = heap.pop()!
    if (heap.length > 0) this.#sinkFromTop(last)
    return first.item
  }

  clear(): void {
    this.#heap.length = 0
  }

  #sinkFromTop(entry: Entry<T>): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (isBefore(entry, heap[child]!)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = entry
  }
}
