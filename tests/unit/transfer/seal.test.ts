import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeCipher } from '../../../src/rtc/node-cipher.ts'
import { webCipher } from '../../../src/transfer/seal/cipher.ts'
import {
  type ChannelSeal,
  type SessionKeys,
  sealOverheadBytes,
} from '../../../src/transfer/seal/session-keys.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { agreeOnKeys, ends, filled } from '../../support/transfer/handshake.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Keys = { initiator: SessionKeys; responder: SessionKeys }
interface Lane {
  control: ChannelSeal
  data: ChannelSeal
}

const header = Uint8Array.of(1, 2, 3)
const payload = Uint8Array.from({ length: 100 }, (_, at) => at)

async function lanes(
  keys: Keys,
  lane = 0,
  epoch = 0,
  connection = ends(),
): Promise<{ initiator: Lane; responder: Lane }> {
  return {
    initiator: await keys.initiator.lane(lane, epoch, connection.initiator),
    responder: await keys.responder.lane(lane, epoch, connection.responder),
  }
}

const open = (opener: ChannelSeal, message: Uint8Array) => opener.open(message.slice() as Bytes)
const tampered = (how: string) => ({ code: 'transfer-tampered', detail: { how } })

describe.each([
  ['sealed', true, [webCipher, webCipher]],
  ['sealed within the call', true, [nodeCipher, nodeCipher]],
  ['sealed in two ways', true, [webCipher, nodeCipher]],
  ['unsealed', false, []],
] as const)('a lane that is %s', (_, seal, [left, right]) => {
  const agree = () => agreeOnKeys({ seal, cipher: left }, { seal, cipher: right })

  test('brings headers and payloads of both channels in both directions', async () => {
    const { initiator, responder } = await lanes(await agree())
    for (const [from, to] of [
      [initiator.control, responder.control],
      [responder.control, initiator.control],
      [initiator.data, responder.data],
      [responder.data, initiator.data],
    ] as const) {
      for (const text of [payload, new Uint8Array(), filled(300_000, 5)]) {
        const message = await from.seal(header, text)
        expect(message.length).toBeLessThanOrEqual(header.length + text.length + sealOverheadBytes)
        expect(await open(to, message)).toEqual({ header, payload: text })
      }
    }
  })

  test('takes a repeated message for what it is', async () => {
    const { initiator, responder } = await lanes(await agree())
    for (const kind of ['control', 'data'] as const) {
      const message = await initiator[kind].seal(header, payload)
      await open(responder[kind], message)
      await expect(open(responder[kind], message)).rejects.toMatchObject(tampered('repeated'))
    }
  })

  test('lets data overtake one another, but nothing on the control channel', async () => {
    const { initiator, responder } = await lanes(await agree())
    const data = await Promise.all([0, 1, 2].map((n) => initiator.data.seal(Uint8Array.of(n), payload)))
    for (const n of [2, 0, 1]) expect((await open(responder.data, data[n]!)).header).toEqual(Uint8Array.of(n))
    const control = await Promise.all([0, 1].map((n) => initiator.control.seal(Uint8Array.of(n), payload)))
    await expect(open(responder.control, control[1]!)).rejects.toMatchObject(tampered('misplaced'))
  })

  test('does not take what is too short or random for anything else', async () => {
    const { responder } = await lanes(await agree())
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('control' as const, 'data' as const),
        fc.uint8Array({ maxLength: 80 }),
        async (kind, bytes) => {
          const opened = await open(responder[kind], bytes).catch((error: unknown) => error)
          if (seal || opened instanceof Error) {
            expect(opened).toBeInstanceOf(Fault)
            expect(opened).toMatchObject({ code: 'transfer-tampered' })
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('uses the room that it is given', async () => {
    const { initiator, responder } = await lanes(await agree())
    const room = new Uint8Array(4096)
    const message = await initiator.data.seal(header, payload, room)
    expect(message.buffer).toBe(room.buffer)
    expect(await open(responder.data, message)).toEqual({ header, payload })
    const large = await initiator.data.seal(header, filled(5000, 1), room)
    expect((await open(responder.data, large)).payload).toEqual(filled(5000, 1))
  })

  test('has read what it was given when the call returns', async () => {
    const { initiator, responder } = await lanes(await agree())
    const [ownHeader, ownPayload] = [header.slice(), payload.slice()]
    const sealing = initiator.data.seal(ownHeader, ownPayload)
    ownHeader.fill(0)
    ownPayload.fill(0)
    expect(await open(responder.data, await sealing)).toEqual({ header, payload })
  })
})

describe('a sealed lane', () => {
  test('hides the payload', async () => {
    const { initiator } = await lanes(await agreeOnKeys())
    const message = await initiator.data.seal(header, filled(64, 0x41))
    expect(Buffer.from(message).includes('AAAA')).toBe(false)
  })

  test('does not let a bit be changed anywhere', async () => {
    const { initiator, responder } = await lanes(await agreeOnKeys())
    const message = await initiator.data.seal(header, payload)
    for (let bit = 0; bit < message.length * 8; bit += 3) {
      const other = message.slice()
      other[bit >> 3]! ^= 1 << (bit & 7)
      await expect(open(responder.data, other)).rejects.toMatchObject({ code: 'transfer-tampered' })
    }
    expect(await open(responder.data, message)).toEqual({ header, payload })
  })

  test('takes nothing of another lane, epoch, channel, direction, connection or session', async () => {
    const keys = await agreeOnKeys()
    const here = await lanes(keys, 0, 0)
    const others = [
      (await lanes(keys, 1, 0)).responder.data,
      (await lanes(keys, 0, 1)).responder.data,
      (await lanes(keys, 2, 0, ends(1, 3))).responder.data,
      (await lanes(await agreeOnKeys(), 0, 0)).responder.data,
      here.responder.control,
      here.initiator.data,
    ]
    const message = await here.initiator.data.seal(header, payload)
    for (const other of others) await expect(open(other, message)).rejects.toMatchObject(tampered('changed'))
    expect(await open(here.responder.data, message)).toEqual({ header, payload })
  })

  test('of a session that was gone on with takes nothing from before', async () => {
    const { converse } = await import('../../support/transfer/handshake.ts')
    const before = await agreeOnKeys()
    const old = await lanes(before)
    const after = await converse(
      before.initiator.resume(ends().initiator),
      before.responder.resume(ends().responder),
    )
    if ('error' in after.initiator || 'error' in after.responder) throw new Error('not resumed')
    const now = await lanes({ initiator: after.initiator, responder: after.responder })
    const message = await old.initiator.data.seal(header, payload)
    await expect(open(now.responder.data, message)).rejects.toMatchObject(tampered('changed'))
  })

  test('is opened as one connection only if both ends see the same one', async () => {
    const keys = await agreeOnKeys()
    const initiator = await keys.initiator.lane(3, 0, ends(1, 2).initiator)
    const responder = await keys.responder.lane(3, 0, ends(1, 9).responder)
    await expect(
      open(responder.control, await initiator.control.seal(header, payload)),
    ).rejects.toMatchObject(tampered('changed'))
  })

  test('never has the same keys twice', async () => {
    const { initiator } = await agreeOnKeys()
    await initiator.lane(0, 0, ends().initiator)
    await initiator.lane(0, 2, ends().initiator)
    for (const epoch of [0, 1, 2, -1, 0.5])
      await expect(initiator.lane(0, epoch, ends().initiator)).rejects.toMatchObject({
        code: 'transfer-protocol',
      })
    await initiator.lane(0, 3, ends().initiator)
  })

  test('gives control messages out in the order in which they were sealed and came', async () => {
    const { initiator, responder } = await lanes(await agreeOnKeys())
    // The first ones are the slowest.
    const sizes = [262_000, 100_000, 10_000, 1000, 100, 10, 1, 0]
    const sealed: number[] = []
    const messages = await Promise.all(
      sizes.map((size, n) =>
        initiator.control.seal(Uint8Array.of(n), filled(size, n)).then((message) => {
          sealed.push(n)
          return message
        }),
      ),
    )
    const opened: number[] = []
    await Promise.all(
      messages.map((message) => open(responder.control, message).then(({ header: [n] }) => opened.push(n!))),
    )
    expect(sealed).toEqual(sizes.map((_, n) => n))
    expect(opened).toEqual(sealed)
  })

  test('gives out nothing on the control channel after something forged', async () => {
    const { initiator, responder } = await lanes(await agreeOnKeys())
    const [first, second] = [
      await initiator.control.seal(header, payload),
      await initiator.control.seal(header, payload),
    ]
    first[first.length - 1]! ^= 1
    const results = await Promise.allSettled([
      open(responder.control, first),
      open(responder.control, second),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('takes one of two equal messages that are opened at once', async () => {
    const { initiator, responder } = await lanes(await agreeOnKeys())
    const message = await initiator.data.seal(header, payload)
    const results = await Promise.allSettled([1, 2, 3].map(() => open(responder.data, message)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('loses no place to a forged message with a counter far ahead', async () => {
    const { initiator, responder } = await lanes(await agreeOnKeys())
    const message = await initiator.data.seal(header, payload)
    const forged = message.slice()
    forged.set([0xff, 0xff, 0xff, 0xff])
    await expect(open(responder.data, forged)).rejects.toMatchObject(tampered('changed'))
    expect(await open(responder.data, message)).toEqual({ header, payload })
  })
})
