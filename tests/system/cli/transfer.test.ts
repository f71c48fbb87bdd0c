import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runReceive, runSend } from '../../../src/cli/transfer-run.ts'
import { heardRun } from '../../support/cli-transfer.ts'
import { memorySignalling } from '../../support/transfer/session-pair.ts'

describe('files by a code at the command line', () => {
  let folder: string
  let from: string
  let to: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawser-cli-transfer-'))
    from = join(folder, 'from')
    to = join(folder, 'to', 'new')
    await mkdir(from)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const meet = (secrets?: [Uint8Array, Uint8Array]) => {
    const { initiator, responder } = memorySignalling(secrets)
    return {
      sender: heardRun('Camera', initiator, undefined),
      receiver: heardRun('Edit', responder, undefined),
    }
  }

  const card = async (bytes: number) => {
    const content = randomBytes(bytes)
    await mkdir(join(from, 'card', 'empty'), { recursive: true })
    await writeFile(join(from, 'card', 'A001.mov'), content)
    await writeFile(join(from, 'card', 'notes.txt'), 'take 2')
    await writeFile(join(from, 'list.csv'), '')
    return { content, paths: [join(from, 'card'), join(from, 'list.csv')] }
  }

  test('arrive whole, and both sides say so', async () => {
    const { content, paths } = await card(3_000_000)
    const { sender, receiver } = meet()
    await Promise.all([
      runSend({ ...sender.run, paths, text: 'on its way' }),
      runReceive({ ...receiver.run, folder: to, stay: false }),
    ])
    expect(await readFile(join(to, 'card', 'A001.mov'))).toEqual(content)
    expect(await readFile(join(to, 'card', 'notes.txt'), 'utf8')).toBe('take 2')
    expect(await readdir(join(to, 'card', 'empty'))).toEqual([])
    expect((await readdir(to)).toSorted()).toEqual(['card', 'list.csv'])
    const connected = await sender.event('connected')
    expect(connected).toMatchObject({ peer: 'Edit', sealed: true, stack: 'node-datachannel' })
    expect((await receiver.event('connected'))['words']).toBe(connected['words'])
    expect(await receiver.event('offered')).toMatchObject({ files: 3, bytes: 3_000_006 })
    expect(await receiver.event('text')).toMatchObject({ text: 'on its way' })
    expect(await receiver.event('done')).toMatchObject({ direction: 'receiving', files: 3, bytes: 3_000_006 })
    expect((await receiver.event('done'))['paths']).toContain(join(to, 'list.csv'))
    expect(await sender.event('done')).toMatchObject({ direction: 'sending', bytes: 3_000_006 })
    await sender.event('text-sent')
  })

  test('arrive by werift too, where nothing else runs', async () => {
    const { content, paths } = await card(300_000)
    const { initiator, responder } = memorySignalling()
    const sender = heardRun('Camera', initiator, 'werift')
    const receiver = heardRun('Edit', responder, 'werift')
    await Promise.all([
      runSend({ ...sender.run, paths, text: undefined }),
      runReceive({ ...receiver.run, folder: to, stay: false }),
    ])
    expect(await readFile(join(to, 'card', 'A001.mov'))).toEqual(content)
  })

  test('a text alone arrives', async () => {
    const { sender, receiver } = meet()
    await Promise.all([
      runSend({ ...sender.run, paths: [], text: 'port 5000' }),
      runReceive({ ...receiver.run, folder: to, stay: false }),
    ])
    expect(await receiver.event('text')).toMatchObject({ text: 'port 5000' })
  })

  test('what was stopped goes on where it was', async () => {
    const { content, paths } = await card(60_000_000)
    const first = meet()
    const receiving = runReceive({ ...first.receiver.run, folder: to, stay: false })
    const sending = runSend({ ...first.sender.run, paths, text: undefined })
    const refused = Promise.allSettled([receiving, sending])
    await first.receiver.event('telemetry', ({ transfers }) =>
      (transfers as { bytesDone: number }[]).some(({ bytesDone }) => bytesDone > 2_000_000),
    )
    first.receiver.stop()
    const [here, there] = await refused
    expect(here).toMatchObject({
      status: 'rejected',
      reason: { code: 'transfer-cancelled', message: /kept/ },
    })
    expect(there).toMatchObject({ status: 'rejected', reason: { code: 'transfer-lost' } })
    expect(await readdir(join(to, 'card'))).not.toContain('A001.mov')

    const second = meet()
    await Promise.all([
      runSend({ ...second.sender.run, paths, text: undefined }),
      runReceive({ ...second.receiver.run, folder: to, stay: false }),
    ])
    expect((await second.receiver.event('done'))['bytesKept']).toBeGreaterThan(1_000_000)
    expect((await readFile(join(to, 'card', 'A001.mov'))).equals(content)).toBe(true)
    expect((await readdir(to)).toSorted()).toEqual(['card', 'list.csv'])
  })

  test('who does not know the secret gets nothing', async () => {
    const { paths } = await card(1000)
    const { sender, receiver } = meet([new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)])
    const sending = runSend({ ...sender.run, paths, text: undefined }).catch(({ code }) => code)
    await expect(runReceive({ ...receiver.run, folder: to, stay: false })).rejects.toMatchObject({
      code: 'transfer-unproven',
    })
    // A call that ends on one side ends on the other; here there is none.
    sender.stop()
    expect(['transfer-cancelled', 'transfer-unproven']).toContain(await sending)
    expect(await readdir(to)).toEqual([])
  })

  test('what cannot be sent is said before anybody is met', async () => {
    const { sender } = meet()
    const meeting = async () => {
      throw new Error('met')
    }
    await expect(
      runSend({ ...sender.run, meet: meeting, paths: [join(from, 'nothing')], text: undefined }),
    ).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  test('a folder that cannot be written is said before anybody is met', async () => {
    const { receiver } = meet()
    await writeFile(join(folder, 'to'), 'a file')
    await expect(runReceive({ ...receiver.run, folder: to, stay: false })).rejects.toMatchObject({
      code: expect.stringMatching(/folder|file/),
    })
  })

  test('who waits for the other side can be stopped', async () => {
    const { paths } = await card(10)
    const { sender } = meet()
    const sending = runSend({ ...sender.run, paths, text: undefined })
    setTimeout(() => sender.stop(), 300)
    await expect(sending).rejects.toMatchObject({ code: 'transfer-cancelled' })
  })
})
