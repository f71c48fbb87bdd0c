import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noBrowserReason } from '../../../src/cli/browser.ts'
import { findElectron } from '../../../src/cli/electron-binary.ts'

let project = ''
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'hawser-electron-'))
})
afterEach(() => rmSync(project, { recursive: true }))

const machine = { env: { DISPLAY: ':0' } as NodeJS.ProcessEnv, platform: 'linux' as const, uid: 1000 }

function install() {
  const folder = join(project, 'node_modules', 'electron')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'path.txt'), 'electron')
  writeFileSync(join(folder, 'dist', 'electron'), '')
  return join(folder, 'dist', 'electron')
}

test('an installed binary is used', () => {
  const path = install()
  expect(findElectron(project, machine)).toEqual({ path })
})

test('without a binary it says so, also when only the package is there', () => {
  expect(findElectron(project, machine)).toEqual({ missing: expect.stringContaining('not installed') })
  mkdirSync(join(project, 'node_modules', 'electron'), { recursive: true })
  writeFileSync(join(project, 'node_modules', 'electron', 'path.txt'), 'electron')
  expect(findElectron(project, machine)).toEqual({ missing: expect.stringContaining('not installed') })
})

test('without a display, or as root, the binary is not used', () => {
  install()
  expect(findElectron(project, { ...machine, env: {} })).toEqual({
    missing: expect.stringContaining('display'),
  })
  expect(findElectron(project, { ...machine, uid: 0 })).toEqual({ missing: expect.stringContaining('root') })
})

test('ELECTRON_EXEC_PATH names another one, which must be there', () => {
  const path = install()
  const env = (value: string) => ({ ...machine, uid: 0, env: { ELECTRON_EXEC_PATH: value } })
  expect(findElectron(project, env(path))).toEqual({ path })
  expect(findElectron(project, env('/nowhere/electron'))).toEqual({
    missing: expect.stringContaining('/nowhere'),
  })
})

test('a browser is opened only where there is something to see it on', () => {
  expect(noBrowserReason({}, 'linux')).toMatch(/display/)
  expect(noBrowserReason({ DISPLAY: ':0' }, 'linux')).toBeUndefined()
  expect(noBrowserReason({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBeUndefined()
  expect(noBrowserReason({}, 'darwin')).toBeUndefined()
})
