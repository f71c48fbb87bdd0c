// A device in a network namespace of its own, and another in a second one that a cable connects with it. The first has
// a further interface, by which its packets go when nobody says otherwise. They find each other by multicast DNS alone
// and pair by code. Prints what each saw as JSON. argv: nothing, or `far` for the second.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { PeersState } from '../../src/contract/peers.ts'
import { systemClock } from '../../src/host/clock.ts'
import { Peers } from '../../src/host/peers/peers.ts'
import { SettingsFile } from '../../src/host/settings-file.ts'

const run = (command: string) => {
  const [program = '', ...args] = command.split(' ')
  return execFileSync(program, args, { encoding: 'utf8' })
}

async function open(name: string) {
  const userData = await mkdtemp(join(tmpdir(), 'hawser-namespace-'))
  const report = (error: unknown) => console.error(error)
  const settings = await SettingsFile.open(userData, { notice: () => {}, edited: () => {}, report })
  await settings.change((old) => ({ ...old, deviceName: name }))
  const notices: string[] = []
  const peers = await Peers.open({
    userData,
    settings,
    version: '0.0.0',
    clock: systemClock,
    notice: (_, notice) => notice && notices.push(notice.text),
    event: () => {},
    changed: async () => {},
    report,
  })
  const until = async (fits: (state: PeersState) => boolean) => {
    for await (const state of peers.watch(new AbortController().signal)) if (fits(state)) return state
    throw new Error('the states ended')
  }
  const close = async () => {
    await peers[Symbol.asyncDispose]()
    await settings.close()
    await rm(userData, { recursive: true, force: true })
  }
  return { peers, settings, notices, until, close }
}

const ended = ({ pairing }: PeersState) => pairing.state === 'done' || pairing.state === 'failed'

async function near(): Promise<void> {
  run('ip link set lo up')
  run('ip link add other0 type veth peer name other1')
  run('ip addr add 10.88.0.1/24 dev other0')
  for (const name of ['other0', 'other1']) run(`ip link set ${name} up`)
  run('ip route add default via 10.88.0.2')
  run('ip link add up0 type veth peer name far0')
  run('ip addr add 10.77.0.1/24 dev up0')
  run('ip link set up0 up')
  const other = spawn('unshare', ['-n', process.execPath, import.meta.filename, 'far'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(other, 'exit')
  const lines = createInterface({ input: other.stdout })[Symbol.asyncIterator]()
  const line = async () => JSON.parse(String((await lines.next()).value))
  await line()
  run(`ip link set far0 netns ${other.pid}`)

  const { peers, settings, notices, until, close } = await open('Near')
  const { code } = await peers.openPairing(5)
  other.stdin.write(`${code}\n`)
  const { pairing } = await until(ended)
  const [peer] = settings.latest.value.peers
  const seen = await line()
  // It goes with a goodbye.
  await until(({ found }) => found.some(({ id }) => id === peer?.id))
  other.stdin.end()
  await until(({ found }) => found.every(({ id }) => id !== peer?.id))
  await exited
  await close()
  console.log(
    JSON.stringify({
      near: { state: pairing.state, name: peer?.name, host: peer?.addresses[0]?.host, notices },
      far: seen,
    }),
  )
}

async function far(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  console.log('{}')
  const { value: code } = await lines.next()
  run('ip link set lo up')
  run('ip addr add 10.77.0.2/24 dev far0')
  run('ip link set far0 up')
  const { peers, settings, notices, until, close } = await open('Far')
  peers.pair(String(code), undefined)
  const { pairing } = await until(ended)
  const [peer] = settings.latest.value.peers
  console.log(
    JSON.stringify({
      state: pairing.state,
      problem: pairing.problem,
      name: peer?.name,
      host: peer?.addresses[0]?.host,
      notices,
    }),
  )
  await lines.next()
  await close()
}

await (process.argv[2] === 'far' ? far() : near())
