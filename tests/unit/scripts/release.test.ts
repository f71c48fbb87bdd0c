import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mergeLists } from '../../../scripts/merge-updates.mjs'
import { linkScheme } from '../../../src/main/deep-link.ts'
import { reportExtension } from '../../../src/main/saved-report.ts'

const list = (arch: string, version = '0.2.0') =>
  [
    `version: ${version}`,
    'files:',
    `  - url: Hawser-${version}-win-${arch}.exe`,
    `    sha512: ${arch}sum`,
    '    size: 100',
    `path: Hawser-${version}-win-${arch}.exe`,
    `sha512: ${arch}sum`,
    "releaseDate: '2026-11-21T12:00:00.000Z'",
    '',
  ].join('\n')

describe('lists of the newest files of two processors', () => {
  test('become one, in which the first is what older versions look at', () => {
    const lines = mergeLists([list('x64'), list('arm64')]).split('\n')
    expect(lines.filter((line) => line.includes('url:'))).toEqual([
      '  - url: Hawser-0.2.0-win-x64.exe',
      '  - url: Hawser-0.2.0-win-arm64.exe',
    ])
    expect(lines.filter((line) => /^\S/.test(line)).map((line) => line.split(':')[0])).toEqual([
      'version',
      'files',
      'path',
      'sha512',
      'releaseDate',
    ])
    expect(lines).toContain('path: Hawser-0.2.0-win-x64.exe')
  })

  test('of one alone stay as they are', () => expect(mergeLists([list('x64')])).toBe(list('x64')))

  test('of different versions, or of none, are refused', () => {
    expect(() => mergeLists([list('x64'), list('arm64', '0.3.0')])).toThrow('different versions')
    expect(() => mergeLists(['version: 1.0.0\n'])).toThrow('without files')
  })
})

test('the notes of a release are what the changelog says of its version', () => {
  const notes = execFileSync(process.execPath, ['scripts/release-notes.mjs', '0.1.0'], { encoding: 'utf8' })
  expect(notes).toMatch(/^- /)
  expect(notes).not.toContain('## ')
})

describe('the settings of the packages', () => {
  const config = readFileSync('electron-builder.yml', 'utf8')

  test('register the links and files that the app reads', () => {
    expect(config).toContain(`schemes: [${linkScheme}]`)
    expect(config).toContain(`ext: ${reportExtension.slice(1)}`)
  })

  test.each([
    ['runAsNode', 'false'],
    ['enableCookieEncryption', 'true'],
    ['enableNodeOptionsEnvironmentVariable', 'false'],
    ['enableNodeCliInspectArguments', 'false'],
    ['enableEmbeddedAsarIntegrityValidation', 'true'],
    ['onlyLoadAppFromAsar', 'true'],
    ['grantFileProtocolExtraPrivileges', 'false'],
  ])('burn the fuse %s as %s', (fuse, value) => {
    expect(config).toContain(`  ${fuse}: ${value}\n`)
  })

  test('make every kind of package', () => {
    const targets = [...config.matchAll(/^ {2}target: \[(.*)\]$/gm)].flatMap((match) => match[1]!.split(', '))
    expect(targets.sort()).toEqual(['AppImage', 'deb', 'dmg', 'nsis', 'rpm', 'zip'])
  })

  test('name no place for updates of their own', () => expect(config).toContain('\npublish: null\n'))
})
