import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CodeTube, type CodeTubeEnd } from '../../../src/cli/code-tube.ts'
import type { Tube } from '../../../src/contract/tunnel.ts'
import type { TubeEngine } from '../../../src/host/tunnels/tube-talk.ts'
import type { Signalling } from '../../../src/transfer/signalling.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A tube whose engine does as it is told, and what both sides said. */
async function open() {
  const said: string[] = []
  const waited: CodeTubeEnd[] = []
  const closed = Promise.withResolvers<{ code: string; text: string }>()
  const signalling: Signalling = {
    role: 'responder',
    secret: new Uint8Array(32),
    send: (text) => void said.push(text),
    onMessage: () => {},
    closed: closed.promise,
    close: () => {},
  }
  const openTube = vi.fn(async () => {})
  const nothing = async () => {}
  const engine: TubeEngine = { openTube, hear: nothing, mute: nothing, closeTube: nothing }
  const tube = new CodeTube({
    joined: { signalling, peer: 'Van' },
    ways: [{ name: 'a', kind: 'socks', listen: { host: '127.0.0.1', port: 0 } }],
    allow: [{ what: 'connect', target: '10.0.0.5:554' }],
    tell: (telling) => telling(engine),
    waits: (end) => waited.push(end),
  })
  tube.start()
  await vi.advanceTimersByTimeAsync(10)
  const look = (state: Tube['state'], faultCode = '', problem = '') => {
    // Of a snapshot that was made after the tube has begun.
    return tube.look({ id: tube.id, state, faultCode, problem } as Tube, Date.now() + 60_000)
  }
  return { tube, signalling, closed, said, waited, openTube, look }
}

describe('a tube by a code', () => {
  test('has ways and rules that are for it alone', async () => {
    const { tube } = await open()
    tube.add({ what: 'listen', target: '127.0.0.1:*' })
    expect([...tube.ways, ...tube.allow].map(({ party }) => party)).toEqual([tube.id, tube.id, tube.id])
    expect(new Set([...tube.ways, ...tube.allow].map(({ id }) => id)).size).toBe(3)
  })

  test('goes on while it is open, or looks for another path', async () => {
    const { look } = await open()
    expect([look('connecting'), look('open'), look('lost')]).toEqual([undefined, undefined, undefined])
  })

  test('ends when the other side closes it', async () => {
    const { signalling, closed, look } = await open()
    signalling.onMessage('@close')
    closed.resolve({ code: 'closed', text: 'Good night.' })
    await vi.advanceTimersByTimeAsync(10)
    expect(look('open')).toEqual({ code: '', text: 'Good night.' })
  })

  test('is made anew when the engine could not save it, after pauses that grow, and says so once', async () => {
    const { look, said, waited, openTube } = await open()
    expect(look('ended', 'tube-lost', 'No path.')).toBeUndefined()
    expect(waited).toEqual([{ code: 'tube-lost', text: 'No path.' }])
    expect(look('ended', 'tube-lost', 'No path.')).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1000)
    expect(said).toEqual(['@1 '])
    expect(openTube).toHaveBeenCalledTimes(2)
    expect(look('ended', 'tube-lost')).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1500)
    expect(said).toEqual(['@1 '])
    await vi.advanceTimersByTimeAsync(1000)
    expect(said).toEqual(['@1 ', '@2 '])
    expect(waited).toHaveLength(1)
  })

  test('is not tried again where that is hopeless, or nobody is left to talk to', async () => {
    const unproven = await open()
    expect(unproven.look('ended', 'transfer-unproven', 'No.')).toEqual({
      code: 'transfer-unproven',
      text: 'No.',
    })
    const alone = await open()
    alone.look('ended', 'tube-lost', 'No path.')
    alone.closed.resolve({ code: 'call-lost', text: '' })
    await vi.advanceTimersByTimeAsync(10)
    expect(alone.look('ended', 'tube-lost')).toEqual({ code: 'tube-lost', text: 'No path.' })
  })

  test('outlives the talk while it is open', async () => {
    const { closed, look } = await open()
    closed.resolve({ code: 'call-lost', text: '' })
    await vi.advanceTimersByTimeAsync(10)
    expect(look('open')).toBeUndefined()
    expect(look('ended', 'tube-lost', 'No path.')).toEqual({ code: 'tube-lost', text: 'No path.' })
  })

  test('is made anew with a fresh engine, which has none', async () => {
    const { tube, said, openTube } = await open()
    tube.engineStarted()
    await vi.advanceTimersByTimeAsync(10)
    expect(said).toEqual(['@1 '])
    expect(openTube).toHaveBeenCalledTimes(2)
  })
})
