import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchorsOf, isThere, linksOf, pages } from '../../support/docs/markdown.ts'

/** What is wrong with a link, or nothing. */
function problemWith(page: string, link: string): string | undefined {
  if (/^(https:|mailto:)/.test(link)) return undefined
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : normalize(join(dirname(page), path))
  if (!isThere(target)) return `${page}: ${link} is not there`
  if (anchor === undefined) return undefined
  return anchorsOf(target).has(anchor) ? undefined : `${page}: ${link} has no such heading`
}

test('every link of the docs leads to something that is there', () => {
  const problems = pages.flatMap((page) => linksOf(page).flatMap((link) => problemWith(page, link) ?? []))
  expect(problems).toEqual([])
})

test('every page of the docs is in their table of contents', () => {
  const linked = linksOf('docs/README.md').map((link) => normalize(join('docs', link)))
  const missing = pages.filter(
    (page) => page.startsWith('docs/') && page !== 'docs/README.md' && !linked.includes(page),
  )
  expect(missing).toEqual([])
})

test('a link that leads nowhere is found', () => {
  expect(problemWith('README.md', 'docs/nothing.md')).toBeDefined()
  expect(problemWith('README.md', 'docs/security.md#nothing')).toBeDefined()
  expect(problemWith('docs/security.md', '#threats')).toBeUndefined()
})
