import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Client } from '../../../src/contract/procedure.ts'
import { connect, type Link, openLimit } from '../../../src/wire/index.ts'
import { type SubjectState, subjectContract } from './subject.ts'

/** Two ends of one carrier; `serveSubject` runs at the far end. */
export interface Pair {
  /** The asking end. */
  link: Link
  /** What the answering end did so far. */
  state(): Promise<SubjectState>
  /** Ends either side the hard way. */
  killServer(): void
  /** Left out where the answering side ends with it. */
  killClient?(): void
  /** Sends what is not even a frame of this carrier, where it has such a thing. */
  sendNoise?(): void
  close(): Promise<void>
}

type Incoming = { id: number; end?: true; value?: unknown; fault?: { code: string; message: string } }

const code = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
    return 'no error'
  } catch (error) {
    return (error as { code?: unknown }).code ?? error
  }
}
/** The other end may be a process that is still starting. */
const patience = { timeout: 30_000, interval: 10 }
const drain = async (items: AsyncIterable<unknown>) => {
  for await (const _ of items);
}

/** Everything that contract and client promise, tested over one carrier. */
export function linkCompliance(name: string, makePair: () => Promise<Pair>): void {
  describe(`a contract over ${name}`, () => {
    let pair: Pair
    let client: Client<typeof subjectContract>
    let incoming: Incoming[]
    const send = (frame: unknown) => pair.link.send(frame as never)
    const stateIs = (check: (state: SubjectState) => void) =>
      vi.waitFor(async () => check(await pair.state()), patience)
    const answerTo = (id: number) =>
      vi.waitFor(() => {
        const frame = incoming.find((frame) => frame.id === id)
        expect(frame).toBeDefined()
        return frame as Incoming
      }, patience)

    beforeEach(async () => {
      pair = await makePair()
      incoming = []
      client = connect(subjectContract, {
        send: (frame) => pair.link.send(frame),
        receive: (frame, closed) =>
          pair.link.receive((raw) => {
            incoming.push(raw as Incoming)
            frame(raw)
          }, closed),
      })
    })
    afterEach(() => pair.close())

    describe('calls', () => {
      test('are answered, with defaults filled in at the answering side', async () => {
        expect(await client.echo({ text: 'grüße 🎥\n' })).toBe('grüße 🎥\n')
      })
      test('without a value are answered too', async () => {
        expect(await client.nothing()).toBeUndefined()
      })
      test('carry a megabyte', async () => {
        expect((await client.echo({ text: 'x', times: 1_000_000 })).length).toBe(1_000_000)
      })
      test('may be open at the same time and are told apart', async () => {
        const answers = await Promise.all(
          Array.from({ length: 200 }, (_, n) => client.echo({ text: `${n}` })),
        )
        expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`))
      })
      test('reject with the fault that was thrown', async () => {
        await expect(client.refuse()).rejects.toMatchObject({
          name: 'Fault',
          code: 'rule-unknown',
          message: 'There is no such rule.',
          detail: { id: 'r1' },
        })
      })
      test('with an input that does not fit reject with the place', async () => {
        await expect(client.echo({ text: '' })).rejects.toMatchObject({
          code: 'invalid',
          detail: [{ path: 'text' }],
        })
        await expect(client.echo(undefined as never)).rejects.toMatchObject({ code: 'invalid' })
      })
      test('with a thousand faults in the input are told of a few', async () => {
        const rejection = expect(client.many(Array(1000).fill('x') as never)).rejects
        await rejection.toMatchObject({ code: 'invalid', detail: expect.objectContaining({ length: 50 }) })
      })
      test('that meet a defect reject without its text, which is reported at the answering side', async () => {
        const failure = await client.defect().catch((error) => error)
        expect(failure).toMatchObject({ code: 'internal' })
        expect(JSON.stringify([failure.message, incoming])).not.toMatch(/secret|compliance|stack/)
        await stateIs((state) => expect(state.reports.join()).toContain('the secret of the call'))
      })
      test('whose answer cannot be carried reject as a defect', async () => {
        expect(await code(client.uncarriable())).toBe('internal')
      })
      test('whose fault has a detail that cannot be carried reject without the detail', async () => {
        await expect(client.uncarriableDetail()).rejects.toMatchObject({
          code: 'rule-loop',
          detail: undefined,
        })
      })
      test('whose input cannot be carried reject and leave nothing behind', async () => {
        const loop: Record<string, unknown> = { call: () => {} }
        loop['loop'] = loop
        await expect(client.echo(loop as never)).rejects.toThrow()
        expect(await client.echo({ text: 'on' })).toBe('on')
      })
      test('that are aborted reject with the reason, and the answering side hears of it', async () => {
        const stop = new AbortController()
        const waiting = client.wait(undefined, stop.signal)
        await stateIs((state) => expect(state.waiting).toBe(1))
        stop.abort(new Error('changed my mind'))
        await expect(waiting).rejects.toThrow('changed my mind')
        await stateIs((state) => expect(state.waiting).toBe(0))
        expect((await pair.state()).reports).toEqual([])
      })
      test('with a signal that is aborted already are never sent', async () => {
        await expect(client.wait(undefined, AbortSignal.abort(new Error('too late')))).rejects.toThrow(
          'too late',
        )
        expect((await pair.state()).waiting).toBe(0)
      })
      test('leave no listener on the signal', async () => {
        const { signal } = new AbortController()
        const added = vi.spyOn(signal, 'addEventListener')
        const removed = vi.spyOn(signal, 'removeEventListener')
        await client.nothing(undefined, signal)
        await drain(client.numbers({ end: 3 }, signal))
        expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
      })
    })

    describe('streams', () => {
      test('give every item in order, then end', async () => {
        const items: number[] = []
        for await (const item of client.numbers({ end: 500 })) items.push(item)
        expect(items).toEqual(Array.from({ length: 500 }, (_, n) => n))
        expect((await pair.state()).openStreams).toBe(0)
      })
      test('that fail give what came before, then a fault without the text of the defect', async () => {
        const items: number[] = []
        const read = async () => {
          for await (const item of client.numbers({ fail: 3 })) items.push(item)
        }
        expect(await code(read())).toBe('internal')
        expect(items).toEqual([0, 1, 2])
        expect(JSON.stringify(incoming)).not.toContain('secret')
        await stateIs((state) => expect(state.reports.join()).toContain('the secret of the stream'))
      })
      test('with an input that does not fit reject', async () => {
        expect(await code(drain(client.numbers({ end: 'x' } as never)))).toBe('invalid')
      })
      test('stop at the answering side when the reader breaks', async () => {
        for await (const item of client.numbers({ pauseMs: 1 })) if (item === 5) break
        await stateIs((state) => expect(state.openStreams).toBe(0))
      })
      test('reject with the reason when aborted, also while the reader waits', async () => {
        const stop = new AbortController()
        const reading = drain(client.numbers({ pauseMs: 5 }, stop.signal))
        await stateIs((state) => expect(state.produced).toBeGreaterThan(2))
        stop.abort(new Error('enough'))
        await expect(reading).rejects.toThrow('enough')
        await stateIs((state) => expect(state.openStreams).toBe(0))
      })
      test('run no further ahead of a slow reader than their window', async () => {
        for (const [ask, window] of [
          [client.numbers({}), 32],
          [client.narrow(), 2],
        ] as const) {
          const before = (await pair.state()).produced
          const items = ask[Symbol.asyncIterator]()
          await items.next()
          await stateIs((state) => expect(state.produced - before).toBeGreaterThanOrEqual(window))
          for (let turn = 0; turn < 20; turn++) await client.nothing()
          expect((await pair.state()).produced - before).toBeLessThanOrEqual(window + 1)
          await items.return?.()
        }
      })
      test('go on when a slow reader reads again', async () => {
        let read = 0
        for await (const item of client.numbers({ end: 200 })) {
          expect(item).toBe(read++)
          if (read % 50 === 0) await client.nothing()
        }
        expect(read).toBe(200)
      })
      test('that ignore their signal give their place free all the same', async () => {
        for (let n = 0; n < openLimit + 10; n++) for await (const _ of client.deaf()) break
        expect(await client.echo({ text: 'on' })).toBe('on')
      })
    })

    describe('bad frames', () => {
      const garbage = [
        null,
        undefined,
        0,
        'x',
        [],
        {},
        [{ id: 1, ask: 'nothing' }],
        { id: 'x', ask: 'nothing' },
        { id: 1.5, ask: 'nothing' },
        { id: Number.NaN, ask: 'nothing' },
        { ask: 'nothing' },
        { id: 1, ask: {} },
        { id: 1, more: -1 },
        { id: 1, more: Infinity },
        { id: 1, stop: 'yes' },
        { id: 1, end: true, value: 1 },
      ]
      test('are reported and ignored', async () => {
        for (const frame of garbage) send(frame)
        expect(await client.echo({ text: 'on' })).toBe('on')
        await stateIs((state) => expect(state.reports.length).toBe(garbage.length))
      })
      test('that are not even frames of the carrier harm nobody else', async () => {
        if (pair.sendNoise === undefined) return
        pair.sendNoise()
        expect(await code(client.echo({ text: 'on' }))).toBeOneOf(['no error', 'closed'])
      })
      test('cannot name what the contract does not have', async () => {
        for (const [n, ask] of [
          'nope',
          '__proto__',
          'constructor',
          'toString',
          'hasOwnProperty',
          '',
        ].entries()) {
          send({ id: 9000 + n, ask, input: {} })
          expect((await answerTo(9000 + n)).fault?.code).toBe('unknown')
        }
      })
      test('cannot put anything on a prototype', async () => {
        send({ id: 9100, ask: 'echo', input: JSON.parse('{"text":"a","__proto__":{"polluted":1}}') })
        await answerTo(9100)
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      })
      test('with an id in use do not disturb the call that has it', async () => {
        send({ id: 9200, ask: 'wait', input: undefined })
        await stateIs((state) => expect(state.waiting).toBe(1))
        send({ id: 9200, ask: 'echo', input: { text: 'thief' } })
        await client.nothing()
        expect(incoming.some(({ id }) => id === 9200)).toBe(false)
        send({ id: 9200, stop: true })
        await stateIs((state) => expect(state.waiting).toBe(0))
      })
      test('cannot widen the window of a stream', async () => {
        send({ id: 9300, ask: 'numbers', input: {} })
        for (let n = 0; n < 5; n++) send({ id: 9300, more: Number.MAX_SAFE_INTEGER })
        await client.nothing()
        for (let turn = 0; turn < 20; turn++) await client.nothing()
        expect((await pair.state()).produced).toBeLessThanOrEqual(6 * 32 + 1)
        send({ id: 9300, stop: true })
      })
      test('that stop or feed what is not open are ignored', async () => {
        send({ id: 77_000, stop: true })
        send({ id: 77_000, more: 3 })
        expect(await client.echo({ text: 'on' })).toBe('on')
      })
      test('of any shape leave the link working', async () => {
        const name = fc.constantFrom(...Object.keys(subjectContract), '__proto__', 'valueOf')
        const id = fc.oneof(
          fc.integer({ min: 1e6, max: 1e6 + 20 }),
          fc.double({ noInteger: true }),
          fc.string(),
        )
        const frame = fc.oneof(
          fc.jsonValue(),
          fc.record({ id, ask: name, input: fc.jsonValue() }),
          fc.record({ id, stop: fc.oneof(fc.constant(true), fc.jsonValue()) }),
          fc.record({ id, more: fc.oneof(fc.integer(), fc.double()) }),
        )
        for (const each of fc.sample(frame, 2000)) send(each)
        expect(await client.echo({ text: 'on' })).toBe('on')
      })
      test('from the answering side are ignored by the asking side', async () => {
        expect(() => {
          for (const each of [...garbage, { id: 0, fault: 'x' }, { id: 0, fault: { code: 1 } }])
            receiveAlone(each)
        }).not.toThrow()
      })
    })

    test('more calls at once than allowed are refused, the others kept', async () => {
      const stop = new AbortController()
      const waiting = Array.from({ length: openLimit }, () => client.wait(undefined, stop.signal))
      const ends = Promise.allSettled(waiting)
      expect(await code(client.nothing())).toBe('too-many')
      stop.abort()
      await ends
      expect(await code(client.nothing())).toBe('no error')
    })

    describe('when the answering side vanishes', () => {
      test('open calls and streams reject with `closed`', async () => {
        const calls = [client.wait(), client.wait()].map(code)
        const streams = [drain(client.numbers({ pauseMs: 5 })), drain(client.deaf())].map(code)
        await stateIs((state) => expect(state.produced).toBeGreaterThan(0))
        pair.killServer()
        expect(await Promise.all([...calls, ...streams])).toEqual(['closed', 'closed', 'closed', 'closed'])
      })
      test('a reader gets the items that had arrived before the fault', async () => {
        const items = client.numbers({ end: 10 })[Symbol.asyncIterator]()
        expect((await items.next()).value).toBe(0)
        await vi.waitFor(() => expect(incoming.length).toBe(11), patience)
        pair.killServer()
        for (let n = 1; n < 10; n++) expect((await items.next()).value).toBe(n)
        expect((await items.next()).done).toBe(true)
      })
      test('later calls and streams reject with `closed` at once', async () => {
        const last = code(client.wait())
        await stateIs((state) => expect(state.waiting).toBe(1))
        pair.killServer()
        expect(await last).toBe('closed')
        expect(await code(client.nothing())).toBe('closed')
        expect(await code(drain(client.numbers({})))).toBe('closed')
      })
    })

    test('when the asking side vanishes everything it had open is aborted', async () => {
      if (pair.killClient === undefined) return
      const ends = Promise.allSettled([client.wait(), drain(client.numbers({ pauseMs: 2 }))])
      await stateIs((state) => expect([state.waiting, state.openStreams]).toEqual([1, 1]))
      pair.killClient()
      await stateIs((state) => expect([state.waiting, state.openStreams]).toEqual([0, 0]))
      await ends
    })
  })
}

/** Gives one frame to an asking side with one open call. */
function receiveAlone(frame: unknown): void {
  let deliver: (frame: unknown) => void = () => {}
  const client = connect(subjectContract, {
    send() {},
    receive: (frame) => {
      deliver = frame
    },
  })
  client.nothing().catch(() => {})
  deliver(frame)
}
