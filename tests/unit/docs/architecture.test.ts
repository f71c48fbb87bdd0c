import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blocksOf, project, readPage } from '../../support/docs/markdown.ts'
import { layers } from '../../support/layers.ts'

const page = 'docs/architecture.md'
const foldersOf = (path: string) =>
  readdirSync(join(project, path), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? [each.name] : [],
  )
const codeIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

test('the table of parts is the one that imports are checked by', () => {
  const rows = readPage(page).matchAll(/^\| `([\w/]+)` \| [^|]+ \| ([^|]+) \|$/gm)
  expect(Object.fromEntries([...rows].map(([, part, imports]) => [part, codeIn(imports!)]))).toEqual(layers)
})

test('the diagram shows every part and every engine', () => {
  const [diagram] = blocksOf(page).filter(({ language }) => language === 'mermaid')
  const parts = [...foldersOf('src'), ...foldersOf('src/engines')].filter(
    (each) => each !== 'engines' && each !== 'kit',
  )
  expect(parts.filter((part) => !new RegExp(`\\b${part}\\b`).test(diagram!.text))).toEqual([])
})

test('an arrow of the diagram is an import that is allowed', () => {
  const [diagram] = blocksOf(page).filter(({ language }) => language === 'mermaid')
  const arrows = [...diagram!.text.matchAll(/^ +(\w+) --> (\w+)$/gm)].map(
    ([, from, to]) => [from!, to!] as const,
  )
  expect(arrows.length).toBeGreaterThan(8)
  const engines = foldersOf('src/engines')
  const allowed = (from: string) =>
    layers[from] ?? layers[`engines/${from}`] ?? (engines.includes(from) ? layers['engines'] : [])
  expect(arrows.filter(([from, to]) => !allowed(from)?.includes(to))).toEqual([])
})
