import { expect, test } from 'vitest'
import { DiskTickets } from '../../../src/host/transfers/disk-tickets.ts'

test('a ticket is good once, for a minute, for its folder', () => {
  const tickets = new DiskTickets()
  const ticket = tickets.issue('/a', 0)
  const other = tickets.issue('/b', 0)
  expect(tickets.redeem('', 1)).toBeUndefined()
  expect(tickets.redeem(ticket, 59_999)).toBe('/a')
  expect(tickets.redeem(ticket, 59_999)).toBeUndefined()
  expect(tickets.redeem(other, 60_000)).toBeUndefined()
})

test('tickets that nobody uses are forgotten', () => {
  const tickets = new DiskTickets()
  const first = tickets.issue('/a', 0)
  for (let count = 0; count < 200; count++) tickets.issue('/b', 0)
  expect(tickets.redeem(first, 1)).toBeUndefined()
})
