import { type Bond, type BondsSnapshot, bondContract, type LinkUsage } from '../../../src/contract/index.ts'
import { serveEngine } from '../../../src/engines/kit/worker-server.ts'
import { bondSnapshot, linkSnapshot } from '../../support/bonds.ts'

// A stand-in for the bond engine that opens no sockets. The names of its bonds tell it to misbehave. Each of a bond's
// links has sent a million bytes at its start, and a thousand more with each snapshot, on top of what it was given as sent
// so far: what is counted twice is a lot more, however many snapshots there were.
let bonds: Bond[] = []
/** What was given when a link was told for the first time. */
const usage = new Map<string, LinkUsage | undefined>()
let ticks = 0

const snapshot = (): BondsSnapshot => ({
  at: Date.now(),
  bonds: bonds
    .filter(({ enabled }) => enabled)
    .map((bond) =>
      bondSnapshot(
        bond.id,
        bond.links.map(({ uplink }) => {
          const before = usage.get(`${bond.id} ${uplink}`)
          const sent = 1_000_000 + ticks * 1000
          return linkSnapshot(uplink, {
            bitrate: 10_000,
            bytes: sent,
            dayBytes: (before?.dayBytes ?? 0) + sent,
            monthBytes: (before?.monthBytes ?? 0) + sent,
          })
        }),
      ),
    ),
  receivers: [],
  loopDelayMs: 0,
  eventsLost: 0,
})

serveEngine(bondContract, {
  apply({ bonds: next, usage: given }) {
    bonds = next
    for (const { id, links } of bonds)
      for (const { uplink } of links) {
        const before = given.find(({ bondId, link }) => bondId === id && link === uplink)
        const key = `${id} ${uplink}`
        if (!usage.has(key)) usage.set(key, before)
      }
    if (bonds.some(({ name }) => name === 'hang')) for (;;);
    if (bonds.some(({ name }) => name === 'crash'))
      setImmediate(() => {
        throw new Error('a test crash')
      })
  },
  checkBond: ({ bond }) => ({
    problems: [
      { path: 'listen.port', level: 'error', code: 'port-in-use', message: `Port ${bond.listen.port}.` },
    ],
  }),
  checkReceiver: () => ({ problems: [] }),
  uplinks: () => ({ uplinks: [{ interface: 'eth9', kind: 'ethernet', address: '192.0.2.9', gateway: '' }] }),
  checkRouting: ({ uplinks }) => ({
    routings: uplinks.map((uplink) => ({ uplink, result: 'ok' as const, text: 'Good.', commands: [] })),
  }),
  impair: ({ seconds }) => {
    if (seconds === 666) process.exit(3)
  },
  probe() {},
  drain() {},
  async *snapshots({ intervalMs }, signal) {
    for (; !signal.aborted; ticks++) {
      yield snapshot()
      await new Promise((resolve) => setTimeout(resolve, intervalMs))
    }
  },
  async *events(_, signal) {
    yield {
      at: Date.now(),
      level: 'warning',
      code: 'link-down',
      text: 'Modem 2 is down.',
      bondId: 'b1',
      link: 'wwan1',
    }
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  },
})
