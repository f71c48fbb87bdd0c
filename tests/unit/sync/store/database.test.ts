import { expect, test } from 'vitest'
import { StoreDatabase } from '../../../../src/engines/sync/store/database.ts'

test('a full disk is told as such, undoes the transaction, and writing goes on when there is room', () => {
  const database = StoreDatabase.open({ path: ':memory:', notice: () => {} })
  const pages = (count: number) => database.prepare(`PRAGMA max_page_count = ${count}`).all()
  const insert = database.prepare('INSERT INTO devices (number, id) VALUES (?, ?)')
  const count = database.prepare('SELECT count(*) FROM devices')
  let reloads = 0
  database.afterRollback(() => reloads++)
  const fill = () => {
    for (let n = 1; n <= 100; n++) insert.run(n, `${n} `.repeat(1000))
  }
  pages(1)
  expect(() => database.write(fill)).toThrow(expect.objectContaining({ code: 'disk-full' }))
  expect(reloads).toBe(1)
  expect(count.get()).toEqual([0])
  pages(10_000)
  database.write(fill)
  expect(count.get()).toEqual([100])
  expect(reloads).toBe(1)
  database.close()
})
