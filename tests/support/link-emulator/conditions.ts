/** What a link does to the datagrams that go one way. */
export interface Conditions {
  /** bytes/s; 0 is no limit */
  rate: number
  /** What may wait for its turn at `rate`; more is dropped at the tail. */
  queue: { ms: number } | { bytes: number }
  delayMs: number
  /** Up to so much more delay, evenly spread. The order is kept. */
  jitterMs: number
  /** Part of the datagrams lost at random, 0…1. */
  loss: number
  /** Losses in runs (Gilbert): on average one run in `every` datagrams, `length` datagrams long. */
  burst: { every: number; length: number } | null
  /** Nothing passes, and what was under way is gone. */
  cut: boolean
  /** SRT data is lost, everything else passes: the link looks alive. */
  blackHole: boolean
  /** Part of the datagrams that arrive twice, 0…1. */
  duplicate: number
  /** Part of the datagrams that are held back by `reorderMs`, so that later ones overtake them. */
  reorder: number
  reorderMs: number
}

export const perfect: Conditions = {
  rate: 0,
  queue: { ms: 200 },
  delayMs: 0,
  jitterMs: 0,
  loss: 0,
  burst: null,
  cut: false,
  blackHole: false,
  duplicate: 0,
  reorder: 0,
  reorderMs: 20,
}

/** Both ways of a link; what is not said stays as it is. `up` leads to the receiver. */
export interface LinkConditions {
  up?: Partial<Conditions>
  down?: Partial<Conditions>
}

/** The same both ways. */
export const both = (conditions: Partial<Conditions>): Required<LinkConditions> => ({
  up: conditions,
  down: conditions,
})

/** bytes/s of so many Mbit/s. */
export const megabits = (count: number): number => (count * 1e6) / 8
