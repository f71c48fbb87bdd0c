import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Rows } from '../../../src/renderer/state/rows.ts'

/** Which elements are watched, and how to say whether they are seen. */
const views = new Map<unknown, (isSeen: boolean) => void>()
beforeEach(() => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly #tell: (entries: { target: unknown; isIntersecting: boolean }[]) => void
      constructor(tell: (entries: { target: unknown; isIntersecting: boolean }[]) => void) {
        this.#tell = tell
      }
      observe(target: unknown) {
        views.set(target, (isIntersecting) => this.#tell([{ target, isIntersecting }]))
      }
      unobserve(target: unknown) {
        views.delete(target)
      }
    },
  )
})
afterEach(() => {
  views.clear()
  vi.unstubAllGlobals()
})

/** A row of the page, and something in it. */
function rowOf() {
  const row = {} as Element
  return { row, inside: { closest: () => row } as unknown as Element }
}

function turning() {
  const turns = new Set<() => void>()
  const rows = new Rows((paint) => {
    turns.add(paint)
    return () => turns.delete(paint)
  })
  const turn = () => {
    for (const paint of turns) paint()
  }
  return { rows, turns, turn }
}

test('all of a row paint in its one turn', () => {
  const { rows, turns, turn } = turning()
  const { inside } = rowOf()
  const painted: string[] = []
  rows.add(() => painted.push('rate'), inside)
  rows.add(() => painted.push('loss'), inside)
  expect(turns.size).toBe(1)
  turn()
  expect(painted).toEqual(['rate', 'loss'])
})

test('a row out of view paints seldom, and at once when it comes into view', () => {
  const { rows, turn } = turning()
  const { row, inside } = rowOf()
  const paint = vi.fn()
  rows.add(paint, inside)
  views.get(row)?.(false)
  for (let n = 0; n < 10; n++) turn()
  expect(paint).toHaveBeenCalledTimes(2)
  turn()
  views.get(row)?.(true)
  expect(paint).toHaveBeenCalledTimes(3)
  turn()
  expect(paint).toHaveBeenCalledTimes(4)
})

test('a row of which nothing is left is watched no more', () => {
  const { rows, turns } = turning()
  const { inside } = rowOf()
  const ends = [rows.add(() => {}, inside), rows.add(() => {}, inside)]
  ends[0]!()
  expect(turns.size).toBe(1)
  ends[1]!()
  expect(turns.size).toBe(0)
  expect(views.size).toBe(0)
})
