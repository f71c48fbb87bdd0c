import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { duplexPair } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { kinds } from '../../../src/host/peers/frames.ts'
import { cleanName, type Introducer, introduce } from '../../../src/host/peers/introduction.ts'
import { PairingChannel } from '../../../src/host/peers/pairing-channel.ts'
import { derive, SealedChannel } from '../../../src/host/peers/sealed-channel.ts'
import { answering, asking, introducer, metOf, secrets, shakeHands } from '../../support/pairing.ts'

let studio: Introducer
let van: Introducer
let mallory: Introducer
beforeAll(async () => {
  ;[studio, van, mallory] = (await Promise.all(['Studio', 'Van', 'Mallory'].map(introducer))) as [
    Introducer,
    Introducer,
    Introducer,
  ]
})

const publicPart = ({ privateKey: _, ...rest }: Introducer) => rest

describe('two sides with the same secret', () => {
  test.each([
    ['a code', { mode: 'code', secret: secrets.code }],
    ['a link', { mode: 'link', secret: secrets.link }],
    ['words', { mode: 'words', secret: '' }],
  ] as const)('know each other by %s, and can talk', async (_, what) => {
    const { answered, asked, guesses } = await shakeHands(studio, van, what)
    expect(metOf(answered).peer).toEqual(publicPart(van))
    expect(metOf(asked).peer).toEqual(publicPart(studio))
    expect(metOf(asked).words).toBe(metOf(answered).words)
    expect(metOf(asked).words === '').toBe(what.mode !== 'words')
    expect(guesses).toBe(what.mode === 'words' ? 1 : 0)
    metOf(asked).channel.send({ same: true })
    expect(await metOf(answered).channel.receive()).toEqual({ same: true })
  })
})

test('a wrong secret is refused on both sides, and counted', async () => {
  const { answered, asked, guesses } = await shakeHands(studio, van, { secret: '7-otter-lamp-4218' })
  expect([answered, asked]).toMatchObject([
    { fault: { code: 'pairing-refused' } },
    { fault: { code: 'pairing-refused' } },
  ])
  expect(guesses).toBe(1)
})

test('a code does not do for a link', async () => {
  const { answered, guesses } = await shakeHands(studio, van, { mode: 'link', secret: secrets.code })
  expect(answered).toMatchObject({ fault: { code: 'pairing-refused' } })
  expect(guesses).toBe(1)
})

test('a device does not pair with itself', async () => {
  expect(await shakeHands(studio, studio)).toMatchObject({ asked: { fault: { code: 'pairing-refused' } } })
})

test('who shows the certificate of another is found out', async () => {
  const thief = { ...mallory, id: van.id, certificate: van.certificate }
  const { answered } = await shakeHands(studio, thief)
  expect(answered).toMatchObject({ fault: { code: 'sync-protocol' } })
  const wrongId = await shakeHands(studio, { ...van, id: mallory.id })
  expect(wrongId.answered).toMatchObject({ fault: { code: 'sync-protocol' } })
})

test('a proof from one side of a pairing is none for the other side, nor for another pairing', async () => {
  const [near, far] = duplexPair()
  const [key, salt] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const binding = derive(key, salt, 'binding')
  const sender = new SealedChannel(new PairingChannel(near), 'answering', key, salt)
  const receiver = new SealedChannel(new PairingChannel(far), 'asking', key, salt)
  introduce(sender, studio, 'answering', binding)
  const introduced = (await receiver.receive()) as { signature: string }
  const check = (side: string, bound: Buffer) =>
    verify(
      'sha256',
      Buffer.concat([Buffer.from(`hawser-pair/1 introduction of the ${side} side\n`), bound]),
      studio.certificate,
      Buffer.from(introduced.signature, 'base64'),
    )
  expect(check('answering', binding)).toBe(true)
  expect(check('asking', binding)).toBe(false)
  expect(check('answering', derive(key, salt, 'another'))).toBe(false)
})

test('somebody in between who agrees with each side has other words on each screen', async () => {
  const [studioEnd, malloryLeft] = duplexPair()
  const [malloryRight, vanEnd] = duplexPair()
  const left = answering(studio, studioEnd)
  const toStudio = asking(mallory, malloryLeft, { mode: 'words' })
  const toVan = answering(mallory, malloryRight)
  const right = asking(van, vanEnd, { mode: 'words' })
  const mets = (await Promise.all([left.met, toStudio.met, toVan.met, right.met])).map(metOf)
  expect(mets[0]!.words).toBe(mets[1]!.words)
  expect(mets[3]!.words).toBe(mets[2]!.words)
  expect(mets[0]!.words).not.toBe(mets[3]!.words)
})

test('a key other than the one that was promised is refused', async () => {
  const [near, far] = duplexPair()
  const one = answering(studio, near)
  const other = new PairingChannel(far)
  const hello = await other.receive(kinds.hello)
  expect(hello).toHaveLength(17)
  other.send(kinds.asks, Buffer.concat([Uint8Array.of(2), Buffer.alloc(16), Buffer.alloc(32, 7)]))
  await other.receive(kinds.answers)
  const { publicKey } = generateKeyPairSync('x25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')
  other.send(kinds.proves, Buffer.concat([raw, Buffer.alloc(16)]))
  expect(await one.met).toMatchObject({ fault: { code: 'sync-protocol' } })
})

test('words that the other side could tell count as a guess when it breaks off', async () => {
  const [near, far] = duplexPair()
  let guesses = 0
  const one = answering(studio, near, () => guesses++)
  const other = new PairingChannel(far)
  await other.receive(kinds.hello)
  other.send(kinds.asks, Buffer.concat([Uint8Array.of(2), Buffer.alloc(16), Buffer.alloc(32, 7)]))
  await other.receive(kinds.answers)
  other.close()
  expect(await one.met).toMatchObject({ fault: { code: 'closed' } })
  expect(guesses).toBe(1)
})

test('a key of low order, with which anybody would agree, is refused', async () => {
  const [near, far] = duplexPair()
  const one = answering(studio, near)
  const other = new PairingChannel(far)
  const hello = await other.receive(kinds.hello)
  const nonce = Buffer.alloc(16)
  const opening = Buffer.alloc(48)
  const commitment = createHash('sha256')
    .update('hawser-pair/1 commitment')
    .update(Buffer.concat([hello.subarray(1), nonce, opening]))
    .digest()
  other.send(kinds.asks, Buffer.concat([Uint8Array.of(2), nonce, commitment]))
  await other.receive(kinds.answers)
  other.send(kinds.proves, opening)
  // The promise was kept, so that it is the key itself that is refused.
  await other.receive(kinds.proven)
  expect(await one.met).toMatchObject({
    fault: { code: 'sync-protocol', message: expect.stringContaining('a key that is none') },
  })
})

test('to be told late that the other is busy does not make a device try again', async () => {
  const [near, far] = duplexPair()
  const one = asking(van, near, { mode: 'words' })
  const other = new PairingChannel(far)
  other.send(kinds.hello, Buffer.concat([Uint8Array.of(1), Buffer.alloc(16)]))
  await other.receive(kinds.asks)
  other.refuse('busy')
  expect(await one.met).toMatchObject({ fault: { code: 'sync-protocol' } })
})

test('what is changed on the way between two sides is not taken', async () => {
  const [near, far] = duplexPair()
  const [key, salt] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const plain = new PairingChannel(near)
  const receiver = new SealedChannel(new PairingChannel(far), 'asking', key, salt)
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(15), Buffer.alloc(40)]) {
    plain.send(kinds.sealed, bytes)
    await expect(receiver.receive()).rejects.toMatchObject({ code: 'sync-protocol' })
  }
})

test('whatever a stranger sends, the side that waits ends with a fault that is documented', async () => {
  const message = fc.record({
    kind: fc.integer({ min: 0, max: 8 }),
    payload: fc.uint8Array({ maxLength: 200 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 6 }), fc.boolean(), async (messages, wellBegun) => {
      const [near, far] = duplexPair()
      const one = answering(studio, near)
      const begun = wellBegun
        ? [{ kind: kinds.asks, payload: Buffer.concat([Uint8Array.of(2), Buffer.alloc(48, 5)]) }]
        : []
      for (const { kind, payload } of [...begun, ...messages]) {
        const head = Buffer.alloc(3)
        head.writeUInt16BE(payload.length + 1)
        head[2] = kind
        far.write(Buffer.concat([head, payload]))
      }
      far.end()
      const end = await one.met
      if (!('fault' in end)) throw new Error('a stranger got in')
      expect(['closed', 'sync-protocol', 'pairing-refused', 'pairing-busy']).toContain(end.fault.code)
    }),
    { numRuns: 150 },
  )
})

test('and so does the side that calls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), async (pieces) => {
      const [near, far] = duplexPair()
      const one = asking(van, near)
      far.write(Buffer.concat([Buffer.from([0, 18, 0, 1]), Buffer.alloc(16)]))
      for (const piece of pieces) far.write(piece)
      far.end()
      expect(['closed', 'sync-protocol', 'pairing-refused', 'pairing-busy']).toContain(
        ((await one.met) as { fault: { code: string } }).fault.code,
      )
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['Studio', 'Studio'],
  ['  Van \n', 'Van'],
  ['\u202eevil\u0000\u001b[2J', 'evil[2J'],
  ['', 'Unnamed device'],
  ['\u200b\u200b', 'Unnamed device'],
  ['x'.repeat(500), 'x'.repeat(60)],
  ['Ünï 🎥', 'Ünï 🎥'],
])('the name %j is shown as %j', (given, shown) => {
  expect(cleanName(given)).toBe(shown)
})
