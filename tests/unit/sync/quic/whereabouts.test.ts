import { beforeEach, describe, expect, test } from 'vitest'
import { Whereabouts } from '../../../../src/engines/sync/quic/whereabouts.ts'

const home = { address: '192.0.2.1', port: 1000 }
const train = { address: '198.51.100.7', port: 2000 }

describe('a device that moves', () => {
  let asked: { peer: number; number: Buffer }[]
  let remembered: number[]
  let moves: string[]
  let whereabouts: Whereabouts
  beforeEach(() => {
    asked = []
    remembered = []
    moves = []
    whereabouts = new Whereabouts({
      probe: (peer, number) => void asked.push({ peer, number }),
      remember: ({ port }) => {
        remembered.push(port)
        return port
      },
      forget: (peer) => void remembered.splice(remembered.indexOf(peer), 1),
      moved: ({ address }) => void moves.push(address),
    })
  })

  test('is followed when its new address answers', () => {
    whereabouts.seen(train)
    expect(asked.map(({ peer }) => peer)).toEqual([2000])
    expect(moves).toEqual([])
    expect(whereabouts.answered(asked[0]!.number, 2000)).toBe(true)
    expect(moves).toEqual(['198.51.100.7'])
    expect(remembered).toEqual([2000])
  })

  test('is not followed on an answer from elsewhere, or to another question', () => {
    whereabouts.seen(train)
    expect(whereabouts.answered(asked[0]!.number, 1000)).toBe(false)
    expect(whereabouts.answered(Buffer.alloc(8), 2000)).toBe(false)
    expect(moves).toEqual([])
  })

  test('is asked once in a while however many packets come', () => {
    for (let i = 0; i < 1000; i++) whereabouts.seen(train)
    expect(asked.length).toBe(1)
  })

  test('that is seen at a third address is asked there, and the second is forgotten', () => {
    whereabouts.seen(train)
    whereabouts.seen(home)
    expect(remembered).toEqual([1000])
    expect(whereabouts.answered(asked[0]!.number, 2000)).toBe(false)
    expect(whereabouts.answered(asked[1]!.number, 1000)).toBe(true)
  })

  test('leaves nothing behind when it is over', () => {
    whereabouts.seen(train)
    whereabouts.stop()
    expect(remembered).toEqual([])
    expect(whereabouts.answered(asked[0]!.number, 2000)).toBe(false)
  })
})
