import { expect, test } from 'vitest'
import { ListenTroubles } from '../../../src/engines/forward/listen-troubles.ts'
import type { Tell } from '../../../src/engines/forward/rule-events.ts'

const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' })
const at = (port: number) => ({ host: '127.0.0.1', port })

test('what goes wrong at a port is told once, until it listens or is to listen elsewhere', () => {
  const told: Parameters<Tell>[0][] = []
  const troubles = new ListenTroubles()
  const fail = (port: number) => troubles.add((event) => told.push(event), 'Gate', taken, at(port))
  for (let again = 0; again < 3; again++) for (const port of [554, 555]) fail(port)
  expect(told.map(({ level, code }) => [level, code])).toEqual([
    ['error', 'port-in-use'],
    ['error', 'port-in-use'],
  ])
  expect(told[0]?.text).toContain('"Gate" does not work: ')
  expect(told[0]?.text).toContain('127.0.0.1:554')
  expect(told[1]?.text).toContain('127.0.0.1:555')
  expect(troubles.problem).toContain('127.0.0.1:555')

  troubles.clear()
  expect(troubles.problem).toBe('')
  fail(554)
  expect(told).toHaveLength(3)
})
