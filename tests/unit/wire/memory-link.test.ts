import { linkCompliance } from '../../support/wire/compliance.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'
import { serveSubject } from '../../support/wire/subject.ts'

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
