import { createHash, randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel, LaneTransport } from '../../../src/transfer/channel.ts'
import type { RtcSignal, RtcStack } from '../../../src/transfer/rtc.ts'
import { openPair, pairOf } from './pair.ts'

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const bytesOf = (length: number) => new Uint8Array(randomBytes(length))

/** The next messages of a channel, as many as wanted. */
function next(channel: Channel, count: number): Promise<Uint8Array[]> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array[]>()
  const messages: Uint8Array[] = []
  channel.onMessage = (message) => {
    messages.push(message)
    if (messages.length === count) resolve(messages)
  }
  return promise
}

/** Everything that a lane promises, tested between one stack that offers and one that answers. */
export function laneCompliance(
  name: string,
  openStacks: () => Promise<{ offers: RtcStack; answers: RtcStack }>,
): void {
  describe(name, () => {
    let offers: RtcStack
    let answers: RtcStack
    let lanes: [LaneTransport, LaneTransport]
    const inBrowser = (side: number) => (side === 0 ? offers : answers).name === 'browser'

    beforeAll(async () => {
      ;({ offers, answers } = await openStacks())
      lanes = await openPair(offers, answers)
    })

    afterAll(async () => {
      for (const lane of lanes ?? []) lane.close()
      await Promise.all([offers?.close(), answers?.close()])
    })

    test('both sides know the certificates of both', () => {
      const [a, b] = lanes
      expect(a.fingerprints.local).toHaveLength(32)
      expect(a.fingerprints.local).toEqual(b.fingerprints.remote)
      expect(a.fingerprints.remote).toEqual(b.fingerprints.local)
    })

    test('a message is at most as long as its receiver takes', () => {
      for (const { control, data } of lanes) {
        expect(control.maxMessageBytes).toBe(data.maxMessageBytes)
        expect([65_536, 262_144]).toContain(data.maxMessageBytes)
        expect(() => data.send(new Uint8Array(data.maxMessageBytes + 1))).toThrow()
      }
    })

    test.each([
      ['control', 0],
      ['control', 1],
      ['data', 0],
      ['data', 1],
    ] as const)('messages of every length arrive unchanged: %s, from side %i', async (label, from) => {
      const sender = lanes[from][label]
      const longest = sender.maxMessageBytes
      const sent = [1, 2, 1023, 1200, 16_384, 65_535, 65_536, longest - 1, longest].map(bytesOf)
      const received = next(lanes[1 - from]![label], sent.length)
      for (const message of sent) sender.send(message)
      const digests = (await received).map(digest)
      if (label === 'control') expect(digests).toEqual(sent.map(digest))
      else expect(digests.toSorted()).toEqual(sent.map(digest).toSorted())
    })

    test('control messages keep their order', async () => {
      const received = next(lanes[1].control, 300)
      for (let number = 0; number < 300; number++)
        lanes[0].control.send(
          Uint8Array.of(number & 255, number >> 8, ...new Uint8Array((number * 37) % 2000)),
        )
      expect((await received).map((message) => message[0]! + message[1]! * 256)).toEqual(
        Array.from({ length: 300 }, (_, number) => number),
      )
    })

    test('bytes may be used again once they are sent, and are the own of who gets them', async () => {
      const message = bytesOf(50_000)
      const wanted = digest(message)
      const received = next(lanes[1].data, 1)
      lanes[0].data.send(message)
      message.fill(0)
      const [got] = await received
      expect(digest(got!)).toBe(wanted)
      expect(got!.constructor).toBe(Uint8Array)
      expect(() => structuredClone(got!.buffer, { transfer: [got!.buffer as ArrayBuffer] })).not.toThrow()
    })

    test('who has sent much is told when most of it has left', async () => {
      const { data } = lanes[0]
      const count = 40
      const received = next(lanes[1].data, count)
      data.lowBytes = 64 * 1024
      const low = new Promise<void>((resolve) => {
        data.onLow = resolve
      })
      const message = new Uint8Array(64 * 1024)
      for (let at = 0; at < count; at++) data.send(message)
      await Promise.all([received, low])
      expect(data.bufferedBytes).toBeLessThanOrEqual(64 * 1024)
    })

    test('the path is told of', async () => {
      for (const [side, lane] of lanes.entries()) {
        const stats = await lane.stats()
        expect(stats.path).toBe('host')
        expect(stats.sentBytes).toBeGreaterThan(100_000)
        expect(stats.receivedBytes).toBeGreaterThan(10_000)
        if (!inBrowser(side)) expect(stats.pair).toMatch(/^\S+:\d+ → \S+:\d+ \(udp, host\)$/)
      }
    })

    // These have lanes of their own.

    test.concurrent('what is sent before the other side is ready waits for it', async () => {
      const [a, b] = pairOf(offers, answers)
      const first = a.opened.then((lane) => lane.control.send(Uint8Array.of(1, 2, 3)))
      const second = b.opened.then((lane) => next(lane.control, 1))
      await first
      expect((await second)[0]).toEqual(Uint8Array.of(1, 2, 3))
      ;(await a.opened).close()
      await (await b.opened).closed
    })

    test.concurrent('candidates may come before the description that they belong to', async () => {
      const held: (() => void)[] = []
      const control = new AbortController()
      const peers = pairOf(offers, answers, {
        signal: control.signal,
        seen(from, signal) {
          if (signal.type === 'candidate') return signal
          held.push(() => peers[from === 'offer' ? 1 : 0].take(signal))
          setTimeout(() => held.shift()!(), 100)
          return undefined
        },
      })
      const opened = await Promise.all(peers.map((peer) => peer.opened))
      for (const lane of opened) lane.close()
    })

    test.concurrent('a lane without retransmission carries messages too', async () => {
      const [a, b] = await openPair(offers, answers, { reliable: false })
      for (const [sender, receiver] of [
        [a, b],
        [b, a],
      ] as const) {
        const received = next(receiver.data, 1)
        const timer = setInterval(() => sender.data.send(bytesOf(1000)), 50)
        expect((await received)[0]).toHaveLength(1000)
        clearInterval(timer)
      }
      a.close()
      await b.closed
    })

    test.concurrent.each([0, 1] as const)(
      'messages keep their order on a data channel that was asked to, from side %i',
      async (from) => {
        const pair = await openPair(offers, answers, { ordered: true })
        const sender = pair[from].data
        const received = next(pair[1 - from]!.data, 200)
        // Long ones are overtaken where nothing keeps them from it.
        for (let number = 0; number < 200; number++)
          sender.send(bytesOf(number % 5 === 0 ? 40_000 : 20).fill(number, 0, 1))
        expect((await received).map((message) => message[0])).toEqual(
          Array.from({ length: 200 }, (_, number) => number),
        )
        pair[from].close()
        await pair[1 - from]!.closed
      },
    )

    test.concurrent('several lanes at once', async () => {
      const opened = await Promise.all([1, 2, 3, 4].map(() => openPair(offers, answers)))
      await Promise.all(
        opened.map(async ([a, b], number) => {
          const received = next(b.data, 1)
          a.data.send(Uint8Array.of(number))
          expect((await received)[0]).toEqual(Uint8Array.of(number))
        }),
      )
      for (const [a, b] of opened) {
        a.close()
        expect((await b.closed).code).toBe('lane-lost')
      }
    })

    test.concurrent.each([0, 1] as const)(
      'when side %i ends a lane, both sides are told once',
      async (ends) => {
        const pair = await openPair(offers, answers)
        pair[ends].close()
        expect((await pair[ends].closed).code).toBe('closed')
        expect(await pair[1 - ends]!.closed).toMatchObject({ code: 'lane-lost', text: /./ })
        if (!inBrowser(ends)) expect(() => pair[ends].data.send(new Uint8Array(1))).toThrow(/over/)
      },
    )

    test.concurrent('who gives up gets the reason that he gave, and leaves nothing behind', async () => {
      const control = new AbortController()
      const [a, b] = pairOf(offers, answers, { signal: control.signal, seen: () => undefined })
      control.abort(new Error('no more'))
      await expect(a.opened).rejects.toThrow('no more')
      await expect(b.opened).rejects.toThrow('no more')
    })

    test.concurrent('a certificate that is not the one announced is refused', async () => {
      const control = new AbortController()
      const forge = (signal: RtcSignal): RtcSignal =>
        signal.type === 'candidate'
          ? signal
          : {
              ...signal,
              sdp: signal.sdp.replace(
                /(a=fingerprint:sha-256 )./,
                (text, before) => `${before}${text.endsWith('0') ? 1 : 0}`,
              ),
            }
      const peers = pairOf(offers, answers, {
        signal: control.signal,
        seen: (from, signal) => (from === 'answer' ? forge(signal) : signal),
      })
      const timer = setTimeout(() => control.abort(new Error('nothing came of it')), 2_000)
      const ends = await Promise.allSettled(peers.map((peer) => peer.opened))
      clearTimeout(timer)
      control.abort(new Error('over'))
      expect(ends[0]!.status).toBe('rejected')
      for (const end of ends) if (end.status === 'fulfilled') end.value.close()
    })

    test.concurrent('a new search for a path leaves what is open as it is', async () => {
      const peers = pairOf(offers, answers)
      const [a, b] = await Promise.all([peers[0].opened, peers[1].opened])
      for (const peer of peers) peer.restart()
      await turn()
      const received = next(b.data, 20)
      for (let at = 0; at < 20; at++) a.data.send(bytesOf(10_000))
      await received
      a.close()
      await b.closed
    })

    test.concurrent('signals that come when the lane is open do not end it, whatever they say', async () => {
      const peers = pairOf(offers, answers)
      const [a, b] = await Promise.all([peers[0].opened, peers[1].opened])
      for (const [side, peer] of peers.entries()) {
        if (inBrowser(side)) continue
        peer.take({ type: 'answer', sdp: 'v=0\r\n' })
        peer.take({ type: 'offer', sdp: '' })
        peer.take({ type: 'candidate', candidate: 'candidate:nonsense', mid: '9' })
      }
      const received = next(b.control, 1)
      a.control.send(Uint8Array.of(7))
      expect((await received)[0]).toEqual(Uint8Array.of(7))
      a.close()
      await b.closed
    })
  })
}
