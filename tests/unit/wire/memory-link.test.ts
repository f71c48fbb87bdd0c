import type { Link } from '../../../src/wire/index.ts'
import { linkCompliance } from '../../support/wire/compliance.ts'
import { serveSubject } from '../../support/wire/subject.ts'

/** The strictest carrier there is: frames arrive within the call that sends them. */
function memoryPair(): [Link, Link, () => void] {
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

linkCompliance('a link within one thread', async () => {
  const [near, far, close] = memoryPair()
  const state = serveSubject(far)
  return {
    link: near,
    state: async () => state,
    killServer: close,
    killClient: close,
    close: async () => close(),
  }
})
