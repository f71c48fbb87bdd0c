import { type ForwardSnapshot, forwardContract, type Rule, ruleColumns } from '../../../src/contract/index.ts'
import { serveEngine } from '../../../src/engines/kit/worker-server.ts'

// A stand-in for the forward engine that opens no sockets. The names of its rules tell it to misbehave.
let rules: Rule[] = []
let looking: string[] = []
let ticks = 0
let probed = () => {}

function snapshot(): ForwardSnapshot {
  const on = rules.filter(({ enabled }) => enabled)
  const columns = Object.fromEntries(
    ruleColumns.map((name) => [name, on.map(() => 0)]),
  ) as ForwardSnapshot['columns']
  columns.bytesDown = on.map(() => ticks * 1000)
  columns.rateDown = on.map(() => 10_000)
  return {
    at: Date.now(),
    ids: on.map(({ id }) => id),
    states: on.map(() => 'ready'),
    columns,
    details: looking.map((ruleId) => ({
      ruleId,
      verdict: { side: 'none', text: '', evidence: [] },
      connections: [],
      connectionsTotal: 0,
      targets: [],
      problem: '',
    })),
    loopDelayMs: 0,
    unsentCap: 'unavailable',
    tapsFailed: 0,
  }
}

serveEngine(forwardContract, {
  apply({ rules: next }) {
    rules = next
    if (rules.some(({ name }) => name === 'hang')) for (;;);
    if (rules.some(({ name }) => name === 'crash'))
      setImmediate(() => {
        throw new Error('a test crash')
      })
  },
  check: () => ({ problems: [] }),
  disconnect: ({ connectionId }) => {
    if (connectionId === 666) process.exit(3)
  },
  look({ ruleIds }) {
    looking = ruleIds
  },
  probe: () => probed(),
  drain() {},
  async *snapshots(_, signal) {
    for (; !signal.aborted; ticks++) {
      yield snapshot()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  },
  async *events(_, signal) {
    yield { at: Date.now(), level: 'info', code: 'engine-told', text: `Told ${rules.length} rules.` }
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        probed = resolve
        signal.addEventListener('abort', () => resolve())
      })
      if (!signal.aborted) yield { at: Date.now(), level: 'info', code: 'engine-probed', text: 'Probed.' }
    }
  },
})
