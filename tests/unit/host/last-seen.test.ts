import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { PeerSnapshot } from '../../../src/contract/index.ts'
import { Database } from '../../../src/host/database.ts'
import { LastSeen, readLastSeen } from '../../../src/host/last-seen.ts'

const peers = (...states: [id: string, state: PeerSnapshot['state']][]) =>
  states.map(([id, state]) => ({ id, state }) as PeerSnapshot)

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hawser-seen-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function open(userData: string) {
  const path = join(userData, 'hawser.db')
  const database = new Database({ path, notice: () => {}, report: (error) => expect.fail(String(error)) })
  onTestFinished(() => database[Symbol.dispose]())
  let changes = 0
  return { seen: new LastSeen(database, () => changes++), changes: () => changes, database }
}

test('a device was seen when its connection began, and then when it ended; in between nothing is written', () => {
  const { seen, changes } = open(folder())
  seen.snapshot({ at: 1000, peers: peers(['A', 'offline'], ['B', 'connecting']) })
  expect(seen.all).toEqual({})
  seen.snapshot({ at: 2000, peers: peers(['A', 'connected'], ['B', 'connecting']) })
  for (const at of [3000, 4000]) seen.snapshot({ at, peers: peers(['A', 'connected']) })
  expect(seen.all).toEqual({ A: 2000 })
  expect(changes()).toBe(1)
  seen.snapshot({ at: 5000, peers: peers(['A', 'retrying']) })
  seen.snapshot({ at: 6000, peers: peers(['A', 'retrying']) })
  expect(seen.all).toEqual({ A: 5000 })
  expect(changes()).toBe(2)
})

test('it is known after a restart, and what was connected at the end was so until then', () => {
  const path = folder()
  const before = open(path)
  before.seen.snapshot({ at: 1000, peers: peers(['A', 'connected'], ['B', 'connected']) })
  before.seen.ended(9000)
  before.seen.ended(12_000)
  before.database[Symbol.dispose]()
  expect(readLastSeen(path)).toEqual({ A: 9000, B: 9000 })
  const after = open(path)
  expect(after.seen.all).toEqual({ A: 9000, B: 9000 })
  after.seen.snapshot({ at: 20_000, peers: peers(['A', 'offline'], ['B', 'offline']) })
  expect(after.seen.all).toEqual({ A: 9000, B: 9000 })
})

test('a device that is no longer paired is forgotten', () => {
  const path = folder()
  const { seen } = open(path)
  seen.snapshot({ at: 1000, peers: peers(['A', 'connected'], ['B', 'connected']) })
  seen.keep((id) => id === 'B')
  expect(seen.all).toEqual({ B: 1000 })
  seen.snapshot({ at: 2000, peers: peers(['A', 'offline'], ['B', 'connected']) })
  expect(seen.all).toEqual({ B: 1000 })
  expect(readLastSeen(path)).toEqual({ B: 1000 })
})

test('where there is no database nothing is known', () => expect(readLastSeen(folder())).toEqual({}))
