import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultCodes } from '../../../src/contract/fault-codes.ts'
import { withCodeTable } from '../../support/docs/code-table.ts'
import { pages, project, proseOf, readPage } from '../../support/docs/markdown.ts'

const page = 'docs/troubleshooting.md'

test('every fault code is explained in the docs, as in the app; node scripts/docs-codes.ts writes them', () => {
  expect(readPage(page)).toBe(withCodeTable(readPage(page)))
})

const source = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .concat('../bin/hawser.js')
  .map((path) => readFileSync(join(project, 'src', path), 'utf8'))
  .join('\n')

/** What stands between the parts of a message that change. */
const fixedParts = (message: string) =>
  message
    .split('…')
    .map((part) => part.trim())
    .filter((part) => part.length > 3)

test('messages are quoted as Hawser says them', () => {
  const rows = proseOf(page)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:what you see|code|`[a-z-]+` \|)/.test(line))
  const quoted = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code!),
  )
  const messages = quoted.filter((text) => text.includes(' '))
  expect(messages.length).toBeGreaterThan(15)
  expect(messages.filter((text) => !fixedParts(text).every((part) => source.includes(part)))).toEqual([])
})

test('codes that the tables name exist', () => {
  const named = proseOf(page)
    .split('## Codes')[0]!
    .matchAll(/\(`([a-z]+-[a-z-]+)`\)|^\| (?:`([a-z]+-[a-z-]+)`)/gm)
  const codes = [...named].map(([, inside, first]) => inside ?? first!)
  expect(codes.length).toBeGreaterThan(15)
  expect(codes.filter((code) => !(code in faultCodes))).toEqual([])
})

test('every page is written in words, without a line that was left for later', () => {
  expect(pages.filter((each) => /\b(?:TODO|FIXME|TBD|XXX)\b/.test(readPage(each)))).toEqual([])
})
