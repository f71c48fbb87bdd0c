import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RandomTree, snapshot } from '../../../support/sync/random-tree.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-tree-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a seed makes the same tree and the same edits, another seed others', () => {
  const trees = [1, 1, 2].map((seed, n) => {
    const tree = new RandomTree(join(folder, String(n)), seed, { mostBytes: 20_000 })
    tree.grow(30)
    const grown = snapshot(tree.root)
    const edits = tree.edit(200)
    return { grown, edits, edited: snapshot(tree.root) }
  })
  expect(trees[0]!.grown.size).toBeGreaterThan(20)
  expect(trees[1]).toEqual(trees[0])
  expect(trees[2]!.edited).not.toEqual(trees[0]!.edited)
  expect(trees[0]!.edited).not.toEqual(trees[0]!.grown)
  const kinds = new Set([...trees[0]!.edited.values()].map((text) => text.split(' ')[0]))
  expect(kinds).toEqual(
    new Set(process.platform === 'win32' ? ['directory', 'file'] : ['directory', 'file', 'link']),
  )
})
