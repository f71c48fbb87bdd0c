import { beforeEach, expect, test, vi } from 'vitest'
import {
  type RendezvousCall,
  type TransferRecord,
  transferSettingsSchema,
} from '../../../src/contract/transfer.ts'
import { hostAccess } from '../../../src/renderer/transfer/client/host-access.ts'
import { WindowTransfers } from '../../../src/renderer/transfer/client/window-transfers.ts'
import type { SessionEngine, SessionMessage } from '../../../src/renderer/transfer/engine.ts'
import type { SessionSnapshot, TransferSnapshot } from '../../../src/transfer/snapshot.ts'
import { speedTestName } from '../../../src/transfer/speed-test.ts'
import { Fault } from '../../../src/wire/fault.ts'

const turns = () => new Promise((resolve) => setTimeout(resolve, 5))

const call = (change: Partial<RendezvousCall> = {}): RendezvousCall => ({
  id: 'call',
  state: 'waiting',
  role: 'initiator',
  by: 'code',
  purpose: 'files',
  code: '4821-otter',
  link: 'hawser://receive?code=4821-otter',
  wrongTries: 0,
  peer: null,
  secret: '',
  until: 9,
  problem: '',
  faultCode: '',
  ...change,
})
const joined = (change: Partial<RendezvousCall> = {}) =>
  call({
    state: 'joined',
    code: '',
    secret: btoa('s'.repeat(32)),
    peer: { id: '', name: 'Van' },
    ...change,
  })

/** A host whose calls the test drives. */
class FakeHost {
  readonly said: [string, unknown][] = []
  readonly records: TransferRecord[] = []
  opened = call()
  isTaken = true
  #calls = Promise.withResolvers<RendezvousCall[]>()
  show(calls: RendezvousCall[]): void {
    this.#calls.resolve(calls)
    this.#calls = Promise.withResolvers()
  }
  async *rendezvousCalls() {
    for (;;) yield { calls: await this.#calls.promise }
  }
  async *signals(_: unknown, signal: AbortSignal): AsyncGenerator<{ text: string }> {
    yield { text: 'from them' }
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
  openCode = async () => this.opened
  joinCode = async ({ code }: { code: string }) => {
    if (code === 'wrong') throw new Fault('code-invalid' as never, 'This is no code.')
    return joined({ role: 'responder' })
  }
  takeCall = async () => ({ taken: this.isTaken })
  endCall = async (given: unknown) => void this.said.push(['endCall', given])
  sendSignal = async (given: unknown) => void this.said.push(['sendSignal', given])
  openDisk = async () => ({ ticket: 'ticket', folder: '/received' })
  recordTransfer = async (record: TransferRecord) => void this.records.push(record)
}

/** An engine that notes what it is told. */
class FakeEngine {
  readonly told: [string, Record<string, unknown>][] = []
  readonly heard = new Map<string, (message: SessionMessage) => void>()
  open(id: string, session: object, heard: (message: SessionMessage) => void): void {
    this.told.push([id, { type: 'open', ...session }])
    this.heard.set(id, heard)
  }
  tell(id: string, message: { type: string }): void {
    this.told.push([id, message])
  }
  async ask(id: string, message: { type: string }): Promise<string> {
    this.told.push([id, message])
    return 'transfer'
  }
  networkChanged(): void {}
  of(type: string) {
    return this.told.filter(([, message]) => message['type'] === type).map(([, message]) => message)
  }
}

const transfer = (change: Partial<TransferSnapshot>): TransferSnapshot => ({
  id: 'transfer',
  direction: 'sending',
  name: 'a.mov',
  state: 'done',
  pausedBy: 'nobody',
  files: 1,
  filesDone: 1,
  bytes: 3,
  bytesDone: 3,
  bytesKept: 0,
  startedAt: 1,
  rate: 0,
  averageRate: 0,
  peakRate: 0,
  etaSeconds: -1,
  current: [],
  faultCode: '',
  problem: '',
  where: '',
  ...change,
})
const snapshot = (...transfers: TransferSnapshot[]) =>
  ({ peer: 'Van', state: 'open', transfers, lanes: [] }) as unknown as SessionSnapshot

const picked = [{ path: 'a.mov', file: { size: 3, lastModified: 1 } as File }]

let host: FakeHost
let engine: FakeEngine
let client: WindowTransfers
beforeEach(() => {
  vi.stubGlobal('window', {})
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' })
  host = new FakeHost()
  engine = new FakeEngine()
  client = new WindowTransfers(
    engine as unknown as SessionEngine,
    hostAccess(
      () => host as never,
      () => () => {},
    ),
    () => 'Studio',
  )
})
const view = (id: string) => client.state().sessions.find((session) => session.id === id)!
const from = (id: string, message: Record<string, unknown>) =>
  engine.heard.get(id)!({ session: id, ...message } as SessionMessage)
/** A session whose other end has come. */
async function openByCode() {
  const id = await client.send({ by: 'code' }, picked)
  host.show([joined()])
  await turns()
  from(id, { type: 'opened', peer: 'Van' })
  await turns()
  return id
}

test('a code is shown, and what was staged is offered as soon as somebody is there', async () => {
  const id = await client.send({ by: 'code' }, picked, 'hello')
  expect(view(id)).toMatchObject({
    stage: 'waiting',
    code: '4821-otter',
    staged: [{ name: 'a.mov', files: 1, bytes: 3 }],
  })
  expect(engine.told).toEqual([])
  host.show([call({ wrongTries: 2 })])
  await turns()
  expect(view(id)).toMatchObject({ stage: 'waiting', wrongTries: 2 })
  host.show([joined()])
  await turns()
  expect(view(id)).toMatchObject({ stage: 'joined', code: '', peer: { name: 'Van' } })
  expect(engine.of('open')[0]).toMatchObject({
    role: 'initiator',
    name: 'Studio',
    secret: new Uint8Array(32).fill(115),
  })
  expect(engine.of('signal')).toMatchObject([{ text: 'from them' }])
  from(id, { type: 'signal', text: 'to them' })
  from(id, { type: 'opened', peer: 'Van' })
  await turns()
  expect(host.said).toContainEqual(['sendSignal', { callId: 'call', signal: { text: 'to them' } }])
  expect(engine.of('offer')).toMatchObject([{ sent: { from: 'files', picked } }])
  expect(engine.of('text')).toMatchObject([{ text: 'hello' }])
  expect(view(id).staged).toEqual([])
})

test('what cannot be begun leaves nothing behind', async () => {
  await expect(client.join('wrong')).rejects.toThrow('This is no code.')
  expect(client.state().sessions).toEqual([])
})

test('a call that ends before anybody came says why, and can be dismissed', async () => {
  const id = await client.send({ by: 'code' }, picked)
  host.show([call({ state: 'ended', problem: 'The code has run out.', faultCode: 'closed' })])
  await turns()
  expect(view(id)).toMatchObject({ stage: 'ended', problem: 'The code has run out.', code: '' })
  client.dismiss(id)
  expect(client.state().sessions).toEqual([])
})

test('an incoming call is taken once, and not at all when another window has it', async () => {
  host.isTaken = false
  host.show([call({ id: 'theirs', state: 'incoming', by: 'device' })])
  await turns()
  expect(client.state().sessions).toEqual([])
  host.isTaken = true
  host.show([call({ id: 'ours', state: 'incoming', by: 'device', peer: { id: 'x', name: 'Van' } })])
  await turns()
  host.show([joined({ id: 'ours', by: 'device', role: 'responder', peer: { id: 'x', name: 'Van' } })])
  await turns()
  expect(client.state().sessions).toMatchObject([{ by: 'device', joinedThem: true, stage: 'joined' }])
})

test('an offer is taken to the disk of the host; its list comes in parts', async () => {
  const id = await openByCode()
  const entry = (path: string) => ({ path, kind: 'file', size: 1, mtime: 1 })
  const manifest = { id: 'm', name: 'Reel', files: 2, bytes: 2 }
  from(id, { type: 'entries', transfer: 't', entries: [entry('Reel/1')] })
  from(id, { type: 'entries', transfer: 't', entries: [entry('Reel/2')] })
  from(id, { type: 'manifest', transfer: 't', manifest, isOffer: true })
  expect(client.state().offers).toMatchObject([{ sessionId: id, id: 't', manifest: { name: 'Reel' } }])
  expect(client.manifest(id, 't')?.entries).toHaveLength(2)
  await client.accept(id, 't')
  expect(engine.of('accept')).toMatchObject([
    { offer: 't', door: { to: 'socket', url: 'ws://here/disk', ticket: 'ticket' } },
  ])
  expect(client.state().offers).toEqual([])
  from(id, {
    type: 'snapshot',
    snapshot: snapshot(transfer({ id: 't', direction: 'receiving', name: 'Reel' })),
  })
  await turns()
  expect(host.records).toMatchObject([
    { direction: 'received', name: 'Reel', peer: 'Van', folder: '/received', result: 'done' },
  ])
})

test('an offer that is taken back is not asked about any more', async () => {
  const id = await openByCode()
  from(id, {
    type: 'manifest',
    transfer: 't',
    manifest: { id: 'm', name: 'x', files: 0, bytes: 0 },
    isOffer: true,
  })
  from(id, {
    type: 'snapshot',
    snapshot: snapshot(transfer({ id: 't', direction: 'receiving', state: 'asking' })),
  })
  expect(client.state().offers).toHaveLength(1)
  from(id, {
    type: 'snapshot',
    snapshot: snapshot(transfer({ id: 't', direction: 'receiving', state: 'cancelled' })),
  })
  expect(client.state().offers).toEqual([])
})

test('only paired devices are taken without asking, and only by wish; speed tests of theirs always', async () => {
  const offerOf = async (peer: { id: string; name: string }, trustPaired: boolean, path: string) => {
    engine.told.length = 0
    client.set(transferSettingsSchema.parse({ trustPaired }))
    const id = await client.join('right')
    host.show([joined({ peer })])
    await turns()
    from(id, { type: 'entries', transfer: 't', entries: [{ path, kind: 'file', size: 1, mtime: 1 }] })
    from(id, {
      type: 'manifest',
      transfer: 't',
      manifest: { id: 'm', name: 'x', files: 1, bytes: 1 },
      isOffer: true,
    })
    await turns()
    client.end(id)
    return engine.of('accept').map(({ door }) => (door as { to: string }).to)
  }
  host.joinCode = async () => call({ state: 'ringing', role: 'responder' })
  expect(await offerOf({ id: '', name: 'Stranger' }, true, 'a')).toEqual([])
  expect(await offerOf({ id: '', name: 'Stranger' }, true, '.hawser-speed-test')).toEqual([])
  expect(await offerOf({ id: 'x', name: 'Van' }, false, 'a')).toEqual([])
  expect(await offerOf({ id: 'x', name: 'Van' }, true, 'a')).toEqual(['socket'])
  expect(await offerOf({ id: 'x', name: 'Van' }, false, '.hawser-speed-test')).toEqual(['memory'])
})

test('a transfer that is over is recorded once, and its files can be sent again', async () => {
  const id = await openByCode()
  for (let n = 0; n < 3; n++) from(id, { type: 'snapshot', snapshot: snapshot(transfer({})) })
  await turns()
  expect(host.records).toHaveLength(1)
  expect(client.picked(host.records[0]!.id)).toBe(picked)
})

test('speed tests are not recorded', async () => {
  const id = await openByCode()
  await client.test(id, 1e6)
  expect(engine.of('offer').at(-1)).toMatchObject({
    name: speedTestName,
    sent: { from: 'memory', bytes: 1e6 },
  })
  const entries = [{ path: '.hawser-speed-test', kind: 'file', size: 1e6, mtime: 1 }]
  from(id, { type: 'entries', transfer: 't', entries })
  from(id, {
    type: 'manifest',
    transfer: 't',
    manifest: { id: 'm', name: 'x', files: 1, bytes: 1e6 },
    isOffer: false,
  })
  from(id, { type: 'snapshot', snapshot: snapshot(transfer({ id: 't' })) })
  await turns()
  expect(host.records).toEqual([])
})

test('what ends by a fault says it; what ends by wish says nothing; both hang up', async () => {
  const wished = await openByCode()
  from(wished, { type: 'ended', code: 'closed', text: 'The other side has closed the session.' })
  expect(view(wished)).toMatchObject({ stage: 'ended', faultCode: '', problem: '' })
  const other = await client.send({ by: 'code' }, [])
  host.show([joined()])
  await turns()
  from(other, { type: 'ended', code: 'transfer-unproven', text: 'They do not know the code.' })
  expect(view(other)).toMatchObject({
    stage: 'ended',
    faultCode: 'transfer-unproven',
    problem: 'They do not know the code.',
  })
  await turns()
  expect(host.said.filter(([what]) => what === 'endCall')).toHaveLength(2)
})

test('a session that was taken back while its code was being made is hung up at once', async () => {
  const made = Promise.withResolvers<RendezvousCall>()
  host.openCode = () => made.promise
  const sent = client.send({ by: 'code' }, picked)
  const { id } = client.state().sessions[0]!
  client.end(id)
  made.resolve(call())
  await sent
  await turns()
  expect(host.said).toEqual([['endCall', { callId: 'call', reason: '' }]])
  expect(view(id).stage).toBe('ended')
})

test('nothing changes for those who look while nothing has changed', async () => {
  const id = await openByCode()
  const before = client.state()
  expect(client.state()).toBe(before)
  let changes = 0
  const stop = client.subscribe(() => changes++)
  from(id, { type: 'snapshot', snapshot: snapshot() })
  expect(changes).toBe(1)
  expect(client.state()).not.toBe(before)
  expect(client.state().offers).toBe(before.offers)
  stop()
})
