import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockBytes, type FileEntry } from '../../../src/transfer/files.ts'
import { encodeNumber } from '../../../src/transfer/session/control-frame.ts'
import type { ControlMessage } from '../../../src/transfer/session/control-messages.ts'
import { makeManifest } from '../../../src/transfer/session/manifest.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { hasher, MemoryDisk, MemorySource, patternBytes } from '../../support/transfer/memory-files.ts'
import { MemoryNetwork } from '../../support/transfer/memory-network.ts'
import { RawPeer } from '../../support/transfer/raw-peer.ts'
import { memorySignalling, passUntil, TestEnd } from '../../support/transfer/session-pair.ts'

const block = blockBytes

/** A session, and a peer that says what it likes; its numbers are odd, those of the session even. */
class Lie {
  readonly clock = new ManualClock()
  readonly network = new MemoryNetwork({ clock: this.clock })
  readonly end: TestEnd
  readonly peer: RawPeer

  constructor() {
    const { initiator, responder } = memorySignalling()
    const { clock, network } = this
    this.end = new TestEnd(
      { clock, stack: network.stack(), signalling: initiator, seal: false },
      new MemoryDisk(),
    )
    this.peer = new RawPeer(network, responder)
  }

  static async begin(): Promise<Lie> {
    const lie = new Lie()
    await lie.until(() => lie.peer.isOpen && lie.end.session.snapshot().state === 'open')
    lie.peer.say({ type: 'hello', openBytes: 32 * 1024 * 1024, openBlocks: 4096 })
    return lie
  }

  until(done: () => boolean, ms?: number): Promise<void> {
    return passUntil(this.clock, done, ms)
  }

  /** What the session ends by. */
  async verdict(): Promise<string> {
    let code = ''
    void this.end.session.ended.then((end) => {
      code = end.code
    })
    await this.until(() => code !== '')
    return code
  }

  offer(entries: FileEntry[], transfer = 1): void {
    const { id, name, files, bytes } = makeManifest(entries, hasher)
    this.peer.say({ type: 'offer', transfer, id, name, files, bytes, entries: entries.length })
    this.peer.say({
      type: 'entries',
      transfer,
      entries: entries.map(({ path, kind, size, mtime }) => [path, kind === 'file' ? 0 : 1, size, mtime]),
    })
  }

  /** Files that the session has accepted. */
  async offered(size: number): Promise<void> {
    this.offer([
      { path: 'a', kind: 'file', size, mtime: 0 },
      { path: 'b', kind: 'directory', size: 0, mtime: 0 },
    ])
    await this.until(() => this.peer.heard.some(({ type }) => type === 'accept'))
  }

  /** Files that the session sends. */
  async sending(size: number): Promise<void> {
    this.end.offer(new MemorySource({ a: patternBytes(size, 1) }))
    await this.until(() => this.peer.heard.some(({ type }) => type === 'entries'))
  }
}

const offerOf = (entries: number): ControlMessage => ({
  type: 'offer',
  transfer: 1,
  id: '0'.repeat(32),
  name: '',
  files: entries,
  bytes: 0,
  entries,
})

/** What the peer says, and how the session ends. */
const lies: Record<string, [(lie: Lie) => Promise<void> | void, string]> = {
  'a piece of a transfer that nobody offered': [
    ({ peer }) => peer.piece(7, 0, 0, new Uint8Array(10)),
    'transfer-protocol',
  ],
  'a piece of a transfer that was not accepted': [
    async (lie) => {
      lie.end.accepts = false
      lie.offer([{ path: 'a', kind: 'file', size: 10, mtime: 0 }])
      await lie.until(() => lie.end.offers.length === 1)
      lie.peer.piece(1, 0, 0, new Uint8Array(10))
    },
    'transfer-protocol',
  ],
  'a piece of what this end sends': [
    async (lie) => {
      await lie.sending(1000)
      lie.peer.piece(0, 0, 0, new Uint8Array(10))
    },
    'transfer-protocol',
  ],
  'a piece beyond the end of its file': [
    async (lie) => {
      await lie.offered(5000)
      lie.peer.piece(1, 0, 4096, new Uint8Array(1024))
    },
    'transfer-protocol',
  ],
  'a piece of a folder': [
    async (lie) => {
      await lie.offered(5000)
      lie.peer.piece(1, 1, 0, new Uint8Array(10))
    },
    'transfer-protocol',
  ],
  'a piece of no bytes': [
    async (lie) => {
      await lie.offered(5000)
      lie.peer.piece(1, 0, 0, new Uint8Array(0))
    },
    'transfer-protocol',
  ],
  'a piece that reaches into the next block': [
    async (lie) => {
      await lie.offered(3 * block)
      lie.peer.piece(1, 0, block - 1024, new Uint8Array(2048))
    },
    'transfer-protocol',
  ],
  'a piece that ends nowhere': [
    async (lie) => {
      await lie.offered(3 * block)
      lie.peer.piece(1, 0, 0, new Uint8Array(1000))
    },
    'transfer-protocol',
  ],
  'a small file in a length that is not its own': [
    async (lie) => {
      await lie.offered(5000)
      lie.peer.data(Uint8Array.of(2, 0, 1, 0, 1, 0, 0, 0), Uint8Array.of(0, 0, 0, 0, 2, 0, 0, 0, 9, 9))
    },
    'transfer-protocol',
  ],
  'several files of a transfer that nobody offered': [
    ({ peer }) => peer.data(Uint8Array.of(2, 0, 1, 0, 7, 0, 0, 0), new Uint8Array(8)),
    'transfer-protocol',
  ],
  'several files that are none': [
    async (lie) => {
      await lie.offered(5000)
      lie.peer.data(Uint8Array.of(2, 0, 255, 255, 1, 0, 0, 0), new Uint8Array(100))
    },
    'transfer-protocol',
  ],
  'a message of data that is no piece': [
    ({ peer }) => peer.data(new Uint8Array(3), new Uint8Array(3)),
    'transfer-protocol',
  ],
  'more blocks begun than anyone can hold': [
    async (lie) => {
      await lie.offered(1000 * block)
      for (let each = 0; each < 300; each++) lie.peer.piece(1, 0, each * block, new Uint8Array(1024))
    },
    'transfer-limit',
  ],
  'more data than it was given credit for': [
    async (lie) => {
      lie.end.prepare = (sink) => {
        sink.before = () => new Promise(() => {})
      }
      await lie.offered(1000 * block)
      for (let each = 0; each < 400; each++)
        lie.peer.piece(1, 0, (each >> 2) * block + (each % 4) * 61_440, new Uint8Array(61_440))
    },
    'transfer-limit',
  ],
  'credit for more than was sent': [({ peer }) => peer.credit(1), 'transfer-protocol'],
  'that it has stored what was not sent': [
    async (lie) => {
      await lie.sending(10 * block)
      lie.peer.say({ type: 'accept', transfer: 0 })
      lie.peer.stored(0, [0, 9])
    },
    'transfer-protocol',
  ],
  'that it has stored what there is not': [
    async (lie) => {
      await lie.sending(10 * block)
      lie.peer.say({ type: 'accept', transfer: 0 })
      lie.peer.stored(0, [0, 10])
    },
    'transfer-protocol',
  ],
  'that a file is finished which it cannot have': [
    async (lie) => {
      await lie.sending(10 * block)
      lie.peer.say({ type: 'accept', transfer: 0 })
      lie.peer.say({ type: 'finished', transfer: 0, files: [0] })
    },
    'transfer-protocol',
  ],
  'that it has more of a file than there is': [
    async (lie) => {
      await lie.sending(10 * block)
      lie.peer.say({ type: 'have', transfer: 0, whole: [], partial: [[0, 8, 'BA==']] })
    },
    'transfer-protocol',
  ],
  'yes twice': [
    async (lie) => {
      await lie.sending(10 * block)
      lie.peer.say({ type: 'accept', transfer: 0 })
      lie.peer.say({ type: 'accept', transfer: 0 })
    },
    'transfer-protocol',
  ],
  'yes to what was not offered': [
    ({ peer }) => peer.say({ type: 'accept', transfer: 40 }),
    'transfer-protocol',
  ],
  'as a receiver what only a sender says': [
    async (lie) => {
      await lie.sending(10)
      lie.peer.say({ type: 'roots', transfer: 0, roots: [] })
    },
    'transfer-protocol',
  ],
  'as a sender what only a receiver says': [
    async (lie) => {
      await lie.offered(10)
      lie.peer.say({ type: 'accept', transfer: 1 })
    },
    'transfer-protocol',
  ],
  'an offer with a number of the other side': [
    ({ peer }) => peer.say({ ...offerOf(1), transfer: 2 } as ControlMessage),
    'transfer-protocol',
  ],
  'an offer with a number that was used': [
    async (lie) => {
      await lie.offered(10)
      lie.peer.say(offerOf(1))
    },
    'transfer-protocol',
  ],
  'an offer of a million files': [({ peer }) => peer.say(offerOf(1_000_000)), 'transfer-protocol'],
  'more files than it has offered': [
    ({ peer }) => {
      peer.say(offerOf(1))
      peer.say({
        type: 'entries',
        transfer: 1,
        entries: [
          ['a', 0, 0, 0],
          ['b', 0, 0, 0],
        ],
      })
    },
    'transfer-protocol',
  ],
  'files of no offer': [
    ({ peer }) => peer.say({ type: 'entries', transfer: 1, entries: [['a', 0, 0, 0]] }),
    'transfer-protocol',
  ],
  'a path that leads out of the folder': [
    ({ peer }) => {
      peer.say(offerOf(1))
      peer.say({ type: 'entries', transfer: 1, entries: [['../a', 0, 0, 0]] })
    },
    'file-path-unsafe',
  ],
  'many offers whose lists never come': [
    ({ peer }) => {
      for (let each = 0; each < 20; each++)
        peer.say({ ...offerOf(1), transfer: 1 + each * 2 } as ControlMessage)
    },
    'transfer-limit',
  ],
  'a flood of pings': [
    ({ peer }) => {
      for (let each = 0; each < 20_100; each++) peer.frame(encodeNumber('ping', each))
    },
    'transfer-limit',
  ],
  'a flood of texts': [
    ({ peer }) => {
      for (let each = 0; each < 1100; each++) peer.say({ type: 'text', part: 'x', last: true })
    },
    'transfer-limit',
  ],
  'a text without end': [
    ({ peer }) => {
      for (let each = 0; each < 200; each++) peer.say({ type: 'text', part: 'x'.repeat(8192), last: false })
    },
    'transfer-limit',
  ],
  'more lanes than are allowed': [
    ({ peer }) => {
      for (let lane = 1; lane < 50; lane++)
        peer.say({ type: 'signal', lane, reliable: true, signal: { type: 'offer', sdp: `x${lane}` } })
    },
    'transfer-protocol',
  ],
  'a control message that skips others': [
    ({ peer }) => peer.frame(new Uint8Array([1, 200, 0, 0, 0, 123, 125])),
    'transfer-protocol',
  ],
  'that it heard what was not said': [
    ({ peer }) => peer.frame(encodeNumber('heard', 1000)),
    'transfer-protocol',
  ],
  nonsense: [({ peer }) => peer.frame(new Uint8Array([99, 1, 2])), 'transfer-protocol'],
}

test.each(Object.entries(lies))('a peer that says %s is left', async (_, [tell, code]) => {
  const lie = await Lie.begin()
  await tell(lie)
  expect(await lie.verdict()).toBe(code)
  await lie.until(() => lie.peer.isClosed)
  expect(lie.peer.heard.at(-1)).toMatchObject({ type: 'bye', code })
  for (const sink of lie.end.sinks) if (sink.writing === 0) expect(sink.closed).not.toBe('open')
  expect(lie.end.session.snapshot().memory).toBeLessThan(64 * 1024 * 1024)
})

test('a peer that goes on about a transfer that has ended is not heard, and nothing else happens', async () => {
  const lie = await Lie.begin()
  await lie.offered(10 * block)
  lie.end.session.cancel(lie.end.transfer()!.id)
  lie.peer.piece(1, 0, 0, new Uint8Array(1024))
  lie.peer.say({ type: 'roots', transfer: 1, roots: [] })
  lie.peer.say({ type: 'cancel', transfer: 1, code: 'transfer-cancelled', text: '' })
  await lie.until(() => lie.peer.frames.some(({ kind }) => kind === 'credit'))
  expect(lie.end.session.snapshot().state).toBe('open')
})

test('a peer that stops in the middle of the handshake is given up after some tries', async () => {
  const clock = new ManualClock()
  const network = new MemoryNetwork({ clock })
  network.tamper = (message, channel) => (channel === 'control' ? undefined : message)
  const { initiator, responder } = memorySignalling()
  const end = new TestEnd({ clock, stack: network.stack(), signalling: initiator }, new MemoryDisk())
  new TestEnd({ clock, stack: network.stack(), signalling: responder }, new MemoryDisk())
  await passUntil(clock, () => end.session.snapshot().state === 'ended', 200_000, 100)
  expect(end.session.snapshot().faultCode).toBe('rtc-failed')
})

/** Messages that have the right shape, with whatever in them. */
const anyMessage: fc.Arbitrary<ControlMessage> = fc
  .record({
    type: fc.constantFrom(
      ...([
        'lanes',
        'going',
        'signal',
        'retire',
        'offer',
        'entries',
        'roots',
        'unreadable',
        'have',
        'accept',
      ] as const),
      ...(['decline', 'finished', 'redo', 'unstored', 'prefer', 'pause', 'cancel', 'text'] as const),
    ),
    transfer: fc.constantFrom(0, 1, 2, 3),
    file: fc.constantFrom(0, 1, 2),
    files: fc.array(fc.nat(2), { maxLength: 3 }),
    paused: fc.boolean(),
    wanted: fc.nat(16),
    most: fc.integer({ min: 1, max: 16 }),
    waits: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
    loss: fc.constantFrom(-1, 0, 0.5),
    processor: fc.constantFrom(-1, 0, 1),
    lane: fc.nat(20),
    reliable: fc.boolean(),
    signal: fc.constantFrom<unknown>(
      { type: 'offer', sdp: 'x' },
      { type: 'answer', sdp: 'x' },
      { type: 'candidate', candidate: '', mid: '' },
    ),
    code: fc.constantFrom('transfer-cancelled', 'disk-full'),
    text: fc.string({ maxLength: 10 }),
    part: fc.string({ maxLength: 10 }),
    last: fc.boolean(),
    whole: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 2 })), { maxLength: 2 }),
    partial: fc.array(fc.tuple(fc.nat(2), fc.constant(0), fc.base64String({ maxLength: 8 })), {
      maxLength: 2,
    }),
    roots: fc.array(fc.tuple(fc.nat(2), fc.constant(`${'A'.repeat(43)}=`)), { maxLength: 2 }),
    id: fc.constant('0'.repeat(32)),
    name: fc.string({ maxLength: 5 }),
    bytes: fc.nat(5),
    entries: fc.oneof(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.constantFrom(0, 1), fc.nat(3), fc.nat(3)), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
  })
  .map((message) => message as unknown as ControlMessage)

const anyStep = fc.oneof(
  anyMessage.map((message) => (lie: Lie) => lie.peer.say(message)),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => (lie: Lie) => lie.peer.frame(bytes)),
  fc.tuple(fc.nat(3), fc.nat(1), fc.nat(11), fc.nat(80_000)).map(
    ([transfer, file, unit, length]) =>
      (lie: Lie) =>
        lie.peer.piece(transfer, file, unit * 65_536, new Uint8Array(Math.min(length, 65_000))),
  ),
  fc.tuple(fc.nat(3), fc.uint8Array({ maxLength: 60 })).map(
    ([files, payload]) =>
      (lie: Lie) =>
        lie.peer.data(Uint8Array.of(2, 0, files, 0, 1, 0, 0, 0), payload),
  ),
  fc.tuple(fc.nat(3), fc.nat(1), fc.nat(10)).map(
    ([transfer, file, at]) =>
      (lie: Lie) =>
        lie.peer.stored(transfer, [file, at]),
  ),
)

test('whatever a peer says, a session goes on or ends with a code', async () => {
  const codes = [
    'transfer-protocol',
    'transfer-limit',
    'transfer-tampered',
    'file-path-unsafe',
    'closed',
    'internal',
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 12 }), async (steps) => {
      const lie = await Lie.begin()
      await lie.sending(5 * block)
      await lie.offered(5 * block)
      for (const step of steps) {
        step(lie)
        await lie.until(() => true)
      }
      let isOver = false
      void lie.end.session.close().then(() => {
        isOver = true
      })
      await lie.until(() => isOver)
      const end = await lie.end.session.ended
      expect(codes.slice(0, -1)).toContain(end.code)
      expect(lie.end.session.snapshot().memory).toBe(0)
    }),
    { numRuns: 150 },
  )
})
