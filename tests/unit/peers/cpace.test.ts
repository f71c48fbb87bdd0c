import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CPace,
  calculateGenerator,
  concatLengthValue,
  confirmationTag,
  equalTags,
  generatorString,
  multiplyVerified,
  prependLength,
  readScalar,
} from '../../../src/host/peers/cpace.ts'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
const text = (value: string) => Buffer.from(value)

describe('the vectors of draft-irtf-cfrg-cpace for ristretto255 and SHA-512', () => {
  const inputs = {
    secret: text('Password'),
    channel: text('\x0bA_initiator\x0bB_responder'),
    session: hex('7e4b4791d6a8ef019b936c79fb7f2c57'),
  }
  const a = hex('da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08')
  const b = hex('d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d')
  const shareA = hex('d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157')
  const shareB = hex('3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258')
  const initiator = { share: shareA, data: text('ADa') }
  const responder = { share: shareB, data: text('ADb') }

  test('lengths are prepended', () => {
    expect(prependLength(text(''))).toEqual(hex('00'))
    expect(prependLength(text('1234'))).toEqual(hex('0431323334'))
    const bytes = (count: number) => Buffer.from(Array.from({ length: count }, (_, index) => index))
    expect(prependLength(bytes(127)).subarray(0, 3)).toEqual(hex('7f0001'))
    expect(prependLength(bytes(128)).subarray(0, 4)).toEqual(hex('80010001'))
    expect(concatLengthValue(text('1234'), text('5'), text(''), text('678'))).toEqual(
      hex('043132333401350003363738'),
    )
  })

  test('the generator', () => {
    expect(generatorString(inputs)).toEqual(
      hex(`11435061636552697374726574746f3235350850617373776f726464${'00'.repeat(100)}
        180b415f696e69746961746f720b425f726573706f6e646572107e4b4791d6a8ef019b936c79fb7f2c57`),
    )
    expect(Buffer.from(calculateGenerator(inputs).toBytes())).toEqual(
      hex('222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56'),
    )
  })

  test('the shares and the key', () => {
    const [asks, answers] = [new CPace(inputs, a), new CPace(inputs, b)]
    expect(Buffer.from(asks.share)).toEqual(shareA)
    expect(Buffer.from(answers.share)).toEqual(shareB)
    const key = hex(`b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dc
      ae7b35cd2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447`)
    expect(asks.key(initiator, responder, shareB)).toEqual(key)
    expect(answers.key(initiator, responder, shareA)).toEqual(key)
  })

  test('products, and what is no element of the group', () => {
    const scalar = readScalar(hex('7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05'))
    const element = hex('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c')
    expect(Buffer.from(multiplyVerified(scalar, element)!)).toEqual(
      hex('7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e'),
    )
    const invalid = hex('2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c')
    expect(multiplyVerified(scalar, invalid)).toBeUndefined()
    expect(multiplyVerified(scalar, Buffer.alloc(32))).toBeUndefined()
  })
})

const session = text('a session')
const channel = text('a channel')
const data = text('')

function exchange(left: string, right: string, other: Partial<{ session: Buffer; channel: Buffer }> = {}) {
  const asks = new CPace({ secret: text(left), channel, session })
  const answers = new CPace({ secret: text(right), channel, session, ...other })
  const [initiator, responder] = [
    { share: asks.share, data },
    { share: answers.share, data },
  ]
  return {
    asked: asks.key(initiator, responder, answers.share)!,
    answered: answers.key(initiator, responder, asks.share)!,
    initiator,
    responder,
  }
}

test('the same secret gives the same key, another each time', () => {
  const one = exchange('otter', 'otter')
  expect(one.asked).toEqual(one.answered)
  expect(exchange('otter', 'otter').asked).not.toEqual(one.asked)
})

test('another secret, session or channel gives another key', () => {
  for (const { asked, answered } of [
    exchange('otter', 'lamp'),
    exchange('otter', 'otter', { session: text('another') }),
    exchange('otter', 'otter', { channel: text('another') }),
  ])
    expect(asked).not.toEqual(answered)
})

test('the key is proven by a tag that is of the side that sends it', () => {
  const { asked, answered, initiator, responder } = exchange('otter', 'otter')
  const tag = confirmationTag(asked, session, initiator)
  expect(equalTags(tag, confirmationTag(answered, session, initiator))).toBe(true)
  expect(equalTags(tag, confirmationTag(answered, session, responder))).toBe(false)
  expect(equalTags(tag, tag.subarray(1))).toBe(false)
})

test('whatever comes as a share, nothing is thrown', () => {
  const run = new CPace({ secret: text('otter'), channel, session })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (share) => {
      const key = run.key({ share, data }, { share: run.share, data }, share)
      expect(key === undefined || key.length === 64).toBe(true)
    }),
    { numRuns: 300 },
  )
})
