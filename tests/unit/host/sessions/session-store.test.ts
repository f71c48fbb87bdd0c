import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Database } from '../../../../src/host/database.ts'
import { KeptReports } from '../../../../src/host/sessions/kept-reports.ts'
import { SessionStore } from '../../../../src/host/sessions/session-store.ts'
import { summarise } from '../../../../src/host/sessions/summary.ts'
import { report } from '../../../support/diagnose/report.ts'
import { at, start } from './made-up.ts'

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-sessions-'))
  const database = new Database({
    path: join(folder, 'hawser.db'),
    notice: () => {},
    report: (error) => {
      throw error
    },
  })
  onTestFinished(() => {
    database[Symbol.dispose]()
    rmSync(folder, { recursive: true, force: true })
  })
  return { database, store: new SessionStore(database) }
}

const session = { id: 'a', name: "Saturday's match", note: 'Rain.', startedAt: start, endedAt: at(90) }
const summary = summarise({
  session,
  until: at(90),
  now: at(95),
  minutes: [],
  events: [],
  reports: [],
  transfers: [],
})

test('sessions come back, the newest first', () => {
  const { store } = opened()
  const later = { ...session, id: 'b', startedAt: at(5), endedAt: 0 }
  store.put(session)
  store.put(later)
  expect(store.read(at(100))).toEqual([later, session])
})

test('what is removed can be taken back for a day', () => {
  const { store } = opened()
  store.put(session)
  expect(store.restore('a')).toBeUndefined()
  store.remove('a', at(100))
  expect(store.read(at(101))).toEqual([])
  expect(store.restore('a')).toEqual(session)
  expect(store.read(at(102))).toEqual([session])
  store.remove('a', at(103))
  store.read(at(103 + 25 * 60))
  expect(store.restore('a')).toBeUndefined()
})

test('a summary stays while only the name changes, and goes when the times do', () => {
  const { store } = opened()
  store.put(session)
  expect(store.unfiled()).toEqual(['a'])
  store.keepSummary(summary)
  expect(store.unfiled()).toEqual([])
  const renamed = { ...session, name: 'Final' }
  store.put(renamed)
  expect(store.summary(renamed)).toEqual({ ...summary, session: renamed })
  store.put({ ...renamed, endedAt: at(80) })
  expect(store.summary(renamed)).toBeUndefined()
  expect(store.unfiled()).toEqual(['a'])
})

test('a summary that another version wrote counts as none', () => {
  const { database, store } = opened()
  store.put(session)
  database.use((db) => db.exec(`UPDATE sessions SET summary = '{"bytes": "many"}'`), undefined)
  expect(store.summary(session)).toBeUndefined()
  database.use((db) => db.exec(`UPDATE sessions SET summary = 'nonsense'`), undefined)
  expect(store.summary(session)).toBeUndefined()
})

test('the last hundred reports of the doctor are kept, and found by when they were made', () => {
  const { database } = opened()
  const reports = new KeptReports(database)
  for (let n = 0; n < 103; n++) reports.add(report({ startedAt: at(n) }))
  expect(reports.between(at(0), at(2))).toEqual([])
  expect(reports.between(at(5), at(7)).map(({ startedAt }) => startedAt)).toEqual([at(5), at(6), at(7)])
})
