import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isThere, project, readPage } from '../../support/docs/markdown.ts'

interface Threat {
  threat: string
  defence: string
  file: string
  name: string
}

const [, table = ''] = readPage('docs/security.md').split('\n## Threats\n')
const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| threat |'))
const threats = rows.map((row): Threat => {
  const [threat = '', defence = '', proof = ''] = row.slice(2, -2).split(' | ')
  const [, file = '', name = ''] = /^`(tests\/[^`]+)` (.+)$/.exec(proof) ?? []
  return { threat, defence, file, name }
})

/** Whether a test of that name stands in the file. */
function isTested({ file, name }: Threat): boolean {
  if (!isThere(file)) return false
  const text = readFileSync(join(project, file), 'utf8')
  return [`'${name}`, `\`${name}`].some((quoted) => text.includes(quoted))
}

test('every threat has a defence, and the defence has a test that is there', () => {
  expect(threats.length).toBeGreaterThan(50)
  const open = threats.filter((each) => each.threat === '' || each.defence === '' || !isTested(each))
  expect(open).toEqual([])
})

test('a test that is not there is found', () => {
  const [first] = threats
  expect(isTested({ ...first!, name: 'the moon is made of cheese' })).toBe(false)
  expect(isTested({ ...first!, file: 'tests/nothing.test.ts' })).toBe(false)
})
