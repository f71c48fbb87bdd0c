import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { words } from '../../../src/contract/word-list.ts'
import { Handshake, type HandshakeOptions } from '../../../src/transfer/seal/handshake.ts'
import { Fault } from '../../../src/wire/fault.ts'
import {
  agreeOnKeys,
  converse,
  ends,
  filled,
  type Meddle,
  optionsOf,
} from '../../support/transfer/handshake.ts'

const none = new Uint8Array()

/** Codes of the faults of both sides; of one that got through, `keys`. */
async function codes(
  initiatorChanges: Partial<HandshakeOptions>,
  responderChanges: Partial<HandshakeOptions>,
  meddle?: Meddle,
): Promise<{ initiator: string; responder: string }> {
  const outcome = await converse(
    new Handshake(optionsOf('initiator', initiatorChanges)),
    new Handshake(optionsOf('responder', responderChanges)),
    meddle,
  )
  const code = (side: object) => ('error' in side ? (side.error as Fault).code : 'keys')
  return { initiator: code(outcome.initiator), responder: code(outcome.responder) }
}

const bothUnproven = { initiator: 'transfer-unproven', responder: 'transfer-unproven' }

describe('a handshake', () => {
  test('gives both sides the same words, and to each the other one’s name', async () => {
    const { initiator, responder } = await agreeOnKeys()
    expect(initiator.words).toBe(responder.words)
    expect(initiator.words.split(' ')).toHaveLength(4)
    expect(initiator.words.split(' ').every((word) => words.includes(word))).toBe(true)
    expect([initiator.peer, responder.peer]).toEqual(['the responder', 'the initiator'])
    expect([initiator.proven, responder.proven]).toEqual([true, true])
    expect([initiator.sealed, responder.sealed]).toEqual([true, true])
  })

  test('gives other words each time', async () => {
    const [first, second] = await Promise.all([agreeOnKeys(), agreeOnKeys()])
    expect(first.initiator.words).not.toBe(second.initiator.words)
  })

  test('goes without a secret, and then says that nothing is proven', async () => {
    const { initiator, responder } = await agreeOnKeys({ secret: none }, { secret: none })
    expect([initiator.proven, responder.proven]).toEqual([false, false])
    expect(initiator.words).toBe(responder.words)
  })

  test.each([
    [true, true, true],
    [true, false, true],
    [false, true, true],
    [false, false, false],
  ])('is without a seal only if both want it so: %s, %s', async (ours, theirs, sealed) => {
    const { initiator, responder } = await agreeOnKeys({ seal: ours }, { seal: theirs })
    expect([initiator.sealed, responder.sealed]).toEqual([sealed, sealed])
  })

  test('fails on both sides when the secrets differ', async () => {
    expect(await codes({ secret: filled(32, 1) }, { secret: filled(32, 2) })).toEqual(bothUnproven)
  })

  test('fails when one side only has a secret, whoever it is', async () => {
    expect(await codes({ secret: none }, {})).toEqual(bothUnproven)
    expect(await codes({}, { secret: none })).toEqual(bothUnproven)
  })

  test('fails when the two ends have not the same connection', async () => {
    const between = { fingerprints: ends(1, 9).initiator }
    expect(await codes(between, {})).toEqual(bothUnproven)
    expect(await codes({ ...between, secret: none }, { secret: none })).toEqual(bothUnproven)
  })

  test('fails when one side takes its own certificate for that of the other', async () => {
    expect(await codes({ fingerprints: ends().responder }, {})).toEqual(bothUnproven)
  })

  test('fails between two of the same role', async () => {
    const one = new Handshake(optionsOf('responder'))
    const other = new Handshake(optionsOf('responder'))
    await other.start()
    const [hello] = await one.start()
    await expect(other.take(hello!)).rejects.toMatchObject({ code: 'transfer-protocol' })
  })

  test('takes no message of its own that comes back', async () => {
    for (const said of [0, 1, 2, 3]) {
      let back: Uint8Array = none
      const outcome = await codes({}, {}, (_from, index, message) => {
        if (index === said) back = message
        return index === said + 1 ? back : message
      })
      expect(Object.values(outcome)).toContain('transfer-protocol')
    }
  })

  test('takes no message of another handshake', async () => {
    const recorded: Uint8Array[] = []
    await codes({}, {}, (_from, index, message) => {
      recorded[index] = message
      return message
    })
    expect(recorded).toHaveLength(5)
    for (const replayed of [0, 1, 2, 3, 4]) {
      const outcome = await codes({}, {}, (_from, index, message) =>
        index === replayed ? recorded[index]! : message,
      )
      expect(Object.values(outcome).some((code) => code !== 'keys')).toBe(true)
      expect(Object.values(outcome)).not.toContain(undefined)
    }
  })

  test('does not let a bit be changed anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        async (changed, where, bit) => {
          const outcome = await codes({}, {}, (_from, index, message) => {
            if (index !== changed) return message
            const other = message.slice()
            other[Math.floor(where * other.length)]! ^= 1 << bit
            return other
          })
          // Who has proven itself last cannot know that its proof was changed on its way.
          expect(outcome.initiator).toMatch(/^transfer-(unproven|protocol|version)$/)
          if (changed < 4) expect(outcome.responder).toMatch(/^transfer-(unproven|protocol|version)$/)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('does not let the wish for a seal be taken away', async () => {
    const noSeal: Meddle = (_from, index, message) => {
      if (index > 1) return message
      const other = message.slice()
      other[3]! &= ~1
      return other
    }
    expect(await codes({}, {}, noSeal)).toEqual(bothUnproven)
    expect(await codes({ secret: none }, { secret: none }, noSeal)).toEqual(bothUnproven)
  })

  test('shows different words to two ends with somebody between them who has keys of its own', async () => {
    // Both halves are complete handshakes without a secret, as an attacker with own certificates would hold them.
    const [left, right] = await Promise.all([
      agreeOnKeys(
        { secret: none, fingerprints: ends(1, 66).initiator },
        { secret: none, fingerprints: ends(1, 66).responder },
      ),
      agreeOnKeys(
        { secret: none, fingerprints: ends(66, 2).initiator },
        { secret: none, fingerprints: ends(66, 2).responder },
      ),
    ])
    expect(left.initiator.words).not.toBe(right.responder.words)
  })

  test('does not open a key that it was not bound to', async () => {
    // The initiator of a second handshake, which has seen the number of the responder before it chose its key.
    const other: Uint8Array[] = []
    await codes({ secret: none }, { secret: none }, (_from, index, message) => {
      other[index] = message
      return message
    })
    const outcome = await codes({ secret: none }, { secret: none }, (_from, index, message) =>
      index === 3 ? other[3]! : message,
    )
    expect(outcome.responder).toBe('transfer-protocol')
  })

  test('says so when the other side speaks newer or older versions only', async () => {
    for (const [oldest, newest] of [
      [2, 9],
      [0, 0],
    ]) {
      const outcome = await codes({}, {}, (_from, index, message) => {
        if (index !== 0) return message
        const other = new Uint8Array(5)
        other.set([message[0]!, oldest!, newest!])
        return other
      })
      expect(outcome).toEqual({ initiator: 'transfer-version', responder: 'transfer-version' })
    }
  })

  test('refuses keys that make the secret known to all', async () => {
    const outcome = await codes({}, {}, (_from, index, message) => {
      if (index !== 0) return message
      const other = message.slice()
      other.fill(0, 4, 36)
      return other
    })
    expect(outcome.initiator).toBe('transfer-protocol')
  })

  test('refuses a key of ML-KEM that is none', async () => {
    const outcome = await codes({}, {}, (_from, index, message) => {
      if (index !== 0) return message
      const other = message.slice()
      other.fill(0xff, 36)
      return other
    })
    expect(outcome.initiator).toBe('transfer-protocol')
  })

  test('takes random bytes for nothing but a breach of the protocol', async () => {
    const kinds = [none, ...[1, 2, 3, 4, 5, 15].map((kind) => Uint8Array.of(kind))]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('initiator' as const, 'responder' as const),
        fc.constantFrom(...kinds),
        fc.uint8Array({ maxLength: 3000, size: 'max' }),
        async (role, kind, rest) => {
          const handshake = new Handshake(optionsOf(role))
          await handshake.start()
          const error = await handshake.take(Uint8Array.from([...kind, ...rest])).then(
            ({ keys }) => ({ keys }),
            (error: unknown) => error,
          )
          if (error instanceof Error) expect(error).toBeInstanceOf(Fault)
          else expect(error).toEqual({ keys: undefined })
        },
      ),
      { numRuns: 150 },
    )
  })

  test('is over after a message that it could not take', async () => {
    const initiator = new Handshake(optionsOf('initiator'))
    const responder = new Handshake(optionsOf('responder'))
    await initiator.start()
    const [hello] = await responder.start()
    await expect(initiator.take(Uint8Array.of(99))).rejects.toMatchObject({ code: 'transfer-protocol' })
    await expect(initiator.take(hello!)).rejects.toMatchObject({ code: 'transfer-protocol' })
  })

  test('cuts a long name between characters, and leaves out what turns text around', async () => {
    const { initiator, responder } = await agreeOnKeys(
      { name: 'ü'.repeat(99) },
      { name: 'stage\u202e\u0000 left\n' },
    )
    expect(responder.peer).toBe('ü'.repeat(50))
    expect(initiator.peer).toBe('stage left')
  })
})

describe('a session whose lanes were lost', () => {
  const again = ends(3, 4)

  test('is gone on with by the same two ends, with the same words', async () => {
    const before = await agreeOnKeys({ secret: none }, { secret: none })
    const { initiator, responder } = await converse(
      before.initiator.resume(again.initiator),
      before.responder.resume(again.responder),
    )
    expect(initiator).toMatchObject({ words: before.initiator.words, proven: false, peer: 'the responder' })
    expect(responder).toMatchObject({ words: before.initiator.words, proven: false, peer: 'the initiator' })
  })

  test('is not gone on with by others', async () => {
    const [one, other] = await Promise.all([agreeOnKeys(), agreeOnKeys()])
    const outcome = await converse(
      one.initiator.resume(again.initiator),
      other.responder.resume(again.responder),
    )
    expect(outcome.initiator).toMatchObject({ error: { code: 'transfer-unproven' } })
    expect(outcome.responder).toMatchObject({ error: { code: 'transfer-unproven' } })
  })

  test('is not mistaken for a new one', async () => {
    const { initiator } = await agreeOnKeys()
    const outcome = await converse(
      initiator.resume(again.initiator),
      new Handshake(optionsOf('responder', { fingerprints: again.responder })),
    )
    expect(outcome.initiator).toMatchObject({ error: { code: 'transfer-unproven' } })
  })

  test('can be tried again when one side did not hear the end of the last try', async () => {
    const before = await agreeOnKeys()
    const lost = await converse(
      before.initiator.resume(again.initiator),
      before.responder.resume(again.responder),
      (_from, index, message) => (index === 4 ? new Uint8Array(1) : message),
    )
    expect(lost.initiator).toMatchObject({ error: { code: 'transfer-protocol' } })
    if ('error' in lost.responder) throw lost.responder.error
    const { initiator, responder } = await converse(
      before.initiator.resume(again.initiator),
      lost.responder.resume(again.responder),
    )
    expect(initiator).toMatchObject({ words: before.initiator.words, sealed: true, proven: true })
    expect(responder).toMatchObject({ words: before.initiator.words, sealed: true, proven: true })
  })

  test('begins once more when the initiator did not hear the end of the first handshake', async () => {
    const lost = await converse(
      new Handshake(optionsOf('initiator')),
      new Handshake(optionsOf('responder')),
      (_from, index, message) => (index === 4 ? new Uint8Array(1) : message),
    )
    if ('error' in lost.responder) throw lost.responder.error
    const anew = optionsOf('initiator', { fingerprints: again.initiator })
    const { initiator, responder } = await converse(
      new Handshake(anew),
      lost.responder.resume(again.responder),
    )
    if ('error' in initiator || 'error' in responder) throw new Error('not begun once more')
    expect(initiator.words).toBe(responder.words)
    expect(initiator.words).not.toBe(lost.responder.words)
    expect(initiator.proven).toBe(true)
    // Without the secret nobody begins in its place.
    const stranger = new Handshake({ ...anew, secret: filled(32, 99) })
    const refused = await converse(stranger, lost.responder.resume(again.responder))
    expect(refused.responder).toMatchObject({ error: { code: 'transfer-unproven' } })
  })

  test('is not begun once more when the responder has heard from the initiator since', async () => {
    const { initiator, responder } = await agreeOnKeys({ secret: none }, { secret: none })
    const [from, to] = [
      await initiator.lane(0, 0, ends().initiator),
      await responder.lane(0, 0, ends().responder),
    ]
    await to.control.open(await from.control.seal(none, none))
    const outcome = await converse(
      new Handshake(optionsOf('initiator', { secret: none, fingerprints: again.initiator })),
      responder.resume(again.responder),
    )
    expect(outcome.responder).toMatchObject({ error: { code: 'transfer-unproven' } })
  })
})
