import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { project, Running } from './harness.ts'

const cli = join(project, 'src/cli/index.ts')

describe('hawser send and hawser receive', () => {
  let folder: string
  let file: string
  let to: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawser-send-'))
    file = join(folder, 'A001.mov')
    to = join(folder, 'to')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** Each with a user-data folder of its own, as on two machines. */
  const send = (...args: string[]) =>
    new Running([cli, 'send', ...args, '--json'], { HAWSER_HOME: join(folder, 'here') })
  const receive = (...args: string[]) =>
    new Running([cli, 'receive', ...args, '--to', to, '--json'], { HAWSER_HOME: join(folder, 'there') })

  test('carry a file by the link that one shows, and end', async () => {
    await writeFile(file, randomBytes(500_000))
    await using sender = send(file)
    const { link } = await sender.event('code')
    await using receiver = receive(String(link))
    expect(await receiver.ended).toMatchObject({ status: 0, stderr: '' })
    expect(await sender.ended).toMatchObject({ status: 0, stderr: '' })
    expect(await readFile(join(to, 'A001.mov'))).toEqual(await readFile(file))
    expect(await receiver.event('done')).toMatchObject({ paths: [join(to, 'A001.mov')] })
  })

  test('the receiver may show the code as well', async () => {
    await writeFile(file, randomBytes(1000))
    await using receiver = receive()
    const { link } = await receiver.event('code')
    await using sender = send(file, '--code', String(link), '--text', 'here it is')
    expect((await sender.ended).status).toBe(0)
    expect((await receiver.ended).status).toBe(0)
    expect(await receiver.event('text')).toMatchObject({ text: 'here it is' })
    expect(await readdir(to)).toEqual(['A001.mov'])
  })

  test('a wrong code is refused, and who waits goes on waiting', async () => {
    await writeFile(file, randomBytes(1000))
    await using sender = send(file)
    const link = String((await sender.event('code'))['link'])
    const words = /-[a-z]+(?=&)/.exec(link)![0]
    const wrong = link.replace(words, words === '-acorn' ? '-otter' : '-acorn')
    await using stranger = receive(wrong)
    expect(await stranger.ended).toMatchObject({ status: 1, stderr: expect.stringContaining('code-refused') })
    expect(await sender.event('wrong-code')).toMatchObject({ wrongTries: 1, most: 10 })
    await using receiver = receive(link)
    expect((await receiver.ended).status).toBe(0)
    expect((await sender.ended).status).toBe(0)
  })

  test('interrupted they leave what goes on when the same is sent again', async () => {
    await writeFile(file, randomBytes(150_000_000))
    await using sender = send(file)
    await using receiver = receive(String((await sender.event('code'))['link']), '--interval', '100ms')
    await receiver.event('telemetry', ({ transfers }) =>
      (transfers as { bytesDone: number }[]).some(({ bytesDone }) => bytesDone > 5_000_000),
    )
    expect(await receiver.stop('SIGINT')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('transfer-cancelled'),
    })
    expect(await sender.ended).toMatchObject({ status: 1 })

    await using again = send(file)
    await using further = receive(String((await again.event('code'))['link']))
    expect((await further.ended).status).toBe(0)
    expect((await further.event('done'))['bytesKept']).toBeGreaterThan(2_000_000)
    expect((await readFile(join(to, 'A001.mov'))).equals(await readFile(file))).toBe(true)
    expect(await readdir(to)).toEqual(['A001.mov'])
  })

  test('what is not understood is said, with a status of its own', async () => {
    await using nothing = send()
    expect(await nothing.ended).toMatchObject({ status: 2, stderr: expect.stringContaining('--text') })
    await using noCode = receive('not-a-code')
    expect(await noCode.ended).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('A code looks like'),
    })
  })
})
