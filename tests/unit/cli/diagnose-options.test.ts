import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { parseChecks, parsePlanPart, planOf } from '../../../src/cli/diagnose-options.ts'
import { bond } from '../../support/bonds.ts'
import { rule } from '../../support/rules.ts'

test('a plan is made of its parts', () => {
  const parts = ['up=8Mbit', 'down=2.5MB', 'rule=Stage left', 'bond=b1', 'up=1000kbit'].map(parsePlanPart)
  const known = { rules: [rule({ id: 'r1', name: 'Stage left' })], bonds: [bond({ id: 'b1' })] }
  expect(planOf(parts, known)).toEqual({
    upBitrate: 9_000_000,
    downBitrate: 20_000_000,
    rules: ['r1'],
    bonds: ['b1'],
  })
  expect(planOf([], known)).toBeUndefined()
  expect(() => planOf([{ what: 'rule', name: 'x' }], known)).toThrow(
    expect.objectContaining({ code: 'rule-unknown' }),
  )
})

test.each(['up', 'up=', 'up=fast', 'left=8Mbit', 'rule'])('%s is no part of a plan', (text) => {
  expect(() => parsePlanPart(text)).toThrow(InvalidArgumentError)
})

test('checks are named by their names', () => {
  expect(parseChecks('dns, ping')).toEqual(['dns', 'ping'])
  expect(() => parseChecks('dns,pong')).toThrow(/"pong"/)
})
