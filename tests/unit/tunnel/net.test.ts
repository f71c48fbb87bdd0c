import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FaultCode } from '../../../src/contract/fault-codes.ts'
import { closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import { closeOfFault, faultOfClose } from '../../../src/engines/tunnel/net/close-text.ts'
import { Lookups } from '../../../src/engines/tunnel/net/lookups.ts'
import { TellSeldom } from '../../../src/engines/tunnel/net/net-tube.ts'
import { replyOf } from '../../../src/engines/tunnel/socks/reply.ts'
import { Fault, isFaultCode } from '../../../src/wire/fault.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'

describe('faults across the tube', () => {
  test('arrive as the fault that they were', () => {
    const codes: FaultCode[] = [
      'tunnel-denied',
      'target-refused',
      'target-timeout',
      'target-unreachable',
      'network-unreachable',
      'host-not-found',
      'too-many-connections',
      'tunnel-limit',
      'guacd-refused',
    ]
    for (const code of codes) {
      const { reason, text } = closeOfFault(new Fault(code, 'Why.'))
      expect(faultOfClose(reason, text)).toMatchObject({ code, message: 'Why.' })
    }
  })

  test('the three ways in which a network fails are told apart for SOCKS5 clients', () => {
    const reply = (code: FaultCode) => {
      const { reason, text } = closeOfFault(new Fault(code, 'Why.'))
      return replyOf(faultOfClose(reason, text).code)
    }
    expect(
      ['network-unreachable', 'target-unreachable', 'target-refused'].map((code) => reply(code as FaultCode)),
    ).toEqual([3, 4, 5])
  })

  test('reasons of others have a meaning and a text of their own', () => {
    expect(faultOfClose(closeReasons.connectionFailed, '')).toMatchObject({ code: 'target-unreachable' })
    expect(faultOfClose(closeReasons.connectionFailed, '').message).not.toBe('')
    expect(faultOfClose(closeReasons.normal, '[no-such-code] x')).toMatchObject({
      code: 'closed',
      message: '[no-such-code] x',
    })
  })
})

test('no text of the other end makes a fault that does not exist', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^\[[a-z-]{0,50}\] /))
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(closeReasons)), texts, (reason, text) => {
      expect(isFaultCode(faultOfClose(reason, text).code)).toBe(true)
    }),
  )
})

describe('lookups', () => {
  /** Names that are answered when the test says so. */
  function held() {
    const asked: string[] = []
    const answers = new Map<
      string,
      { resolve: (addresses: string[]) => void; reject: (error: Error) => void }
    >()
    const resolve = (host: string) =>
      new Promise<string[]>((done, reject) => {
        asked.push(host)
        answers.set(host, { resolve: done, reject })
      })
    return { asked, answers, resolve }
  }

  test('two go on at once, the others in turn', async () => {
    const { asked, answers, resolve } = held()
    const lookups = new Lookups(resolve, new ManualClock())
    const all = ['a', 'b', 'c', 'd'].map((name) => lookups.addressesOf(name))
    await settle()
    expect(asked).toEqual(['a', 'b'])
    answers.get('b')!.resolve(['10.0.0.2'])
    await settle()
    expect(asked).toEqual(['a', 'b', 'c'])
    answers.get('a')!.reject(new Error('no'))
    await settle()
    expect(asked).toEqual(['a', 'b', 'c', 'd'])
    for (const name of ['c', 'd']) answers.get(name)!.resolve(['10.0.0.3'])
    await expect(all[0]).rejects.toMatchObject({ code: 'host-not-found' })
    expect(await Promise.all(all.slice(1))).toEqual([['10.0.0.2'], ['10.0.0.3'], ['10.0.0.3']])
  })

  test('an answer is kept for five seconds; a failure is not', async () => {
    const clock = new ManualClock()
    let asked = 0
    let works = true
    const lookups = new Lookups(async () => {
      asked++
      if (!works) throw new Error('no')
      return ['10.0.0.1']
    }, clock)
    await lookups.addressesOf('a')
    await lookups.addressesOf('a')
    expect(asked).toBe(1)
    await clock.advance(5001)
    works = false
    await expect(lookups.addressesOf('a')).rejects.toThrow()
    works = true
    await lookups.addressesOf('a')
    expect(asked).toBe(3)
  })

  test('what takes too long fails, and what asks for too much is refused', async () => {
    const clock = new ManualClock()
    const { resolve } = held()
    const lookups = new Lookups(resolve, clock)
    const outcomes = Array.from({ length: 300 }, (_, index) =>
      lookups.addressesOf(`host${index}`).catch((error: Fault) => error.code),
    )
    await clock.advance(10_000)
    const codes = (await Promise.all(outcomes)) as string[]
    expect(codes.filter((code) => code === 'target-timeout')).toHaveLength(258)
    expect(codes.filter((code) => code === 'tunnel-limit')).toHaveLength(42)
  })
})

test('the same thing is told once in ten seconds', () => {
  const told: string[] = []
  const events = new TellSeldom(({ text }) => told.push(text))
  const tell = (text: string, now: number) => events.tell({ level: 'info', code: 'x', text }, now)
  tell('one', 0)
  tell('one', 9999)
  tell('two', 9999)
  tell('one', 10_000)
  expect(told).toEqual(['one', 'two', 'one'])
})
