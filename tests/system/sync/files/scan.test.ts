import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { IgnoreRules } from '../../../../src/engines/sync/files/ignore.ts'
import { readChunk } from '../../../../src/engines/sync/files/read-chunk.ts'
import { scan } from '../../../../src/engines/sync/files/scan.ts'
import { Selection } from '../../../../src/engines/sync/files/selection.ts'
import { codeOf, folder, lookThrough, temporary } from './folders.ts'

const isUnix = process.platform !== 'win32'
const isLinux = process.platform === 'linux'

function write(root: { path: string }, ...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(join(root.path, path, '..'), { recursive: true })
    writeFileSync(join(root.path, path), path)
  }
}

describe('a look through a folder', () => {
  test('finds files, directories and links with what they are', async () => {
    const root = await folder()
    write(root, 'a/b/file')
    chmodSync(join(root.path, 'a/b/file'), 0o751)
    utimesSync(join(root.path, 'a/b/file'), 1.5, 1_234_567_890.4567)
    symlinkSync('../elsewhere', join(root.path, 'a/link'))
    lutimesSync(join(root.path, 'a/link'), 5, 5)
    const { found, result } = await lookThrough(root)
    const { ino } = lstatSync(join(root.path, 'a/b/file'))
    expect(found.get('a/b/file')).toEqual({
      path: 'a/b/file',
      kind: 'file',
      size: 8,
      mtime: 1_234_567_890_456,
      mode: isUnix ? 0o751 : -1,
      target: '',
      inode: String(ino),
    })
    expect(found.get('a/link')).toMatchObject({
      kind: 'symlink',
      size: 0,
      mtime: 5000,
      target: '../elsewhere',
    })
    expect(found.get('a/b')).toMatchObject({ kind: 'directory', size: 0 })
    expect(result).toMatchObject({ files: 4, problems: [], problemsTotal: 0 })
  })

  test('tells each directory before what lies in it', async () => {
    const root = await folder()
    for (let n = 0; n < 300; n++) write(root, `a${n % 7}/b${n % 5}/c/f${n}`)
    const order: string[] = []
    await scan(
      root,
      { ignore: await IgnoreRules.read(root, []), symlinks: 'keep', selected: new Selection([]) },
      (batch) => {
        order.push(...batch.map(({ path }) => path))
      },
    )
    const places = new Map(order.map((path, at) => [path, at]))
    expect(places.size).toBe(order.length)
    for (const [path, at] of places) {
      const above = path.slice(0, Math.max(0, path.lastIndexOf('/')))
      if (above !== '') expect(places.get(above)).toBeLessThan(at)
    }
  })

  test('follows no links, and leaves them out where they are to be skipped, without calling them gone', async () => {
    const root = await folder()
    const outside = await temporary()
    writeFileSync(join(outside, 'secret'), 'x')
    symlinkSync(outside, join(root.path, 'out'))
    symlinkSync('.', join(root.path, 'loop'))
    expect((await lookThrough(root)).paths).toEqual(['loop', 'out'])
    const skipped = await lookThrough(root, { symlinks: 'skip' })
    expect(skipped.paths).toEqual([])
    expect(skipped.result.covers('out', false)).toBe(false)
  })

  test('leaves out what is ignored or not selected, without calling it gone', async () => {
    const root = await folder()
    write(root, 'day1/cam1/x.mov', 'day1/cam1/x.tmp', 'day1/cam2/y.mov', 'day2/z.mov', '.hawserignore')
    writeFileSync(join(root.path, '.hawserignore'), '\ufeff*.tmp\r\n# comment\r\n')
    const { paths, result } = await lookThrough(root, {
      ignore: await IgnoreRules.read(root, ['day2']),
      selected: new Selection(['day1/cam1', 'day2']),
    })
    expect(paths).toEqual(['day1', 'day1/cam1', 'day1/cam1/x.mov'])
    expect(
      ['day1/cam1/x.tmp', 'day2/z.mov', 'day1/cam2/y.mov', '.hawser/folder'].filter((path) =>
        result.covers(path, false),
      ),
    ).toEqual([])
    expect(result.covers('day1/cam1/deleted.mov', false)).toBe(true)
  })

  test('looks at single paths, with all that lies under them', async () => {
    const root = await folder()
    write(root, 'a/b/c', 'a/d', 'e')
    const { paths, result } = await lookThrough(root, {
      paths: ['a/b', 'a/b/c', 'gone/deep', 'e/not-a-directory'],
    })
    expect(paths).toEqual(['a/b', 'a/b/c'])
    expect(['a/b/x', 'gone/deep/y', 'e/not-a-directory'].every((path) => result.covers(path, false))).toBe(
      true,
    )
    expect(['a/d', 'e', 'gone'].some((path) => result.covers(path, false))).toBe(false)
  })

  test('sees nothing behind a link that took the place of a directory', async () => {
    const root = await folder()
    const outside = await temporary()
    writeFileSync(join(outside, 'x'), 'x')
    symlinkSync(outside, join(root.path, 'a'))
    const { paths, result } = await lookThrough(root, { paths: ['a/x'] })
    expect(paths).toEqual([])
    expect(result.covers('a/x', false)).toBe(true)
  })

  test('tells of directories that cannot be read, and does not call gone what is in them', async (context) => {
    if (!isUnix) context.skip('takes permissions')
    const root = await folder()
    write(root, 'open/a', 'closed/b', 'listed/c')
    const script = `
      const [, , path, files] = process.argv
      process.setuid(65534)
      const { FolderRoot } = await import(files + '/root.ts')
      const { scan } = await import(files + '/scan.ts')
      const { IgnoreRules } = await import(files + '/ignore.ts')
      const { Selection } = await import(files + '/selection.ts')
      const root = await FolderRoot.open(path, 'test-folder', { write: false })
      const paths = []
      const { problems, covers } = await scan(root, { ignore: await IgnoreRules.read(root, []), symlinks: 'keep', selected: new Selection([]) }, (batch) => { paths.push(...batch.map((file) => file.path)) })
      console.log(JSON.stringify({ paths: paths.sort(), problems: problems.map(({ path, code }) => path + ' ' + code).sort(), covered: ['open/x', 'closed/b', 'listed/c'].filter((path) => covers(path, false)) }))`
    if (process.getuid?.() !== 0) context.skip('takes root, to become somebody else')
    chmodSync(root.path, 0o755)
    chmodSync(join(root.path, '.hawser'), 0o755)
    chmodSync(join(root.path, 'closed'), 0o700)
    chmodSync(join(root.path, 'listed'), 0o744)
    const file = join(await temporary(), 'as-nobody.ts')
    writeFileSync(file, script)
    const files = join(import.meta.dirname, '../../../../src/engines/sync/files')
    const answer = JSON.parse(execFileSync(process.execPath, [file, root.path, files], { encoding: 'utf8' }))
    expect(answer).toEqual({
      paths: ['closed', 'listed', 'open', 'open/a'],
      problems: ['closed file-unreadable', 'listed/c file-unreadable'],
      covered: ['open/x'],
    })
  })

  test('tells of pipes and names that are no text, and goes on', async (context) => {
    if (!isLinux) context.skip('takes names of any bytes')
    const root = await folder()
    write(root, 'a', 'd/.hawser/tmp/x')
    execFileSync('mkfifo', [join(root.path, 'pipe')])
    closeSync(openSync(Buffer.concat([Buffer.from(`${root.path}/bad-`), Buffer.from([0xff, 0xfe])]), 'w'))
    const { paths, result } = await lookThrough(root)
    expect(paths).toEqual(['a', 'd'])
    expect(result.problems.map(({ code }) => code).sort()).toEqual(['file-name-invalid', 'file-unreadable'])
    expect(result.covers('pipe', false)).toBe(false)
  })

  test('a name in another Unicode form is told in NFC, and found again on the disk', async (context) => {
    if (!isLinux) context.skip('takes a disk that keeps every form apart')
    const root = await folder()
    write(root, 'cafe\u0301/n\u0303.txt', 'plain')
    const { paths } = await lookThrough(root)
    expect(paths).toEqual(['café', 'café/ñ.txt', 'plain'])
    const into = Buffer.alloc(100)
    const length = await readChunk(root, 'café/ñ.txt', 0, into)
    expect(into.toString('utf8', 0, length)).toBe('cafe\u0301/n\u0303.txt')
    expect((await lookThrough(root, { paths: ['café/ñ.txt'] })).paths).toEqual(['café/ñ.txt'])
    renameSync(join(root.path, 'cafe\u0301'), join(root.path, 'café'))
    expect((await lookThrough(root, { paths: ['café'] })).paths).toEqual(['café', 'café/ñ.txt'])
    expect((await lookThrough(root)).result.problems).toEqual([])
  })

  test('of two names that are one in NFC the plain one counts, and the other is told of', async (context) => {
    if (!isLinux) context.skip('takes a disk that keeps every form apart')
    const root = await folder()
    write(root, 'café', 'cafe\u0301')
    for (const options of [{}, { paths: ['café'] }, {}]) {
      const { found, result } = await lookThrough(root, options)
      expect(found.get('café')?.size).toBe(5)
      if (!('paths' in options))
        expect(result.problems.map(({ code }) => code)).toEqual(['file-name-collision'])
    }
  })

  test('goes through thousands of files in batches, and lets others work meanwhile', async () => {
    const root = await folder()
    mkdirSync(join(root.path, 'flat'))
    for (let n = 0; n < 8000; n++) closeSync(openSync(join(root.path, 'flat', `file-${n}`), 'w'))
    let most = 0
    let running = 0
    let total = 0
    let turns = 0
    const turn = setInterval(() => turns++, 1)
    const ignore = await IgnoreRules.read(root, ['*.tmp'])
    const start = performance.now()
    await scan(root, { ignore, symlinks: 'keep', selected: new Selection([]) }, async (batch) => {
      expect(++running).toBe(1)
      most = Math.max(most, batch.length)
      total += batch.length
      await new Promise((resolve) => setImmediate(resolve))
      running--
    })
    console.info(`${Math.round(total / ((performance.now() - start) / 1000))} files/s looked at`)
    clearInterval(turn)
    expect(total).toBe(8001)
    expect(most).toBeLessThan(2000)
    expect(turns).toBeGreaterThan(10)
  })

  test('can be broken off, and passes on what a visit throws', async () => {
    const root = await folder()
    write(root, 'a/b', 'c/d')
    const abort = new AbortController()
    abort.abort(new Error('enough'))
    await expect(lookThrough(root, { signal: abort.signal })).rejects.toThrow('enough')
    const ignore = await IgnoreRules.read(root, [])
    const refused = scan(root, { ignore, symlinks: 'keep', selected: new Selection([]) }, () => {
      throw new Error('not now')
    })
    await expect(refused).rejects.toThrow('not now')
  })

  test('of a folder that is gone, or is another one, tells nothing but that', async () => {
    const root = await folder(join(await temporary(), 'folder'))
    write(root, 'a')
    rmSync(join(root.path, '.hawser/folder'))
    expect(await codeOf(lookThrough(root))).toBe('folder-missing')
    writeFileSync(join(root.path, '.hawser/folder'), 'other-folder\n')
    expect(await codeOf(lookThrough(root))).toBe('folder-missing')
    rmSync(root.path, { recursive: true })
    expect(await codeOf(lookThrough(root))).toBe('folder-missing')
  })
})
