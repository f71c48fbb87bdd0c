import { expect, test } from 'vitest'
import { readPage } from '../../support/docs/markdown.ts'

const figuresIn = (text: string) => text.match(/\d+(?:[.,]\d+)*/g) ?? []

/** Lines of the table in which Hawser stands beside others. */
const rows = readPage('README.md')
  .split('| | measured | goal |')[1]!
  .split('\n\n')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes(': '))
const cells = rows.map((row) => row.slice(2, -2).split(' | '))

test('every figure of the README is one of the measurements', () => {
  const measured = new Set(figuresIn(readPage('bench/README.md')))
  const told = cells.flatMap(([, figures = '', goal = '']) => figuresIn(`${figures} ${goal}`))
  expect(told.length).toBeGreaterThan(20)
  expect(told.filter((figure) => !measured.has(figure))).toEqual([])
})

test('what was missed is told, too', () => {
  const goals = cells.map(([, , goal = '']) => goal)
  expect(goals.filter((goal) => goal.includes('**missed**')).length).toBeGreaterThan(0)
})
