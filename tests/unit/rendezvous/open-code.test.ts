import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Call } from '../../../src/host/rendezvous/call.ts'
import { proveAsJoiner } from '../../../src/host/rendezvous/code-proof.ts'
import { openCode } from '../../../src/host/rendezvous/open-code.ts'
import { RendezvousServer } from '../../../src/host/rendezvous/server.ts'
import { Sources } from '../../../src/host/rendezvous/sources.ts'
import { RendezvousLine } from '../../../src/host/rendezvous/typed-line.ts'
import { ManualClock } from '../../support/manual-clock.ts'

async function start() {
  const clock = new ManualClock()
  const limits = { connections: 100, connectionsOfSource: 100, tries: 100, tryMs: 1, remembered: 100 }
  const server = new RendezvousServer({
    clock,
    sources: new Sources(limits, clock.now),
    isPublic: false,
    waiting: 10,
    waitingOfSource: 10,
    changed: () => {},
  })
  const call = new Call({
    clock,
    role: 'initiator',
    by: 'code',
    purpose: 'files',
    state: 'waiting',
    changed: () => {},
  })
  const warnings: string[] = []
  await openCode({
    call,
    clock,
    name: () => 'Studio',
    minutes: 30,
    connect: async () => server.own(),
    places: [],
    wrongTry: (text) => void warnings.push(text),
  })
  return { clock, server, call, warnings }
}

/** Time that passes for both: that of the clock, and that of scrypt in another thread. */
async function untilOver(clock: ManualClock, promise: Promise<unknown>): Promise<void> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  promise.then(end, end)
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    await clock.advance(100)
  }
}

test('a code takes one wrong try a second, tells of each, and is used up after ten', async () => {
  const { clock, server, call, warnings } = await start()
  const nameplate = call.view.code.slice(0, 4)
  const startedAt = clock.now()
  while (!call.isOver) {
    const line = new RendezvousLine(server.own())
    line.say({ type: 'claim', nameplate })
    const wrong = async () => {
      const channel = {
        send: (text: string) => line.say({ type: 'text', text }),
        next: async () => {
          for (;;) {
            const answer = await line.next()
            if (answer.type === 'text') return answer.text
            if (answer.type === 'refused') throw new Error(answer.code)
          }
        },
      }
      await proveAsJoiner(channel, { secret: randomBytes(64), purpose: 'files', name: 'Mallory' })
    }
    await untilOver(clock, wrong())
  }
  expect(warnings).toHaveLength(10)
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(9000)
  expect(call.view).toMatchObject({ state: 'ended', faultCode: 'code-refused', code: '' })
  await clock.advance(100)
  expect(server.counters.waiting).toBe(0)
})

test('a code that nobody comes with ends', async () => {
  const { clock, server, call } = await start()
  expect(call.view).toMatchObject({ state: 'waiting', until: clock.now() + 30 * 60_000 })
  await clock.advance(30 * 60_000)
  expect(call.view).toMatchObject({ state: 'ended', faultCode: 'code-unknown', code: '', link: '' })
  expect(server.counters.waiting).toBe(0)
})
