import { expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { openCaller, signal, startRendezvous } from '../../support/rendezvous.ts'
import { hawser, run } from './harness.ts'

test('hawser rendezvous brings two hosts together, tells how many, and stops when asked to', async () => {
  const port = await freePort()
  await using running = hawser(['rendezvous', '--listen', `127.0.0.1:${port}`, '--json'])
  expect(await running.event('listening')).toMatchObject({ host: '127.0.0.1', port })
  const at = { host: '127.0.0.1', port }
  const studio = await openCaller({ rendezvous: at })
  const van = await openCaller({ rendezvous: at })
  const { code } = await studio.calls.openCode({ minutes: 5 }, signal)
  await van.calls.joinCode({ code }, signal)
  expect(await running.event('counters', ({ calls }) => calls === 1)).toMatchObject({ opened: 1, claimed: 1 })
  expect(running.lines.join()).not.toContain(code.slice(5))
  expect((await running.stop('SIGTERM')).status).toBe(0)
  expect(running.lines.at(-1)).toBe('{"event":"stopped"}')
})

test('a port that is taken, and options that mean nothing, are told with their exit status', async () => {
  const { at } = await startRendezvous()
  const { port } = at
  const taken = await run(['rendezvous', '--listen', `127.0.0.1:${port}`])
  expect([taken.status, taken.stderr]).toEqual([3, expect.stringContaining('port-in-use')])
  expect((await run(['rendezvous', '--max-waiting', 'many'])).status).toBe(2)
})
