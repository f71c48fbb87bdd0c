import type { Link } from '../../../src/wire/index.ts'

/** The strictest carrier there is: frames arrive within the call that sends them. The function cuts it. */
export function memoryPair(): [Link, Link, () => void] {
  type End = { frame(frame: unknown): void; closed(): void }
  const ends: [End?, End?] = []
  let open = true
  const side = (own: 0 | 1): Link => ({
    send(frame) {
      const copy = structuredClone(frame)
      if (open) ends[1 - own]?.frame(copy)
    },
    receive: (frame, closed) => {
      ends[own] = { frame, closed }
    },
  })
  const close = () => {
    open = false
    for (const end of ends) end?.closed()
  }
  return [side(0), side(1), close]
}
