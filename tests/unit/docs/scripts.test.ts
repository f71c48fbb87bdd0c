import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blocksOf, codeInLines, commandsOf, isThere, pages, project } from '../../support/docs/markdown.ts'

const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const benches = readFileSync(join(project, 'bench/run.ts'), 'utf8')

const told = [
  ...new Set(pages.flatMap((page) => [...codeInLines(page), ...blocksOf(page).flatMap(commandsOf)])),
]

test('every script of npm that the docs name is there', () => {
  const named = told.flatMap((code) => /^npm run (?:-s )?([a-z][\w:]*)/.exec(code)?.[1] ?? [])
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !(name in manifest.scripts))).toEqual([])
})

test('every subject of npm run bench is one', () => {
  const subjects = told.flatMap((code) => /^npm run bench -- ([a-z][\w-]*)/.exec(code)?.[1] ?? [])
  expect(subjects.length).toBeGreaterThan(3)
  const isSubject = (name: string) => new RegExp(`^  '?${name}'?: \\{|^  '?${name}'?,$`, 'm').test(benches)
  expect([...new Set(subjects)].filter((name) => !isSubject(name))).toEqual([])
})

test('every script that is run by its file is there', () => {
  const files = told.flatMap((code) => /^node ([\w/.-]+\.(?:ts|mjs|js))/.exec(code)?.[1] ?? [])
  expect(files.filter((file) => !isThere(file))).toEqual([])
})
