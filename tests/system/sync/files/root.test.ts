import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FolderRoot } from '../../../../src/engines/sync/files/root.ts'
import { codeOf, folder, folderId, temporary } from './folders.ts'

describe('a folder on disk', () => {
  test('is made with its marker when it is added, and known by it afterwards', async () => {
    const path = join(await temporary(), 'new/folder')
    expect(await codeOf(FolderRoot.open(path, folderId))).toBe('folder-missing')
    expect(existsSync(path)).toBe(false)
    await FolderRoot.open(path, folderId, { create: true })
    expect(readFileSync(join(path, '.hawser/folder'), 'utf8')).toBe('test-folder\n')
    if (process.platform !== 'win32') expect(statSync(join(path, '.hawser')).mode & 0o777).toBe(0o700)
    const root = await FolderRoot.open(path, folderId)
    expect(root.folderId).toBe(folderId)
    await expect(root.check()).resolves.toBeUndefined()
  })

  test('without its marker is missing: its disk may not be mounted', async () => {
    expect(await codeOf(FolderRoot.open(await temporary(), folderId))).toBe('folder-missing')
  })

  test('with the marker of another is that one, also when it is to be added', async () => {
    const path = await temporary()
    await FolderRoot.open(path, 'other-folder', { create: true })
    expect(await codeOf(FolderRoot.open(path, folderId, { create: true }))).toBe('folder-missing')
    expect(readFileSync(join(path, '.hawser/folder'), 'utf8')).toBe('other-folder\n')
  })

  test.each<[string, (path: string) => void]>([
    ['a directory', (path) => mkdirSync(path)],
    ['large', (path) => writeFileSync(path, Buffer.alloc(1e6, 'x'))],
    [
      'a link to a good one',
      (path) => {
        writeFileSync(`${path}.real`, folderId)
        symlinkSync(`${path}.real`, path)
      },
    ],
  ])('with a marker that is %s is missing', async (_, make) => {
    const root = await folder()
    rmSync(join(root.path, '.hawser/folder'))
    make(join(root.path, '.hawser/folder'))
    expect(await codeOf(root.check())).toBe('folder-missing')
    expect(await codeOf(FolderRoot.open(root.path, folderId))).toBe('folder-missing')
  })

  test('whose own directory is a link is missing, for it would lead outside', async () => {
    const root = await folder()
    renameSync(join(root.path, '.hawser'), `${root.path}-own`)
    symlinkSync(`${root.path}-own`, join(root.path, '.hawser'))
    expect(await codeOf(root.check())).toBe('folder-missing')
    rmSync(`${root.path}-own`, { recursive: true })
  })

  test('in whose place another was put is missing', async () => {
    const root = await folder(join(await temporary(), 'folder'))
    renameSync(root.path, `${root.path}.before`)
    await FolderRoot.open(root.path, folderId, { create: true })
    expect(await codeOf(root.check())).toBe('folder-missing')
  })

  test('that is a file is missing', async () => {
    const path = join(await temporary(), 'file')
    writeFileSync(path, '')
    expect(await codeOf(FolderRoot.open(path, folderId))).toBe('folder-missing')
    expect(await codeOf(FolderRoot.open(path, folderId, { create: true }))).toBe('folder-missing')
  })
})
