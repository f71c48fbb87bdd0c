import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Call } from '../../../src/host/rendezvous/call.ts'
import { ReaderWatch } from '../../../src/host/rendezvous/reader-watch.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'

function start() {
  const clock = new ManualClock()
  const watch = new ReaderWatch(clock)
  const call = new Call({
    clock,
    role: 'initiator',
    by: 'code',
    purpose: 'files',
    state: 'waiting',
    changed: (changed) => watch.look(changed),
  })
  const join = () =>
    call.join({ secret: randomBytes(32), texts: randomBytes(32), peer: { id: '', name: 'Van' } })
  /** A window that reads, until the returned function is called. */
  const read = async () => {
    const gone = new AbortController()
    const ended = (async () => {
      for await (const _ of call.read(gone.signal));
    })()
    await settle()
    return async () => {
      gone.abort()
      await ended
    }
  }
  return { clock, watch, call, join, read }
}

test('a call whose window is gone ends after a while, and not before', async () => {
  const { clock, call, join, read } = start()
  const leave = await read()
  join()
  await clock.advance(3_600_000)
  expect(call.view.state).toBe('joined')
  await leave()
  await clock.advance(14_000)
  expect(call.view.state).toBe('joined')
  await clock.advance(2000)
  expect(call.view).toMatchObject({ state: 'ended', faultCode: '' })
})

test('a window that is loaded anew has its call still', async () => {
  const { clock, call, join, read } = start()
  join()
  const leave = await read()
  await leave()
  await clock.advance(10_000)
  await read()
  await clock.advance(3_600_000)
  expect(call.view.state).toBe('joined')
})

test('a code waits although nobody reads yet; once joined, somebody must', async () => {
  const { clock, call, join } = start()
  await clock.advance(3_600_000)
  expect(call.view.state).toBe('waiting')
  join()
  await clock.advance(59_000)
  expect(call.view.state).toBe('joined')
  await clock.advance(2000)
  expect(call.view.state).toBe('ended')
})

test('whoever reads last has the call', async () => {
  const { call, join, read } = start()
  join()
  await read()
  const heard: string[] = []
  const first = (async () => {
    for await (const { text } of call.read(new AbortController().signal)) heard.push(text)
    return 'over'
  })()
  await settle()
  await read()
  expect(await first).toBe('over')
  expect(call.isRead).toBe(true)
})
