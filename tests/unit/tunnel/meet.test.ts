import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLaneSignal, writeLaneSignal } from '../../../src/engines/tunnel/meet/lane-signal.ts'
import { Handshake } from '../../../src/transfer/seal/handshake.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { MemoryNetwork, type MemoryTransport } from '../../support/transfer/memory-network.ts'
import { carryOver, makeLane, meetingPair } from '../../support/tunnel/meeting-pair.ts'

const secret = (fill: number) => new Uint8Array(32).fill(fill)
const bytes = (...values: number[]) => Uint8Array.from(values)

function setUp(secrets?: [Uint8Array, Uint8Array]) {
  const clock = new ManualClock()
  const network = new MemoryNetwork({ clock })
  const pair = meetingPair({ stack: network.stack(), clock, ...(secrets ? { secrets } : {}) })
  return { ...pair, pair, network, clock }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the first lane', () => {
  test('both ends have the same words and know that the other knows the secret', async () => {
    const { pair } = setUp()
    const { ours, theirs } = await makeLane(pair)
    expect(ours).toMatchObject({ lane: 0, epoch: 0, proven: true, peer: 'Studio' })
    expect(theirs).toMatchObject({ lane: 0, epoch: 0, proven: true, peer: 'Truck', words: ours.words })
    expect(ours.words.split(/[ -]/)).toHaveLength(4)
  })

  test('without a secret the words are all that there is to compare', async () => {
    const { pair } = setUp([new Uint8Array(0), new Uint8Array(0)])
    const { ours, theirs } = await makeLane(pair)
    expect([ours.proven, theirs.proven]).toEqual([false, false])
    expect(ours.words).toBe(theirs.words)
  })

  test('whoever has another secret gets no lane, and both ends learn why', async () => {
    const { initiator, responder } = setUp([secret(1), secret(2)])
    const failed = responder.next('failed')
    await expect(initiator.meeting.make(0, 0)).rejects.toMatchObject({ code: 'transfer-unproven' })
    expect((await failed)[2]).toMatchObject({ code: 'transfer-unproven' })
    expect(responder.told.some(([name]) => name === 'met')).toBe(false)
  })

  test('what comes before anybody listens is kept, in order, on both channels', async () => {
    const { pair } = setUp()
    const { ours, theirs } = await makeLane(pair)
    for (let number = 0; number < 20; number++) {
      ours.transport.data.send(bytes(number))
      ours.transport.control.send(bytes(100 + number))
    }
    await turn()
    const heard: number[] = []
    theirs.transport.data.onMessage = (message) => heard.push(message[0]!)
    theirs.transport.control.onMessage = (message) => heard.push(message[0]!)
    theirs.release()
    expect(heard.filter((each) => each < 100)).toEqual(Array.from({ length: 20 }, (_, number) => number))
    expect(heard.filter((each) => each >= 100)).toEqual(
      Array.from({ length: 20 }, (_, number) => 100 + number),
    )
  })

  test('more than anybody may send before he is listened to ends the lane, for something would be missing', async () => {
    const { pair } = setUp()
    const { ours, theirs } = await makeLane(pair)
    for (let count = 0; count < 80; count++) ours.transport.data.send(new Uint8Array(60_000))
    await turn()
    theirs.release()
    await theirs.transport.closed
  })

  test('an end that falls silent is waited for half a minute', async () => {
    const { initiator, responder, clock } = setUp()
    responder.signalling.isDown = true
    const making = initiator.meeting.make(0, 0)
    making.catch(() => {})
    await clock.advance(31_000)
    await expect(making).rejects.toMatchObject({
      code: 'rtc-failed',
      message: expect.stringContaining('time'),
    })
  })

  test('whoever gives up gets his reason, and may try again', async () => {
    const { pair, initiator, responder } = setUp()
    responder.signalling.isDown = true
    const control = new AbortController()
    const making = initiator.meeting.make(0, 0, control.signal)
    control.abort(new Error('enough'))
    await expect(making).rejects.toThrow('enough')
    responder.signalling.isDown = false
    const { ours, theirs } = await makeLane(pair, 0, 1)
    expect([ours.epoch, theirs.epoch]).toEqual([1, 1])
  })

  test('a lane that an end dies of in the midst of proving can be made again', async () => {
    const { pair, initiator, network } = setUp()
    let left = 3
    network.tamper = (message) => {
      // The responder has keys by then, the initiator has none.
      if (--left === 0) {
        setImmediate(() => network.cutAll())
        return undefined
      }
      return message
    }
    await expect(initiator.meeting.make(0, 0)).rejects.toMatchObject({ code: 'rtc-failed' })
    network.tamper = (message) => message
    const { ours, theirs } = await makeLane(pair, 0, 1)
    expect(ours.words).toBe(theirs.words)
    const again = await makeLane(pair, 0, 2)
    expect(again.ours.words).toBe(ours.words)
  })

  test.each([1, 2, 3, 4, 5, 6, 7])('nor does it matter which message it was: %i', async (place) => {
    const { pair, initiator, network } = setUp()
    let left = place
    network.tamper = (message) => {
      if (--left > 0) return message
      if (left === 0) setImmediate(() => network.cutAll())
      return undefined
    }
    await initiator.meeting.make(0, 0).catch(() => {})
    network.tamper = (message) => message
    const { ours, theirs } = await makeLane(pair, 0, 1)
    expect(ours.words).toBe(theirs.words)
  })
})

describe('further lanes', () => {
  test('are agreed on over one that lives, with nothing said through the hosts', async () => {
    const { pair, initiator, responder } = setUp()
    const first = await makeLane(pair)
    carryOver(pair, first)
    const said = initiator.signalling.sent.length + responder.signalling.sent.length
    initiator.signalling.end('The hosts are gone.')
    responder.signalling.end('The hosts are gone.')
    const { ours, theirs } = await makeLane(pair, 1, 0)
    expect([ours.lane, theirs.lane]).toEqual([1, 1])
    expect(ours.words).toBe(first.ours.words)
    expect(theirs.proven).toBe(true)
    expect(initiator.signalling.sent.length + responder.signalling.sent.length).toBe(said)
    expect(initiator.meeting.isMute).toBe(true)
  })

  test('several are made at once, and each end knows which is which', async () => {
    const { pair, initiator, responder } = setUp()
    carryOver(pair, await makeLane(pair))
    const ours = await Promise.all([1, 2, 3].map((lane) => initiator.meeting.make(lane, 0)))
    await turn()
    const theirs = responder.told.flatMap((told) => (told[0] === 'met' && told[1].lane > 0 ? [told[1]] : []))
    expect(theirs).toHaveLength(3)
    for (const { lane, transport } of ours) {
      const other = theirs.find((each) => each.lane === lane)!
      expect(other.transport.fingerprints.local).toEqual(transport.fingerprints.remote)
    }
  })

  test('are for the same two ends alone', async () => {
    const { pair, initiator, responder, network, clock } = setUp()
    await makeLane(pair)
    // Somebody who knows the secret too, and hears what the hosts pass on.
    const other = meetingPair({ stack: network.stack(), clock })
    await makeLane(other)
    initiator.signalling.other = other.responder.signalling
    other.responder.signalling.other = initiator.signalling
    await expect(initiator.meeting.make(1, 0)).rejects.toMatchObject({ code: 'transfer-unproven' })
    expect(responder.told.filter(([name]) => name === 'met')).toHaveLength(1)
  })

  test('none is begun before the first, and no number is used twice', async () => {
    const { pair, initiator, responder } = setUp()
    await expect(initiator.meeting.make(1, 0)).rejects.toMatchObject({ code: 'internal' })
    await expect(responder.meeting.make(0, 0)).rejects.toMatchObject({ code: 'internal' })
    await makeLane(pair)
    await expect(initiator.meeting.make(0, 0)).rejects.toMatchObject({ code: 'internal' })
  })
})

describe('a lane that is made anew', () => {
  test('is had beside the old one, which lives on', async () => {
    const { pair, network } = setUp()
    const first = await makeLane(pair)
    const second = await makeLane(pair, 0, 1)
    expect(network.openLanes).toHaveLength(2)
    expect([second.ours.epoch, second.theirs.epoch]).toEqual([1, 1])
    expect(second.theirs.words).toBe(first.ours.words)
  })

  test('can be asked for by the responder', async () => {
    const { pair, initiator, responder } = setUp()
    const { theirs } = await makeLane(pair)
    theirs.transport.close()
    const missed = initiator.next('missed')
    responder.meeting.miss(0)
    expect((await missed)[1]).toBe(0)
    await makeLane(pair, 0, 1)
    // Of a lane that is past.
    const { length } = initiator.told
    initiator.meeting.hear(writeLaneSignal({ lane: 0, epoch: 0 }))
    expect(initiator.told).toHaveLength(length)
  })

  test('comes about though the lane that carries its signals is dead, and nobody has noticed', async () => {
    const { pair, initiator, responder } = setUp()
    const first = await makeLane(pair)
    carryOver(pair, first)
    for (const { transport } of [first.ours, first.theirs]) (transport as MemoryTransport).isMute = true
    const second = await makeLane(pair, 0, 1)
    expect(second.ours.epoch).toBe(1)
    expect(initiator.meeting.strangeSignals + responder.meeting.strangeSignals).toBe(0)
  })

  test('nor does it matter when each signal comes twice', async () => {
    const { pair } = setUp()
    carryOver(pair, await makeLane(pair))
    const { ours, theirs } = await makeLane(pair, 0, 1)
    expect(theirs.transport.fingerprints.local).toEqual(ours.transport.fingerprints.remote)
  })

  test('takes the place of a try that is under way', async () => {
    const { pair, initiator, responder } = setUp()
    responder.signalling.isDown = true
    const first = initiator.meeting.make(0, 0)
    first.catch(() => {})
    await turn()
    responder.signalling.isDown = false
    const { ours } = await makeLane(pair, 0, 1)
    await expect(first).rejects.toMatchObject({ code: 'rtc-failed' })
    expect(ours.epoch).toBe(1)
    await turn()
    // To begin anew is no failure.
    expect(responder.told.map(([name]) => name)).toEqual(['met'])
  })

  test('when nothing can be said it is told at once that there is no way', async () => {
    const { pair, initiator } = setUp()
    await makeLane(pair)
    const muted = initiator.next('muted')
    initiator.signalling.end('The rendezvous is gone.')
    expect((await muted)[1]).toBe('The rendezvous is gone.')
    await expect(initiator.meeting.make(0, 1)).rejects.toMatchObject({ code: 'tube-lost' })
    initiator.meeting.carry = () => false
    await expect(initiator.meeting.make(0, 2)).rejects.toMatchObject({ code: 'tube-lost' })
  })
})

describe('lies and noise', () => {
  test('numbers that somebody on the way has exchanged are found out', async () => {
    const { pair, initiator, responder } = setUp()
    carryOver(pair, await makeLane(pair))
    const carry = initiator.meeting.carry!
    initiator.meeting.carry = (text) => carry(text.replace('"lane":1', '"lane":2'))
    const back = responder.meeting.carry!
    responder.meeting.carry = (text) => back(text.replace('"lane":2', '"lane":1'))
    const failed = responder.next('failed')
    await expect(initiator.meeting.make(1, 0)).rejects.toMatchObject({ code: 'tunnel-protocol' })
    expect((await failed)[2]).toMatchObject({ code: 'tunnel-protocol' })
  })

  test('who says something else than the handshake is refused', async () => {
    const { initiator, responder, network } = setUp()
    network.tamper = (message, channel) => (channel === 'control' ? message.slice(0, 20) : message)
    const failed = responder.next('failed')
    await expect(initiator.meeting.make(0, 0)).rejects.toMatchObject({ code: 'tunnel-protocol' })
    expect((await failed)[2].code).toBe('tunnel-protocol')
  })

  test('a transfer that comes to a tunnel is refused', async () => {
    const { network, responder } = setUp()
    const said: string[] = []
    responder.signalling.other!.take = (text) => void said.push(text)
    const lane = Promise.withResolvers<void>()
    const peer = network.stack().connect({
      role: 'offer',
      reliable: true,
      iceServers: [],
      relayOnly: false,
      signal: new AbortController().signal,
      tell: (signal) => responder.signalling.take(writeLaneSignal({ lane: 0, epoch: 0, signal })),
    })
    void peer.opened.then(async ({ control, fingerprints }) => {
      // It wants its own seal.
      const handshake = new Handshake({
        role: 'initiator',
        secret: secret(7),
        seal: true,
        fingerprints,
        name: '',
      })
      control.onMessage = async (message) => {
        for (const answer of (await handshake.take(message)).send) control.send(answer)
      }
      for (const message of await handshake.start()) control.send(message)
      lane.resolve()
    })
    const failed = responder.next('failed')
    while (said.length === 0) await turn()
    peer.take(readLaneSignal(said[0]!)!.signal!)
    await lane.promise
    expect((await failed)[2].code).toBe('tunnel-protocol')
  })

  test('signals that are none are counted, and change nothing', async () => {
    const { pair, initiator, responder } = setUp()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        initiator.meeting.hear(text)
        responder.meeting.hear(text)
      }),
    )
    expect(responder.meeting.strangeSignals).toBeGreaterThan(50)
    await makeLane(pair)
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          lane: fc.integer({ min: 0, max: 63 }),
          epoch: fc.integer({ min: 0, max: 3 }),
          signal: fc.constantFrom(
            { type: 'candidate', candidate: 'nonsense', mid: '0' } as const,
            { type: 'answer', sdp: 'v=0' } as const,
            undefined,
          ),
        }),
        async (signal) => {
          initiator.meeting.hear(writeLaneSignal(signal))
          responder.meeting.hear(writeLaneSignal(signal))
        },
      ),
    )
    carryOver(pair, await makeLane(pair, 0, 1000))
    await makeLane(pair, 1, 1000)
  })

  test('offers without end begin no more lanes than there may be', async () => {
    const { pair, responder, network } = setUp()
    await makeLane(pair)
    const made: string[] = []
    network.stack().connect({
      role: 'offer',
      reliable: true,
      iceServers: [],
      relayOnly: false,
      signal: new AbortController().signal,
      tell: (signal) => made.push(JSON.stringify(signal)),
    })
    await turn()
    const signal = JSON.parse(made[0]!)
    for (let lane = 1; lane < 60; lane++) responder.meeting.hear(writeLaneSignal({ lane, epoch: 0, signal }))
    expect(responder.meeting.strangeSignals).toBe(59 - 16)
  })
})

test('an end that is closed makes nothing and hears nothing', async () => {
  const { initiator, responder } = setUp()
  responder.signalling.isDown = true
  const making = initiator.meeting.make(0, 0)
  initiator.meeting.close()
  await expect(making).rejects.toMatchObject({ code: 'closed' })
  await expect(initiator.meeting.make(0, 1)).rejects.toMatchObject({ code: 'closed' })
  initiator.meeting.hear('nonsense')
  expect(initiator.meeting.strangeSignals).toBe(0)
})
