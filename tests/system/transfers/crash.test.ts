import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { readJournal } from '../../../src/host/transfers/journal.ts'
import { blockBytes } from '../../../src/transfer/files.ts'
import { bytesOf, carry, manifestOf, never, sinkInto, temporary, tree, writeTree } from './carry.ts'

const script = join(import.meta.dirname, 'receiving-process.ts')

function receive(
  from: string,
  to: string,
  blocks = '',
  stderr: 'inherit' | 'ignore' = 'inherit',
): ChildProcess {
  return fork(script, [from, to, blocks], { stdio: ['ignore', 'ignore', stderr, 'ipc'] })
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

test('a receiver that is killed again and again ends with every byte right, and never has half a file under its name', async () => {
  await using from = await temporary()
  await using to = await temporary()
  const files: Record<string, Uint8Array> = {}
  for (let file = 0; file < 300; file++) files[`small/${file}.bin`] = bytesOf(3000 + file, file)
  for (let file = 0; file < 4; file++) files[`${file}.mov`] = bytesOf(16 * blockBytes + file, 1000 + file)
  await writeTree(join(from.path, 'Card'), files)
  const sent = await tree(from.path)

  const starts: { whole: number; partial: number }[] = []
  let isOver = false
  for (let round = 0; !isOver; round++) {
    const child = receive(join(from.path, 'Card'), to.path)
    const exited = once(child, 'exit')
    const moment = Promise.withResolvers<boolean>()
    // A moment that differs from round to round, counted in blocks.
    const blocks = 3 + round * 3
    child.on('message', (message) => {
      if (message === 'carried') moment.resolve(true)
      else if (typeof message === 'object') starts.push(message as never)
      else if (round < 12 && Number(message) >= blocks) moment.resolve(false)
    })
    isOver = await moment.promise
    if (isOver) {
      child.send('close')
      await exited
    } else await kill(child)
    const there = await tree(to.path)
    for (const [path, digest] of Object.entries(there)) {
      if (path.endsWith('.part') || path.startsWith('.hawser-transfer-')) continue
      expect(digest, path).toBe(sent[path])
    }
  }
  expect(await tree(to.path)).toEqual(sent)
  expect(starts.some(({ whole }) => whole > 0)).toBe(true)
  expect(starts.some(({ partial }) => partial > 0)).toBe(true)
})

test('a transfer that another process receives into the folder is left to it until that ends, however it does', async () => {
  await using from = await temporary()
  await using to = await temporary()
  await writeTree(join(from.path, 'Card'), { 'a.mov': bytesOf(8 * blockBytes) })
  const source = await DiskSource.open([join(from.path, 'Card')])
  const manifest = await manifestOf(source)
  const child = receive(join(from.path, 'Card'), to.path, '3')
  await once(child, 'message')
  await expect(sinkInto(to.path).open(manifest, never)).rejects.toMatchObject({ code: 'file-busy' })
  await kill(child)
  const sink = sinkInto(to.path)
  await carry(source, sink, await sink.open(manifest, never))
  const other = receive(join(from.path, 'Card'), to.path, '', 'ignore')
  const [code] = await once(other, 'exit')
  expect(code).not.toBe(0)
  await sink.close(true)
  expect(await tree(to.path)).toEqual(await tree(from.path))
})

test('what a killed receiver has written and the disk has lost is sent again', async () => {
  await using from = await temporary()
  await using to = await temporary()
  await writeTree(from.path, { 'a.mov': bytesOf(6 * blockBytes) })
  const child = receive(join(from.path, 'a.mov'), to.path, '4')
  await once(child, 'message')
  await once(child, 'message')
  const [journal = ''] = (await readdir(to.path)).filter((name) => name.startsWith('.hawser-transfer-'))
  const noted = async () => {
    let blocks = 0
    await readJournal(join(to.path, journal), ({ type }) => {
      if (type === 'block') blocks++
    })
    return blocks
  }
  await expect.poll(noted).toBe(4)
  await kill(child)
  // As after a power cut: the journal came onto the disk, and a block did not.
  const part = await open(join(to.path, 'a.mov.part'), 'r+')
  await part.write(new Uint8Array(4096), 0, 4096, 2 * blockBytes)
  await part.close()

  const source = await DiskSource.open([join(from.path, 'a.mov')])
  const sink = sinkInto(to.path)
  const progress = await sink.open(await manifestOf(source), never)
  expect([...progress.partial]).toEqual([[0, Uint8Array.of(0b1011)]])
  await carry(source, sink, progress)
  await sink.close(true)
  expect(await tree(to.path)).toEqual(await tree(from.path))
})

test('a file that was given its name in the moment of a crash is there once', async () => {
  await using from = await temporary()
  await using to = await temporary()
  await writeTree(join(from.path, 'Card'), { 'a.mov': bytesOf(blockBytes), 'b.mov': bytesOf(blockBytes, 2) })
  const source = await DiskSource.open([join(from.path, 'Card')])
  const manifest = await manifestOf(source)
  const first = sinkInto(to.path)
  await carry(source, first, await first.open(manifest, never), { until: (blocks) => blocks === 1 })
  await expect.poll(() => readdir(join(to.path, 'Card'))).toEqual(['a.mov'])
  await first.close(true)
  // The name was noted, and not given yet.
  await rename(join(to.path, 'Card', 'a.mov'), join(to.path, 'Card', 'a.mov.part'))

  const second = sinkInto(to.path)
  const progress = await second.open(manifest, never)
  await carry(source, second, progress)
  await second.close(true)
  expect(await tree(to.path)).toEqual(await tree(from.path))
})

test('a journal that is cut off or changed anywhere costs time, and never a byte', async () => {
  await using from = await temporary()
  await writeTree(join(from.path, 'Card'), {
    'a.mov': bytesOf(blockBytes),
    'b.mov': bytesOf(5 * blockBytes, 2),
    'c.txt': bytesOf(10, 3),
  })
  const source = await DiskSource.open([join(from.path, 'Card')])
  const manifest = await manifestOf(source)
  const sent = await tree(join(from.path, 'Card'))
  for (let round = 0; round < 20; round++) {
    await using to = await temporary()
    const first = sinkInto(to.path)
    await carry(source, first, await first.open(manifest, never), { until: (blocks) => blocks === 4 })
    await first.close(true)
    const path = join(to.path, `.hawser-transfer-${manifest.id}`)
    const journal = await readFile(path)
    const place = Math.floor((journal.length * round) / 20)
    if (round % 2 === 0) journal[place]! ^= 0x55
    await writeFile(path, round % 2 === 0 ? journal : journal.subarray(0, place))

    const second = sinkInto(to.path)
    await carry(source, second, await second.open(manifest, never))
    await second.close(true)
    const [card = ''] = second.placed
    const there = await tree(join(to.path, card))
    // What an unreadable journal does not name any more stays beside it.
    const right = Object.entries(there).filter(([path]) => !path.endsWith('.part'))
    for (const digest of Object.values(sent)) expect(right.map(([, each]) => each)).toContain(digest)
    for (const [, digest] of right) expect(Object.values(sent)).toContain(digest)
  }
})
