import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proveAsJoiner, proveAsOpener, type TryChannel } from '../../../src/host/rendezvous/code-proof.ts'
import { Fault } from '../../../src/wire/fault.ts'

/** Two ends; `change` stands between, and sees all. */
function channels(change: (text: string) => string = (text) => text): [TryChannel, TryChannel, string[]] {
  const seen: string[] = []
  const queue = () => {
    const texts: string[] = []
    const waiting: ((text: string) => void)[] = []
    return {
      push: (text: string) => (waiting.shift() ?? ((held) => void texts.push(held)))(text),
      next: () =>
        new Promise<string>((resolve) => {
          const text = texts.shift()
          if (text === undefined) waiting.push(resolve)
          else resolve(text)
        }),
    }
  }
  const [toLeft, toRight] = [queue(), queue()]
  const send = (to: typeof toLeft) => (text: string) => {
    seen.push(text)
    to.push(change(text))
  }
  return [{ send: send(toRight), next: toLeft.next }, { send: send(toLeft), next: toRight.next }, seen]
}

const secret = randomBytes(64)

test('who knows the same code agrees on keys that nobody between them can see, with names', async () => {
  const [left, right, seen] = channels()
  const [opener, joiner] = await Promise.all([
    proveAsOpener(left, { secret, name: 'Studio', purpose: 'files' }),
    proveAsJoiner(right, { secret, name: '\u202eVan', purpose: 'files' }),
  ])
  expect(opener.keys).toEqual(joiner.keys)
  expect([opener.peer, joiner.peer]).toEqual(['Van', 'Studio'])
  expect(opener.keys.secret).toHaveLength(32)
  expect(opener.keys.room).toMatch(/^[\w-]{22}$/)
  expect(seen.join()).not.toMatch(/Studio|Van/)
  // The same code gives other keys another time.
  const [again, other] = channels()
  const [{ keys }] = await Promise.all([
    proveAsOpener(again, { secret, name: '', purpose: 'files' }),
    proveAsJoiner(other, { secret, name: '', purpose: 'files' }),
  ])
  expect(keys.secret).not.toEqual(opener.keys.secret)
})

test('a wrong code is refused on both sides, and the one who guessed is told nothing else', async () => {
  const [left, right, seen] = channels()
  const ends = await Promise.allSettled([
    proveAsOpener(left, { secret, name: 'Studio', purpose: 'files' }),
    proveAsJoiner(right, { secret: randomBytes(64), name: 'Van', purpose: 'files' }),
  ])
  expect(ends).toMatchObject([{ reason: { code: 'code-refused' } }, { reason: { code: 'code-refused' } }])
  expect(JSON.parse(seen.at(-1)!)).toEqual({ wrong: true })
})

test('a code for one purpose is of no use for another, and both are told so', async () => {
  const [left, right] = channels()
  const opener = proveAsOpener(left, { secret, name: 'Studio', purpose: 'tunnel' })
  opener.catch(() => {})
  await expect(proveAsJoiner(right, { secret, name: 'Van', purpose: 'files' })).rejects.toMatchObject({
    code: 'code-purpose',
    message: expect.stringContaining('tunnel'),
  })
  right.send(
    JSON.stringify({
      number: randomBytes(16).toString('base64url'),
      share: Buffer.alloc(32, 9).toString('base64url'),
    }),
  )
  await expect(opener).rejects.toMatchObject({ code: 'code-purpose' })
})

test('who stands between cannot make two ends believe that they mean the same', async () => {
  let isHello = true
  const [left, right] = channels((text) => {
    const message = JSON.parse(text) as Record<string, string>
    if (message['purpose'] === undefined) return text
    const purpose = isHello ? 'files' : 'tunnel'
    isHello = false
    return JSON.stringify({ ...message, purpose })
  })
  const ends = await Promise.allSettled([
    proveAsOpener(left, { secret, name: 'Studio', purpose: 'tunnel' }),
    proveAsJoiner(right, { secret, name: 'Van', purpose: 'files' }),
  ])
  expect(ends).toMatchObject([{ reason: { code: 'code-refused' } }, { reason: { code: 'code-refused' } }])
})

test('who stands between and changes a share, a proof or a name is found out', async () => {
  for (const field of ['share', 'tag', 'name', 'number']) {
    const [left, right] = channels((text) => {
      const message = JSON.parse(text) as Record<string, string>
      const value = message[field]
      if (value === undefined) return text
      return JSON.stringify({ ...message, [field]: `${value[0] === 'A' ? 'B' : 'A'}${value.slice(1)}` })
    })
    const opener = proveAsOpener(left, { secret, name: 'Studio', purpose: 'files' })
    const joiner = proveAsJoiner(right, { secret, name: 'Van', purpose: 'files' })
    const first = await Promise.any([
      opener.catch((error: Fault) => error),
      joiner.catch((error: Fault) => error),
    ])
    expect(first).toBeInstanceOf(Fault)
    expect(['code-refused', 'transfer-protocol']).toContain((first as Fault).code)
  }
})

test('whatever the other side says, the fault is one that is documented', async () => {
  const field = fc.oneof(fc.string(), fc.base64String(), fc.integer(), fc.constant(true))
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        { version: field, number: field, share: field, tag: field, name: field, wrong: field },
        { requiredKeys: [] },
      )
      .map((fields) => JSON.stringify(fields)),
    fc.constant(JSON.stringify({ version: 1, number: randomBytes(16).toString('base64url') })),
    fc.constant(JSON.stringify({ share: randomBytes(32).toString('base64url') })),
    fc.constant(JSON.stringify({ share: Buffer.alloc(32).toString('base64url') })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 4 }), async (messages) => {
      for (const prove of [proveAsOpener, proveAsJoiner]) {
        const said = [...messages]
        const channel: TryChannel = {
          send: () => {},
          next: async () => {
            const text = said.shift()
            if (text === undefined) throw new Fault('closed', 'gone')
            return text
          },
        }
        const error = await prove(channel, { secret, name: 'x', purpose: 'files' }).catch(
          (thrown: unknown) => thrown,
        )
        expect(error).toBeInstanceOf(Fault)
        expect(['closed', 'code-refused', 'transfer-protocol', 'transfer-version']).toContain(
          (error as Fault).code,
        )
      }
    }),
    { numRuns: 150 },
  )
})
