import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { layers as allowed } from '../support/layers.ts'

const source = resolve(import.meta.dirname, '../../src')

/** The only packages (not Node's own modules) that these parts may import; parts not named may import any but electron. */
const packages: Record<string, readonly string[]> = {
  contract: ['zod'],
  wire: [],
  language: ['i18next'],
  transfer: ['zod', '@noble/post-quantum'],
  main: ['electron', 'electron-updater', 'zod'],
  preload: ['electron'],
}

/** `engines/forward/relay.ts` is of part `engines/forward`; `host/index.ts` of part `host`. */
function partOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'engines' ? `${first}/${second}` : first
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))

function importsOf(path: string): string[] {
  const text = readFileSync(join(source, path), 'utf8')
  const found = text.matchAll(
    /^\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function problemWith(path: string, specifier: string): string | undefined {
  const part = partOf(path)
  if (specifier.startsWith('.')) {
    const target = relative(source, resolve(source, dirname(path), specifier)).replaceAll('\\', '/')
    if (target.startsWith('..')) return specifier.includes('package.json') ? undefined : 'leaves src'
    const targetPart = partOf(target)
    const rule = allowed[part] ?? allowed[part.split('/')[0] ?? '']
    if (rule === undefined) return `part ${part} is not in the table`
    return targetPart === part || rule.includes(targetPart)
      ? undefined
      : `${part} may not import ${targetPart}`
  }
  if (specifier.startsWith('node:')) {
    const pure = ['contract', 'language', 'transfer', 'renderer'].includes(part)
    return pure ? `${part} runs in the browser too` : undefined
  }
  const name = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : (specifier.split('/')[0] ?? '')
  const rule = packages[part]
  if (rule) return rule.includes(name) ? undefined : `${part} may not import the package ${name}`
  return name === 'electron' ? 'only main and preload may import electron' : undefined
}

test('every part of the source imports only what the architecture allows', () => {
  const problems = files.flatMap((path) =>
    importsOf(path).flatMap((specifier) => {
      const problem = problemWith(path, specifier)
      return problem ? [`${path} imports ${specifier}: ${problem}`] : []
    }),
  )
  expect(problems).toEqual([])
})

test('the check sees the imports that it is there to see', () => {
  expect(files.length).toBeGreaterThan(15)
  expect(importsOf('wire/serve.ts')).toContain('../contract/procedure.ts')
  expect(problemWith('engines/forward/engine.ts', '../../host/index.ts')).toBeDefined()
  expect(problemWith('host/index.ts', 'electron')).toBeDefined()
  expect(problemWith('host/index.ts', '../engines/forward/index.ts')).toBeDefined()
})
