import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dial, listen, readAll } from '../../support/forward-engine.ts'
import { freePort } from '../../support/free-port.ts'
import { startRendezvous } from '../../support/rendezvous.ts'
import { openCliTunnel, quickStack } from '../../support/tunnel-peers/cli-tunnel.ts'
import { project, Running } from './harness.ts'

const cli = join(project, 'src/cli/index.ts')

/** Sends back what it gets, and ends when the client has ended. */
const startEcho = () => listen((socket) => socket.pipe(socket))

async function echo(port: number, text: string): Promise<string> {
  const socket = await dial(port, { allowHalfOpen: true })
  socket.end(text)
  return (await readAll(socket)).toString()
}

/** Each test starts up to six processes. */
describe('hawser tunnel and hawser tunnel serve', { timeout: 120_000 }, () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hawser-tunnel-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const tunnel = (home: string, ...args: string[]) =>
    new Running([cli, 'tunnel', ...args, ...quickStack, '--json'], { HAWSER_HOME: join(folder, home) })

  test('carry connections there and back, and show the same words', async () => {
    await using device = await startEcho()
    const target = `127.0.0.1:${device.port}`
    await using both = await openCliTunnel({
      serve: ['--allow', target, '--allow-listen', '127.0.0.1:*'],
      ways: ['--forward', `0=${target}`, '--forward', `[::1]:0=${target}`, '--reverse', `0=${target}`],
      // The stack that proves itself the fastest on this machine.
      both: [],
    })
    for (const port of [...both.ports('forward').slice(0, 1), ...both.ports('reverse')])
      expect(await echo(port, `through ${port}`)).toBe(`through ${port}`)
    const [near, far] = [await both.near.event('connected'), await both.far.event('connected')]
    expect(near).toMatchObject({ proven: true, words: far['words'] })
    expect(String(near['words']).split(' ')).toHaveLength(4)
    await both.far.event('listening', ({ text }) => String(text).includes('127.0.0.1'))
    const { tubes } = await both.near.event('telemetry', (line) =>
      (line['tubes'] as { opened: number }[]).some(({ opened }) => opened >= 2),
    )
    expect(tubes).toMatchObject([{ state: 'open', by: 'code' }])
  })

  test('end together when one of them is stopped', async () => {
    await using device = await startEcho()
    const target = `127.0.0.1:${device.port}`
    const options = { serve: ['--allow', target], ways: ['--forward', `0=${target}`] }
    await using one = await openCliTunnel(options)
    expect(await one.near.stop('SIGINT')).toMatchObject({ status: 0, stderr: '' })
    expect(await one.far.ended).toMatchObject({ status: 0, stderr: '' })
    expect(await one.far.event('ended')).toMatchObject({ code: expect.any(String) })

    await using other = await openCliTunnel(options)
    expect(await other.far.stop('SIGTERM')).toMatchObject({ status: 0 })
    expect(await other.near.ended).toMatchObject({ status: 1, stderr: expect.stringContaining('hawser: ') })
  })

  test('go on when an engine has crashed, at the same port', async () => {
    await using device = await startEcho()
    const target = `127.0.0.1:${device.port}`
    const port = await freePort()
    await using both = await openCliTunnel({
      serve: ['--allow', target],
      ways: ['--forward', `${port}=${target}`],
    })
    for (const side of [both.far, both.near]) {
      const { pid } = side.child
      const [engine] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
      process.kill(Number(engine), 'SIGKILL')
      await side.event('engine-running')
      // Until the tube is there again, connections end at once or are refused.
      let answer = ''
      for (let tries = 0; answer === '' && tries < 200; tries++) {
        answer = await echo(port, 'again').catch(() => '')
        if (answer === '') await sleep(200)
      }
      expect(answer).toBe('again')
    }
  })

  test('what is not allowed is told at the far end, and may be allowed there by a line on stdin', async () => {
    await using device = await startEcho()
    const target = `127.0.0.1:${device.port}`
    await using both = await openCliTunnel({ serve: [], ways: ['--forward', `0=${target}`] })
    const [port = 0] = both.ports('forward')
    expect(await echo(port, 'nothing').catch(() => '')).toBe('')
    expect(await both.far.event('denied')).toMatchObject({ what: 'connect', target })
    both.far.child.stdin?.write(`forbid ${target}\nallow ${target}\n`)
    await both.far.event('misunderstood')
    await both.far.event('allowed')
    expect(await echo(port, 'now')).toBe('now')
  })

  test('a listener that the far end does not allow fails by itself', async () => {
    await using device = await startEcho()
    const target = `127.0.0.1:${device.port}`
    await using far = tunnel('far', 'serve', '--allow', target)
    const { link } = await far.event('code')
    await using near = tunnel(
      'near',
      '--code',
      String(link),
      '--forward',
      `0=${target}`,
      '--reverse',
      `0=${target}`,
    )
    expect(await near.event('way-failed')).toMatchObject({ kind: 'reverse', code: 'tunnel-denied' })
    const { listen: at } = await near.event('listening')
    expect(await echo(Number(String(at).split(':')[1]), 'still')).toBe('still')
  })

  test('--stay shows a new code when one is used, and several may come', async () => {
    await using device = await startEcho()
    const target = `127.0.0.1:${device.port}`
    await using far = tunnel('far', 'serve', '--allow', target, '--stay')
    const { link } = await far.event('code')
    await using first = tunnel('one', '--code', String(link), '--forward', `0=${target}`)
    const { link: next } = await far.event('code', (code) => code['link'] !== link)
    await using second = tunnel('two', '--code', String(next), '--forward', `0=${target}`)
    for (const near of [first, second]) {
      const { listen: at } = await near.event('listening')
      expect(await echo(Number(String(at).split(':')[1]), 'hello')).toBe('hello')
    }
    await first.stop('SIGINT')
    await far.event('ended')
    const { listen: at } = await second.event('listening')
    expect(await echo(Number(String(at).split(':')[1]), 'on')).toBe('on')
    expect(await far.stop('SIGINT')).toMatchObject({ status: 0 })
  })

  test('a port that is taken is found out before a code is used up', async () => {
    await using taken = await startEcho()
    await using near = tunnel('near', '--forward', `${taken.port}=10.0.0.5:554`)
    expect(await near.ended).toMatchObject({ status: 3, stderr: expect.stringContaining('port-in-use') })
    expect(near.lines.some((line) => line.includes('"code"'))).toBe(false)
  })

  test('the side that listens may show the code as well, and both meet at a rendezvous', async () => {
    await using device = await startEcho()
    const rendezvous = await startRendezvous()
    const at = `${rendezvous.at.host}:${rendezvous.at.port}`
    const target = `127.0.0.1:${device.port}`
    await using near = tunnel('near', '--forward', `0=${target}`, '--rendezvous', at)
    const { code } = await near.event('code')
    await using far = tunnel('far', 'serve', '--code', String(code), '--at', at, '--allow', target)
    const { listen: listening } = await near.event('listening')
    expect(await echo(Number(String(listening).split(':')[1]), 'hello')).toBe('hello')
    expect(await far.event('connected')).toMatchObject({ proven: true })
    expect(rendezvous.counters()).toMatchObject({ opened: 1, claimed: 1 })
  })
})
