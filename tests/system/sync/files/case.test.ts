import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeDirectory } from '../../../../src/engines/sync/files/place.ts'
import { codeOf, folder, lookThrough, place, record } from './folders.ts'

/**
 * A folder whose disk answers to `name` with what is really called `realName`, as one that does not tell case apart:
 * such disks are not to be had everywhere.
 */
async function caselessFolder(name: string, realName: string) {
  const root = await folder()
  Object.defineProperty(root, 'isCaseInsensitive', { value: true })
  root.names.found(name, realName)
  return root
}

test('whether a disk tells case apart is found out by the marker', async () => {
  const root = await folder()
  writeFileSync(join(root.path, 'case'), '')
  expect(root.isCaseInsensitive).toBe(readdirSync(root.path).includes('case') && caseless(root.path))
})

function caseless(path: string): boolean {
  try {
    readdirSync(join(path, '.HAWSER'))
    return true
  } catch {
    return false
  }
}

test('a file does not take the place of one that differs in case alone', async () => {
  const root = await caselessFolder('é.mov', 'É.MOV')
  writeFileSync(join(root.path, 'É.MOV'), 'other')
  expect(await codeOf(place(root, 'é.mov', 'x'))).toBe('file-name-collision')
  expect(readdirSync(root.path).sort()).toEqual(['.hawser', 'É.MOV'])
})

test('nothing is put into a directory that is spelled otherwise, for it would seem to be elsewhere', async () => {
  const root = await caselessFolder('tâg', 'Tâg')
  mkdirSync(join(root.path, 'Tâg'))
  expect(await codeOf(place(root, 'tâg/é.mov', 'x'))).toBe('file-name-collision')
  expect(await codeOf(placeDirectory(root, record('tâg', { kind: 'directory', mode: 0o755 })))).toBe(
    'file-name-collision',
  )
  expect(readdirSync(join(root.path, 'Tâg'))).toEqual([])
})

test('a file that was given other case is gone under its old name', async () => {
  const root = await caselessFolder('é.mov', 'É.MOV')
  writeFileSync(join(root.path, 'É.MOV'), 'other')
  const { paths, result } = await lookThrough(root, { paths: ['é.mov', 'É.MOV'] })
  expect(paths).toEqual(['É.MOV'])
  expect(result.covers('é.mov', false)).toBe(true)
})
