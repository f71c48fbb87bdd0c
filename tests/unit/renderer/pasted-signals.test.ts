import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { PastedSignals } from '../../../src/renderer/transfer/client/pasted.ts'
import { writeDescription } from '../../../src/transfer/description.ts'
import { readSignalText, writeSignalText } from '../../../src/transfer/session/signal-text.ts'
import { Fault } from '../../../src/wire/fault.ts'

const sdp = (type: 'offer' | 'answer', byte: number) =>
  writeDescription({
    type,
    ufrag: 'abcd',
    pwd: 'p'.repeat(24),
    fingerprint: new Uint8Array(32).fill(byte),
    setup: type === 'offer' ? 'actpass' : 'active',
    mid: '0',
    sctpPort: 5000,
    maxMessageBytes: 262_144,
    candidates: [],
  })
const said = (signal: Parameters<typeof writeSignalText>[0]['signal'], attempt = 0) =>
  writeSignalText({ lane: 0, attempt, reliable: true, signal })
const candidate = (port: number) => ({
  type: 'candidate' as const,
  candidate: port === 0 ? '' : `candidate:1 1 udp 2122260223 192.0.2.2 ${port} typ host`,
  mid: '0',
})

function end(offer?: string) {
  const taken: string[] = []
  const over: string[] = []
  const pasted = new PastedSignals({
    ...(offer === undefined ? {} : { offer }),
    take: (text) => taken.push(text),
    over: (text) => over.push(text),
  })
  return { pasted, taken, over }
}

async function exchanged() {
  const here = end()
  for (const signal of [{ type: 'offer', sdp: sdp('offer', 1) } as const, candidate(5000), candidate(0)])
    here.pasted.heard(said(signal))
  const offer = await here.pasted.text
  const there = end(`I send you files.\n${offer}`)
  there.pasted.begin()
  for (const signal of [{ type: 'answer', sdp: sdp('answer', 2) } as const, candidate(6000), candidate(0)])
    there.pasted.heard(said(signal))
  return { here, there, answer: await there.pasted.text }
}

test('two texts carry all that two ends have to say', async () => {
  const { here, there, answer } = await exchanged()
  const types = (taken: string[]) => taken.map((text) => readSignalText(text)?.signal?.type)
  expect(types(there.taken)).toEqual(['offer', 'candidate', 'candidate'])
  expect(there.taken[1]).toContain('192.0.2.2 5000')
  await here.pasted.answer(answer)
  expect(types(here.taken)).toEqual(['answer', 'candidate', 'candidate'])
  expect(here.taken[1]).toContain('192.0.2.2 6000')
})

test('an answer to another offer is refused', async () => {
  const { answer } = await exchanged()
  const other = end()
  other.pasted.heard(said({ type: 'offer', sdp: sdp('offer', 9) }))
  other.pasted.heard(said(candidate(0)))
  await expect(other.pasted.answer(answer)).rejects.toMatchObject({ code: 'offer-invalid' })
  expect(other.taken).toEqual([])
})

test('a server that does not answer does not hold up the text for ever', async () => {
  vi.useFakeTimers()
  try {
    const { pasted } = end()
    pasted.heard(said({ type: 'offer', sdp: sdp('offer', 1) }))
    pasted.heard(said(candidate(5000)))
    vi.advanceTimersByTime(10_000)
    expect(await pasted.text).toMatch(/^HAWSER-OFFER:/)
  } finally {
    vi.useRealTimers()
  }
})

test('another try, which nobody would carry, is the end', () => {
  const { pasted, over } = end()
  pasted.heard(said({ type: 'offer', sdp: sdp('offer', 1) }, 1))
  expect(over).toHaveLength(1)
})

test('whatever is pasted: signals, or a fault that says so', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.base64String().map((text) => `HAWSER-OFFER:${text}.`),
      ),
      async (text) => {
        const { pasted, taken } = end(text)
        try {
          pasted.begin()
          expect(taken.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(Fault)
          expect((error as Fault).code).toBe('offer-invalid')
        }
      },
    ),
  ))
