// A host in a network namespace of its own shows a code; a program without a host, in a second one that a cable connects
// with it, comes with that code alone. There is no rendezvous: it finds the host by multicast DNS. Then the other way
// round. Prints what each heard as JSON. argv: nothing, or `far` for the second.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '../../src/host/clock.ts'
import { Peers } from '../../src/host/peers/peers.ts'
import { Calls } from '../../src/host/rendezvous/calls.ts'
import { type JoinedCall, joinCodeCall, openCodeCall } from '../../src/host/rendezvous/code-signalling.ts'
import { SettingsFile } from '../../src/host/settings-file.ts'

const run = (command: string) => {
  const [program = '', ...args] = command.split(' ')
  return execFileSync(program, args, { encoding: 'utf8' })
}
const { signal } = new AbortController()

async function openHost() {
  const userData = await mkdtemp(join(tmpdir(), 'hawser-namespace-'))
  const report = (error: unknown) => console.error(error)
  const settings = await SettingsFile.open(userData, { notice: () => {}, edited: () => {}, report })
  await settings.change((old) => ({ ...old, deviceName: 'Near' }))
  const common = { settings, clock: systemClock, notice: () => {}, event: () => {}, report }
  const peers = await Peers.open({ ...common, userData, version: '0.0.0', changed: async () => {} })
  const calls = new Calls({ ...common, peers })
  const close = async () => {
    await calls[Symbol.asyncDispose]()
    await peers[Symbol.asyncDispose]()
    await settings.close()
    await rm(userData, { recursive: true, force: true })
  }
  return { calls, close }
}

async function near(): Promise<void> {
  run('ip link set lo up')
  run('ip link add up0 type veth peer name far0')
  run('ip addr add 10.77.0.1/24 dev up0')
  run('ip link set up0 up')
  const other = spawn('unshare', ['-n', process.execPath, import.meta.filename, 'far'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(other, 'exit')
  const lines = createInterface({ input: other.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  await line()
  run(`ip link set far0 netns ${other.pid}`)
  const { calls, close } = await openHost()
  const hear = async (callId: string) => {
    for await (const { text } of calls.signals({ callId }, signal)) return text
    return ''
  }

  const opened = await calls.openCode({ minutes: 5 }, signal)
  other.stdin.write(`${opened.code}\n`)
  const first = await hear(opened.id)
  const joined = await calls.joinCode({ code: await line() }, signal)
  calls.sendSignal({ callId: joined.id, signal: { text: 'hello from near' } }, signal)
  const heardFar = await line()
  other.stdin.end()
  await exited
  await close()
  console.log(JSON.stringify({ near: first, peer: joined.peer?.name, far: heardFar }))
}

const heard = ({ signalling }: JoinedCall) =>
  new Promise<string>((resolve) => {
    signalling.onMessage = resolve
  })

async function far(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  console.log('ready')
  const { value: code } = await lines.next()
  run('ip link set lo up')
  run('ip addr add 10.77.0.2/24 dev far0')
  run('ip link set far0 up')
  const there = await joinCodeCall({ name: 'Far', code: String(code) })
  there.signalling.send(`hello ${there.peer}`)
  const opened = await openCodeCall({ name: 'Far', minutes: 5 })
  console.log(opened.code)
  console.log(await heard(await opened.joined))
  await lines.next()
  process.exit()
}

await (process.argv[2] === 'far' ? far() : near())
