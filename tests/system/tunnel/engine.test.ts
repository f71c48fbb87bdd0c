import { expect, onTestFinished, test, vi } from 'vitest'
import { Ways } from '../../../src/engines/tunnel/net/ways.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { type EngineEnd, EnginePair } from '../../support/tunnel/engine-pair.ts'
import { askThrough, connectTo, startEcho } from '../tunnels/echo.ts'

const way = (id: string, port: number, listen = 0) => ({
  id,
  name: id,
  party: 'far-device',
  listen: { host: '127.0.0.1', port: listen },
  target: { host: '127.0.0.1', port },
})
const allow = (port: number) => ({
  id: `allow${port}`,
  party: 'near-device',
  target: `127.0.0.1:${port}`,
})

const tubeOf = ({ engine }: EngineEnd, id: string) => engine.snapshot().tubes.find((tube) => tube.id === id)
const stateOf = (end: EngineEnd, id: string) => tubeOf(end, id)?.state
const until = async (fits: () => boolean) => expect.poll(fits, { timeout: 50_000, interval: 20 }).toBe(true)
const codesOf = ({ events }: EngineEnd) => events.map(({ code }) => code)

async function listening({ engine }: EngineEnd, id: string): Promise<string> {
  const find = () => engine.snapshot().ways.find((each) => each.id === id)?.listening ?? ''
  await until(() => find() !== '')
  return find()
}

/** Two engines with a tube and a way to an echo; `at`: where that listens. */
async function openPair() {
  const pair = new EnginePair()
  const { near, far } = pair
  const echo = await startEcho()
  near.apply({ ways: [way('way', echo.port)] })
  far.apply({ allow: [allow(echo.port)] })
  pair.openTube('tube')
  return { near, far, echo, at: await listening(near, 'way') }
}

test('what has not changed is left alone when settings do, and what is not allowed any more is ended', async () => {
  const pair = new EnginePair()
  const { near, far } = pair
  const [one, two] = [await startEcho(), await startEcho()]
  near.apply({ ways: [way('one', one.port), way('two', two.port)] })
  far.apply({ allow: [allow(one.port), allow(two.port)] })
  pair.openTube('tube')
  const at = await listening(near, 'one')
  const [kept, gone] = [await connectTo(at), await connectTo(await listening(near, 'two'))]
  await until(() => one.sockets.size + two.sockets.size === 2)
  const ended = new Promise((resolve) => gone.once('close', resolve))
  near.apply({ ways: [way('one', one.port), way('two', two.port), way('three', one.port)] })
  far.apply({ allow: [allow(one.port)] })
  await ended
  kept.write('still here')
  expect(await new Promise((resolve) => kept.once('data', resolve))).toEqual(Buffer.from('still here'))
  expect(await listening(near, 'one')).toBe(at)
  expect(near.engine.snapshot()).toMatchObject({
    connectionsTotal: 1,
    connections: [{ tubeId: 'tube', wayId: 'one', kind: 'forward', direction: 'out' }],
    stack: 'memory',
  })
  expect(far.engine.snapshot().connections).toMatchObject([
    { tubeId: 'tube', wayId: '', direction: 'in', target: `127.0.0.1:${one.port}` },
  ])
})

test('a defect in one tube ends that one, is reported, and leaves the others alone', async () => {
  const pair = new EnginePair()
  const { near, far } = pair
  const echo = await startEcho()
  const defect = new Error('a defect')
  const spy = vi.spyOn(Ways.prototype, 'listened').mockImplementation(() => {
    throw defect
  })
  onTestFinished(() => spy.mockRestore())
  near.apply({
    ways: [
      { ...way('good', echo.port), party: 'other-device' },
      { ...way('bad', echo.port), kind: 'reverse' },
    ],
  })
  far.apply({ allow: [allow(echo.port)] })
  pair.openTube('good tube', 'other-device')
  pair.openTube('bad tube')
  await until(() => stateOf(near, 'bad tube') === 'ended')
  expect(tubeOf(near, 'bad tube')).toMatchObject({ faultCode: 'internal' })
  expect(near.defects).toEqual([defect])
  await until(() => stateOf(far, 'bad tube') === 'ended')
  expect(await askThrough(await listening(near, 'good'), 'still here')).toBe('still here')
})

test('a stack that does not run is why a tube ends, and the next tube tries again', async () => {
  const pair = new EnginePair()
  pair.fault = new Fault('rtc-failed', 'No stack runs on this machine.')
  pair.openTube('tube')
  await until(() => stateOf(pair.near, 'tube') === 'ended')
  expect(tubeOf(pair.near, 'tube')).toMatchObject({
    faultCode: 'rtc-failed',
    problem: 'No stack runs on this machine.',
  })
  pair.fault = undefined
  pair.openTube('tube')
  await until(() => stateOf(pair.near, 'tube') === 'open' && stateOf(pair.far, 'tube') === 'open')
})

test('a hundred tubes at once carry what is theirs, and one that is closed takes nothing else with it', async () => {
  const pair = new EnginePair()
  const { near, far } = pair
  const echo = await startEcho()
  near.apply({ ways: [way('way', echo.port)] })
  far.apply({ allow: [allow(echo.port)] })
  const ids = Array.from({ length: 100 }, (_, index) => `tube${index}`)
  for (const id of ids) pair.openTube(id)
  await until(() => ids.every((id) => stateOf(near, id) === 'open'))
  const at = await listening(near, 'way')
  expect(await askThrough(at, 'one of a hundred')).toBe('one of a hundred')
  for (const id of ids.slice(50)) far.engine.closeTube(id, 'Enough.')
  await until(() => ids.slice(50).every((id) => stateOf(near, id) === 'ended'))
  expect(ids.slice(0, 50).every((id) => stateOf(near, id) === 'open')).toBe(true)
  expect(await askThrough(at, 'one of fifty')).toBe('one of fifty')
  expect(near.defects).toEqual([])
})

test('what is told changes while it runs, and nothing is told when that is off', async () => {
  const pair = new EnginePair()
  const { near, far } = pair
  const echo = await startEcho()
  const settings = { allow: [allow(echo.port)] }
  near.apply({ ways: [way('way', echo.port)] })
  far.apply({ ...settings, log: 'off' })
  pair.openTube('tube')
  const at = await listening(near, 'way')
  await askThrough(at, 'a')
  expect(far.events).toEqual([])
  expect(codesOf(near)).toContain('tube-open')
  far.apply({ ...settings, log: 'debug' })
  await askThrough(at, 'b')
  await until(() => codesOf(far).includes('connection-over'))
  expect(far.events).toMatchObject([
    { code: 'connection-opening', text: expect.stringContaining(`127.0.0.1:${echo.port}`), tubeId: 'tube' },
    { code: 'connection-over', text: expect.stringContaining('1 bytes in, 1 bytes out'), tubeId: 'tube' },
  ])
  far.apply({ log: 'error' })
  expect(await askThrough(at, 'c')).toBe('')
  expect(codesOf(far)).toEqual(['connection-opening', 'connection-over', 'tunnel-denied'])

  near.apply({ ways: [way('way', echo.port)], log: 'debug' })
  far.apply(settings)
  await askThrough(at, 'd')
  await until(() => codesOf(near).includes('connection-over'))
  expect(near.events.find(({ code }) => code === 'connection-opened')?.text).toMatch(
    / from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+\.$/,
  )
  far.engine.closeTube('tube', '')
  await until(() => stateOf(near, 'tube') === 'ended')
  expect(codesOf(near).at(-1)).toBe('tube-counters')
})

test('requests are remembered until they are answered, those of a code as long as its tube', async () => {
  const pair = new EnginePair()
  const { near, far } = pair
  near.apply({ ways: [way('way', 9)] })
  pair.openTube('tube')
  expect(await askThrough(await listening(near, 'way'), 'x')).toBe('')
  const [request] = far.engine.snapshot().requests
  expect(request).toMatchObject({ party: 'near-device', peerName: 'Near', target: '127.0.0.1:9', times: 1 })
  far.engine.closeTube('tube', '')
  expect(far.engine.snapshot().requests).toHaveLength(1)
  far.engine.forgetRequest(request!.id)
  expect(far.engine.snapshot().requests).toEqual([])
})

test('draining lets connections finish, takes no more, and tells the other end', async () => {
  const { near, far, echo, at } = await openPair()
  const socket = await connectTo(at)
  await until(() => echo.sockets.size === 1)
  const drained = near.engine.drain(30_000)
  await expect(connectTo(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  socket.end('the last word')
  expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('the last word')
  await drained
  await until(() => stateOf(far, 'tube') === 'ended')
  expect(tubeOf(far, 'tube')).toMatchObject({ faultCode: '', problem: 'Hawser was closed.' })
})

test('one connection is closed by hand, and others go on', async () => {
  const { near, echo, at } = await openPair()
  const sockets = [await connectTo(at), await connectTo(at)]
  await until(() => echo.sockets.size === 2)
  const [first] = near.engine.snapshot().connections
  near.engine.closeConnection('tube', first!.number)
  await until(() => echo.sockets.size === 1)
  expect(() => near.engine.closeConnection('tube', first!.number)).toThrow('ended already')
  expect(() => near.engine.closeConnection('nobody', 1)).toThrow('no such tube')
  expect(sockets.filter(({ destroyed }) => destroyed).length).toBeLessThan(2)
})
