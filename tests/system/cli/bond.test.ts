import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fakeReceiver, udpSocket } from '../../support/fake-receiver.ts'
import { freePort } from '../../support/free-port.ts'
import { hawser, newHome, run } from './harness.ts'

type Link = { id: string; state: string; weight: number }
const linksOf = (line: Record<string, unknown>) => line['links'] as Link[]
const states = (line: Record<string, unknown>) => linksOf(line).map(({ id, state }) => `${id} ${state}`)
const registered = (line: Record<string, unknown>) =>
  linksOf(line).length > 0 && linksOf(line).every(({ state }) => state === 'warming' || state === 'live')

test('registers its links and tells of each, line by line', async () => {
  await using receiver = await fakeReceiver()
  const port = await freePort()
  const args = [
    '-l',
    `${port}`,
    '-r',
    `127.0.0.1:${receiver.port}`,
    '-u',
    '127.0.0.2',
    '-u',
    '127.0.0.3,weight=50,label=Modem',
  ]
  await using bond = hawser(['bond', ...args, '--json', '--interval', '200ms'])
  expect(await bond.event('listening')).toEqual({
    event: 'listening',
    listen: `127.0.0.1:${port}`,
    receiver: `127.0.0.1:${receiver.port}`,
    mode: 'enhanced',
    pid: bond.child.pid,
  })
  const sample = await bond.event('telemetry', registered)
  expect(sample).toMatchObject({
    at: expect.any(Number),
    verdict: { text: expect.any(String) },
    links: [
      { id: '127.0.0.2', weight: 100, rttMs: expect.any(Number), packets: 0 },
      { id: '127.0.0.3', weight: 50, label: 'Modem' },
    ],
  })
  expect([...receiver.seen].sort()).toEqual(['127.0.0.2', '127.0.0.3'])
  expect(await bond.event('link-up')).toMatchObject({ level: 'info', link: expect.stringMatching(/^127/) })
  const { status, stdout, stderr } = await bond.stop('SIGTERM')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const events = stdout.split('\n').map((line) => JSON.parse(line).event)
  expect(events.at(-1)).toBe('stopped')
  expect(events.filter((event) => event === 'listening')).toHaveLength(1)
})

test('obeys commands on stdin, answers each, and goes on when they end', async () => {
  await using receiver = await fakeReceiver()
  const args = ['-l', `${await freePort()}`, '-r', `127.0.0.1:${receiver.port}`, '-u', '127.0.0.2']
  await using bond = hawser(['bond', ...args, '--json', '--interval', '200ms'])
  await bond.event('telemetry', registered)
  const stdin = bond.child.stdin!
  stdin.write(
    'mode classic\n{"command":"priority","uplink":"127.0.0.2","weight":40}\n\nexplode\npriority eth7 3\n',
  )
  const answer = (fits: (line: Record<string, unknown>) => boolean) => bond.event('answer', fits)
  expect(await answer(({ command }) => command === 'mode')).toMatchObject({ ok: true, value: 'classic' })
  expect(await answer(({ command }) => command === 'priority')).toMatchObject({ ok: true, weight: 40 })
  expect(await answer(({ code }) => code === 'usage')).toMatchObject({ ok: false })
  expect(await answer(({ code }) => code === 'link-unknown')).toMatchObject({ ok: false })
  await bond.event('telemetry', (line) => linksOf(line)[0]?.weight === 40)
  stdin.end('status\nhelp')
  expect(await answer(({ command }) => command === 'status')).toMatchObject({
    ok: true,
    links: [{ id: '127.0.0.2', weight: 40 }],
  })
  await answer(({ help }) => help !== undefined)
  const { length } = bond.lines
  await expect.poll(() => bond.lines.length, { timeout: 30_000 }).toBeGreaterThan(length + 2)
  expect(await bond.stop('SIGINT')).toMatchObject({ status: 0, stderr: '' })
})

test('reads the file of its uplinks again on SIGHUP', async () => {
  using home = newHome()
  await using receiver = await fakeReceiver()
  // A file elsewhere, so that nobody who watches the folder of the one that is named notices its change.
  const [elsewhere, file] = [join(home.path, 'elsewhere', 'ips.txt'), join(home.path, 'ips.txt')]
  mkdirSync(join(home.path, 'elsewhere'))
  writeFileSync(elsewhere, '127.0.0.2\n')
  symlinkSync(elsewhere, file)
  const args = ['-l', `${await freePort()}`, '-r', `127.0.0.1:${receiver.port}`, '--uplinks-file', file]
  await using bond = hawser(['bond', ...args, '--json', '--interval', '200ms'])
  await bond.event('telemetry', (line) => states(line).join().startsWith('127.0.0.2'))
  writeFileSync(elsewhere, '127.0.0.3\n127.0.0.4\n')
  bond.child.kill('SIGHUP')
  await bond.event(
    'telemetry',
    (line) =>
      linksOf(line)
        .map(({ id }) => id)
        .join() === '127.0.0.3,127.0.0.4',
  )
  await bond.event('telemetry', registered)
  expect(await bond.stop('SIGTERM')).toMatchObject({ status: 0, stderr: '' })
})

test('a receiver that does not answer is told, and no reason to end', async () => {
  const args = ['-l', `${await freePort()}`, '-r', `127.0.0.1:${await freePort()}`, '-u', '127.0.0.2']
  await using bond = hawser(['bond', ...args, '--json', '--interval', '200ms', '--conn-timeout', '1s'])
  await bond.event('listening')
  await bond.line((line) => line.includes('"receiver-silent"'))
  expect(bond.child.exitCode).toBeNull()
  expect(await bond.stop('SIGTERM')).toMatchObject({ status: 0, stderr: '' })
})

test('speaks to people without --json', async () => {
  const [port, to] = [await freePort(), await freePort()]
  await using bond = hawser([
    'bond',
    '-l',
    `${port}`,
    '-r',
    `127.0.0.1:${to}`,
    '-u',
    '127.0.0.2',
    '--mode',
    'classic',
  ])
  const line = await bond.line((text) => text.startsWith('Bonding'))
  expect(line).toBe(`Bonding 127.0.0.1:${port} → 127.0.0.1:${to} (classic). Ctrl+C stops.`)
  bond.child.stdin!.write('nonsense\nquality off\n')
  await bond.line((text) => text.startsWith('usage: There are: mode'))
  await bond.line((text) => text === 'done: quality off')
  await bond.line((text) => / 1 link: 127\.0\.0\.2 registering$/.test(text))
  expect(await bond.stop('SIGINT')).toMatchObject({ status: 0, stderr: '' })
})

test.each([
  ['bond', (port: number) => ['-l', `${port}`, '-r', '127.0.0.1:9', '-u', '127.0.0.2', '--json']],
  ['bond-receive', (port: number) => ['-l', `127.0.0.1:${port}`, '-t', '127.0.0.1:9', '--json']],
])('%s: a port in use is status 3, with the next free one', async (command, args) => {
  await using taken = await udpSocket()
  const { status, stdout, stderr } = await run([command, ...args(taken.port)])
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  const [line, json] = stderr.split('\n')
  expect(line).toMatch(/^hawser: port-in-use: .+/)
  expect(JSON.parse(json!)).toMatchObject({
    event: 'error',
    code: 'port-in-use',
    detail: { suggestion: expect.any(Number) },
  })
})

test('it stops when nobody reads its output any more', async () => {
  const args = [
    '-l',
    `${await freePort()}`,
    '-r',
    '127.0.0.1:9',
    '-u',
    '127.0.0.2',
    '--json',
    '--interval',
    '100ms',
  ]
  await using bond = hawser(['bond', ...args])
  await bond.event('listening')
  bond.child.stdout!.destroy()
  expect(await bond.ended).toMatchObject({ status: 0 })
})

test('srtla-send takes the four arguments, listens everywhere and tells people on stderr', async () => {
  using home = newHome()
  await using receiver = await fakeReceiver()
  const file = join(home.path, 'ips.txt')
  writeFileSync(file, '127.0.0.2\n127.0.0.3\n')
  const port = await freePort()
  await using bond = hawser(['srtla-send', `${port}`, '127.0.0.1', `${receiver.port}`, file, '-v'])
  await bond.complaint(`:${port} → 127.0.0.1:${receiver.port} (enhanced)`)
  await bond.complaint('2 links: 127.0.0.2 ')
  await expect.poll(() => [...receiver.seen].sort(), { timeout: 30_000 }).toEqual(['127.0.0.2', '127.0.0.3'])
  writeFileSync(file, '127.0.0.4\n')
  bond.child.kill('SIGHUP')
  await bond.complaint('1 link: 127.0.0.4 ')
  expect(await bond.stop('SIGTERM')).toMatchObject({ status: 0, stdout: '' })
})

test('bond-receive takes the links of a bond and tells of the stream', async () => {
  await using srt = await udpSocket()
  const [listen, port] = [await freePort(), await freePort()]
  await using receive = hawser([
    'bond-receive',
    '-l',
    `${listen}`,
    '-t',
    `127.0.0.1:${srt.port}`,
    '--json',
    '--interval',
    '200ms',
  ])
  expect(await receive.event('listening')).toMatchObject({ target: `127.0.0.1:${srt.port}` })
  const links = ['-u', '127.0.0.2', '-u', '127.0.0.3']
  await using bond = hawser([
    'bond',
    '-l',
    `${port}`,
    '-r',
    `127.0.0.1:${listen}`,
    ...links,
    '--json',
    '--interval',
    '200ms',
  ])
  await bond.event('telemetry', registered)
  const group = (line: Record<string, unknown>) => (line['groups'] as { links: unknown[] }[])[0]
  await receive.event('telemetry', (line) => group(line)?.links.length === 2)
  for (const each of [bond, receive])
    expect(await each.stop('SIGTERM')).toMatchObject({ status: 0, stderr: '' })
})
