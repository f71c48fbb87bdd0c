import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { blockBytes } from '../../../src/transfer/files.ts'
import { bytesOf, carry, manifestOf, never, sinkInto, temporary, tree, writeTree } from './carry.ts'

const mayMount = process.platform === 'linux' && process.getuid?.() === 0
if (!mayMount) console.warn('Full disks are NOT tested: that takes root on Linux, to mount them.')

/** A disk of a few megabytes. */
async function smallDisk(megabytes: number): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'hawser-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'hawser-test', path])
  return {
    path,
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['-l', path])
      await rm(path, { recursive: true, force: true })
    },
  }
}

test.skipIf(!mayMount)(
  'a disk that fills up meanwhile is told, nothing is lost, and it goes on once there is room',
  async () => {
    await using from = await temporary()
    await using to = await smallDisk(8)
    // Below the size from which room is reserved beforehand.
    const files: Record<string, Uint8Array> = {}
    for (let file = 0; file < 8; file++) files[`Card/${file}.mov`] = bytesOf(3 * blockBytes, file)
    await writeTree(from.path, files)
    const source = await DiskSource.open([join(from.path, 'Card')])
    const manifest = await manifestOf(source)
    const first = sinkInto(to.path)
    const progress = await first.open(manifest, never)
    await writeFile(join(to.path, 'of others'), bytesOf(5 * 1024 * 1024))
    await expect(carry(source, first, progress)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('Card/'),
    })
    await first.close(true).catch(() => {})
    const sent = await tree(from.path)
    for (const [path, digest] of Object.entries(await tree(to.path))) {
      if (/\.mov$/.test(path)) expect(digest).toBe(sent[path])
    }
    await expect(sinkInto(to.path).open(manifest, never)).rejects.toMatchObject({ code: 'disk-full' })

    await unlink(join(to.path, 'of others'))
    const second = sinkInto(to.path)
    const left = await second.open(manifest, never)
    expect(left.whole.length + left.partial.size).toBeGreaterThan(0)
    await carry(source, second, left)
    await second.close(true)
    expect(await tree(to.path)).toEqual(sent)
    expect(await readdir(to.path)).toEqual(['Card'])
  },
)

test.skipIf(!mayMount)('room for a large file is taken before its first byte', async () => {
  await using from = await temporary()
  await using to = await smallDisk(8)
  await writeTree(from.path, { 'a.mov': bytesOf(20 * blockBytes) })
  const source = await DiskSource.open([join(from.path, 'a.mov')])
  const sink = sinkInto(to.path)
  const progress = await sink.open(await manifestOf(source), never)
  await carry(source, sink, progress, { until: (blocks) => blocks === 1 })
  await expect(writeFile(join(to.path, 'of others'), bytesOf(5 * 1024 * 1024))).rejects.toMatchObject({
    code: 'ENOSPC',
  })
  await unlink(join(to.path, 'of others'))
  await carry(source, sink, { whole: [], partial: new Map([[0, Uint8Array.of(1)]]) })
  await sink.close(true)
  expect(await tree(to.path)).toEqual(await tree(from.path))
})
