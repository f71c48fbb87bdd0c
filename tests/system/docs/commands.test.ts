import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { failureOf, failureText } from '../../../src/cli/failure.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { parseOnly, wordsOf } from '../../support/docs/command-words.ts'
import { elsewhere, here, inTerminals, parsed } from '../../support/docs/how-commands-run.ts'
import {
  type Block,
  blocksOf,
  codeInLines,
  commandsOf,
  isThere,
  pages,
  project,
} from '../../support/docs/markdown.ts'
import { Terminals } from '../../support/docs/terminals.ts'
import { canMakeNamespaces } from '../../support/network-namespace.ts'

const shells = new Set(['sh', 'powershell'])
const blocks = pages.flatMap(blocksOf)
const ofShells = blocks.filter(({ language }) => shells.has(language))
const commands = [...new Set(ofShells.flatMap(commandsOf))]
const placeOf = ({ page, line }: Block) => `${page}, line ${line}`

describe('each command of the docs', () => {
  test('is tried, in one way', () => {
    const ways = [Object.keys(inTerminals), Object.keys(here), parsed, Object.keys(elsewhere)]
    const waysOf = (command: string) => ways.filter((way) => way.includes(command)).length
    expect(commands.filter((command) => waysOf(command) !== 1)).toEqual([])
  })

  test('that is tried still stands in the docs', () => {
    const known = [...Object.keys(inTerminals), ...Object.keys(here), ...parsed, ...Object.keys(elsewhere)]
    expect(known.filter((command) => !commands.includes(command))).toEqual([])
  })

  test('that there is stands in the table of commands', () => {
    const told = codeInLines('docs/command-line.md')
    const all = createProgram().commands.map((command) => `hawser ${command.name()}`)
    expect(all.filter((command) => !told.includes(command))).toEqual([])
  })

  test('stands in a block that says what it is', () => {
    const languages = new Set([...shells, 'text', 'json', 'yaml', 'ini', 'mermaid'])
    expect(blocks.filter(({ language }) => !languages.has(language)).map(placeOf)).toEqual([])
  })
})

test.each(parsed)('%s is understood', parseOnly)

/** Such as `hawser send FILES…`; with nothing but words that stand for others left out. */
const mentioned = [...new Set(pages.flatMap(codeInLines))].filter((code) => /^hawser [a-z]/.test(code))
test.each(mentioned)('%s, within a line, is a command with these options', async (line) => {
  const known = (words: string[]) => {
    let command = createProgram()
    for (const word of words) {
      const below = command.commands.find((each) => each.name() === word)
      if (below === undefined) break
      command = below
    }
    return command
  }
  const [, ...words] = wordsOf(line.replaceAll('…', ''))
  const command = known(words)
  expect(command.name()).not.toBe('hawser')
  for (const option of words.filter((word) => word.startsWith('--') && word !== '--help'))
    expect([...command.options.map(({ long }) => long)]).toContain(option)
})

test.each(Object.entries(elsewhere))('what %s needs is there', async (command, place) => {
  expect(isThere(place)).toBe(true)
  const script = /^npm (?:run )?([\w:]+)/.exec(command)?.[1]
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } })
  if (script !== undefined) expect(Object.keys(manifest.scripts)).toContain(script)
})

test('specs are named behind npm run test:e2e', async () => {
  const [command = ''] = Object.keys(elsewhere).filter((each) => each.startsWith('npm run test:e2e -- '))
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } })
  const [, ...words] = [...manifest.scripts['test:e2e'].split(' '), ...command.split(' ').slice(4), '--list']
  const cli = join(project, 'node_modules/@playwright/test/cli.js')
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...words], { cwd: project })
  expect(stdout).toMatch(/Total: \d+ tests in 1 file/)
})

describe('with a user-data folder of its own', () => {
  const before = { cwd: process.cwd(), home: process.env['HAWSER_HOME'] }
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawser-docs-'))
    chmodSync(folder, 0o700)
    writeFileSync(join(folder, 'secret.txt'), 'a passphrase of some length')
    process.chdir(folder)
    process.env['HAWSER_HOME'] = join(folder, 'home')
  })
  afterEach(() => {
    vi.restoreAllMocks()
    process.chdir(before.cwd)
    if (before.home === undefined) delete process.env['HAWSER_HOME']
    else process.env['HAWSER_HOME'] = before.home
    process.exitCode = undefined
    rmSync(folder, { recursive: true, force: true })
  })

  /** What the command prints, and how it fails. */
  async function run(line: string): Promise<string> {
    let said = ''
    const heard = (text: unknown) => {
      said += `${text}\n`
      return true
    }
    vi.spyOn(console, 'log').mockImplementation(heard)
    vi.spyOn(process.stdout, 'write').mockImplementation(heard)
    try {
      await createProgram().parseAsync(wordsOf(line).slice(1), { from: 'user' })
    } catch (error) {
      const failure = failureOf(error)
      if (failure) said += failureText(failure, false)
    } finally {
      vi.restoreAllMocks()
    }
    return said.trimEnd()
  }

  const tried = ofShells.filter((block) => commandsOf(block).some((command) => command in here))
  test.each(tried.map((block) => [placeOf(block), block] as const))(
    '%s does what it says',
    async (_, block) => {
      for (const command of commandsOf(block)) {
        const says = here[command]
        if (says) expect(await run(command), command).toMatch(says)
      }
    },
  )
})

describe.runIf(canMakeNamespaces)('typed into terminals', { timeout: 180_000 }, () => {
  const tours = ofShells.filter((block) => commandsOf(block).some((command) => command in inTerminals))
  test.concurrent.each(tours.map((block) => [placeOf(block), block] as const))(
    '%s does what it says',
    async (_, block) => {
      await using terminals = new Terminals()
      for (const command of commandsOf(block)) {
        const how = inTerminals[command]
        if (how) await terminals.type(command, how)
      }
      await terminals.interrupt()
      expect(terminals.missing()).toEqual([])
    },
  )
})
