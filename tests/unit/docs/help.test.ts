import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { examplesOfHelp, parseOnly } from '../../support/docs/command-words.ts'
import { project } from '../../support/docs/markdown.ts'

const renderer = join(project, 'src/renderer')
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(renderer, path), 'utf8') }))
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!)

const topics = files
  .filter(({ path }) => path.startsWith('pages/help/'))
  .flatMap(({ text }) => matches(text, /^ +\{? ?id: '([\w-]+)'/gm))
const linksOf = (text: string) => matches(text, /(?:topic="|topic: '|helpOn\('|help="|help: ')([\w-]+)["']/g)

describe('help', () => {
  test('has a topic for each link to it', () => {
    const links = files.flatMap(({ text }) => linksOf(text))
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((link) => !topics.includes(link))).toEqual([])
  })

  test.each([
    ['forwarding', 'rules'],
    ['bonding', 'bonding'],
    ['sync', 'sync'],
    ['transfer', 'transfer'],
    ['tunnel', 'tunnel'],
    ['diagnose', 'diagnose'],
  ])('of %s is linked by its pages', (page, topic) => {
    const own = files.filter(({ path }) => path.startsWith(`pages/${page}/`))
    expect(own.flatMap(({ text }) => linksOf(text))).toContain(topic)
  })

  const commands = files.flatMap(({ text }) => matches(text, /<code>(hawser [^<{]+)<\/code>/g))
  test.each([...new Set(commands)])('%s is understood by the command line', parseOnly)

  test('shows commands', () => expect(commands.length).toBeGreaterThan(2))
})

test.each(examplesOfHelp())('%s, as --help shows it, is understood by the command line', parseOnly)
