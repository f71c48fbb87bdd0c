import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serveControl } from '../../../src/host/control.ts'
import { openHost } from '../../../src/host/index.ts'
import { runHere } from '../../support/cli-here.ts'
import { placeOf } from '../../support/peers.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { hawser, newHome, type Running, run } from './harness.ts'

async function withHost(userData: string): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const host = await openHost({ userData, engines: fakeEngines, shell: 'test', version: '0' })
  stack.use(host)
  stack.use(await serveControl(host, userData))
  return stack
}

/** A device that listens on loopback alone, with a Hawser running or not. */
async function device(name: string, isRunning = false) {
  const home = newHome()
  const stack = new AsyncDisposableStack()
  stack.defer(() => home[Symbol.dispose]())
  const env = { HAWSER_HOME: home.path }
  const settings = { version: 1, deviceName: name, sync: { listen: { host: '127.0.0.1', port: 8741 } } }
  writeFileSync(join(home.path, 'hawser.json'), JSON.stringify(settings))
  if (isRunning) stack.use(await withHost(home.path))
  return {
    home: home.path,
    // Pairing waits for a request to stop, which is one to its process.
    run: (...args: string[]) => (args[0] === 'pair' ? run(args, env) : runHere(args, home.path)),
    start: (...args: string[]) => hawser(args, env),
    peers: async () => JSON.parse((await runHere(['peers', 'list', '--json'], home.path)).stdout),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function opened(waiting: Running) {
  const open = await waiting.event('open')
  const { host, port } = placeOf(String(open['link']))
  return { code: String(open['code']), link: String(open['link']), at: `${host}:${port}` }
}

test('the id of a device is the same each time, and the key stays where it is', async () => {
  await using one = await device('Studio')
  const { stdout, status } = await one.run('id')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^[A-Z2-7]{52}$/)
  const told = await one.run('id', '--json')
  expect(JSON.parse(told.stdout)).toMatchObject({ id: stdout, name: 'Studio', keyStorage: 'file' })
  expect(told.stdout).not.toContain('PRIVATE')
})

describe.each([
  ['with no Hawser running', false],
  ['with a Hawser running', true],
])('pairing at the command line, %s', (_, isRunning) => {
  test('one shows a code, the other enters it, and both list each other', async () => {
    await using studio = await device('Studio', isRunning)
    await using van = await device('Van', isRunning)
    await using waiting = studio.start('pair', '--json')
    const { code, at } = await opened(waiting)
    const joined = await van.run('pair', code, '--at', at)
    expect(joined).toMatchObject({ status: 0, stderr: '' })
    expect(joined.stdout).toContain('Paired with Studio.')
    expect(await waiting.event('paired')).toMatchObject({ name: 'Van' })
    expect((await waiting.ended).status).toBe(0)
    expect(await studio.peers()).toMatchObject([{ name: 'Van' }])
    expect((await studio.run('peers', 'list')).stdout).toMatch(
      /^NAME +PAIRED +CONNECTED +ADDRESSES +ID\nVan +\S+ +- /,
    )
    expect(await van.peers()).toMatchObject([{ name: 'Studio', id: (await studio.run('id')).stdout }])
    for (const { home } of [studio, van])
      expect(readFileSync(join(home, 'hawser.json'), 'utf8')).not.toContain('PRIVATE')
  })

  test('a wrong code is a fault, and the third ends it on the other side too', async () => {
    await using studio = await device('Studio', isRunning)
    await using van = await device('Van', isRunning)
    await using waiting = studio.start('pair', '--json')
    const { code, at } = await opened(waiting)
    const wrong = code.replace(/\d{4}$/, (digits) => (digits === '9999' ? '9998' : '9999'))
    for (let attempt = 1; attempt <= 3; attempt++) {
      const refused = await van.run('pair', wrong, '--at', at)
      expect(refused).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^hawser: pairing-refused: /),
      })
    }
    expect(await waiting.ended).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('pairing-refused'),
    })
    expect(await studio.peers()).toEqual([])
  })

  test('a request to stop closes pairing', async () => {
    await using studio = await device('Studio', isRunning)
    await using van = await device('Van')
    await using waiting = studio.start('pair', '--json')
    const { code, at } = await opened(waiting)
    expect(await waiting.stop('SIGINT')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Pairing was cancelled.'),
    })
    expect((await van.run('pair', code, '--at', at)).stderr).toMatch(/^hawser: peer-unreachable: /)
  })

  test('paired devices are renamed, given addresses and revoked', async () => {
    await using studio = await device('Studio', isRunning)
    await using van = await device('Van')
    await using waiting = studio.start('pair', '--json')
    await van.run('pair', (await opened(waiting)).link)
    await waiting.ended
    const [{ id }] = await studio.peers()
    expect((await studio.run('peers', 'rename', 'Van', 'Unit 2')).status).toBe(0)
    const grouped = id.toLowerCase().match(/.{4}/g).join('-')
    expect(
      (await studio.run('peers', 'address', grouped, 'van.example.net:8741', '[fd00::5]:9')).status,
    ).toBe(0)
    expect(await studio.peers()).toMatchObject([
      {
        id,
        name: 'Unit 2',
        addresses: [
          { host: 'van.example.net', port: 8741 },
          { host: 'fd00::5', port: 9 },
        ],
      },
    ])
    expect((await studio.run('peers', 'list')).stdout).toMatch(
      /Unit 2 .*van\.example\.net:8741 \[fd00::5\]:9/,
    )
    expect((await studio.run('peers', 'revoke', 'Unit 3')).stderr).toBe(
      'hawser: peer-unknown: There is no peer "Unit 3".\n',
    )
    expect((await studio.run('peers', 'revoke', 'Unit 2')).status).toBe(0)
    expect(await studio.peers()).toEqual([])
  })
})

test('for people, a code, a link and its QR code are shown', async () => {
  await using studio = await device('Studio')
  await using waiting = studio.start('pair')
  await waiting.line((line) => line.includes('Ctrl+C'))
  const text = waiting.lines.join('\n')
  expect(text).toMatch(/\n {2}[1-9]-[a-z]+-[a-z]+-\d{4}\n/)
  expect(text).toContain('hawser://pair?id=')
  expect(waiting.lines.filter((line) => /[█▀▄]/.test(line)).length).toBeGreaterThan(15)
})

test.each([
  [['pair', 'nonsense'], 2, 'invalid'],
  [['pair', '--at', '10.0.0.5:1'], 2, 'usage'],
  [['pair', '--minutes', '0'], 2, 'usage'],
  [['pair', '7-otter-lamp-4217', '--at', '127.0.0.1:1'], 1, 'peer-unreachable'],
  [['peers', 'rename', 'nobody', 'x'], 1, 'peer-unknown'],
])('%j is a fault with a code', async (args, status, code) => {
  await using studio = await device('Studio')
  expect(await studio.run(...args)).toMatchObject({
    status,
    stderr: expect.stringMatching(new RegExp(`^hawser: ${code}: `)),
  })
})
