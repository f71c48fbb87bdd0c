import { expect } from 'vitest'
import { pattern, pump, type TubePair } from './tube-pair.ts'

/** After so many messages: a path ends, or falls silent, another one is made while it lives, or other lanes are wanted. */
export interface Trouble {
  after: number
  what: 'cut' | 'silence' | 'remake' | 'fewer' | 'more'
}

/** Troubles that follow one another while messages go. */
export function trouble(pair: TubePair, troubles: readonly Trouble[]): void {
  const rest = [...troubles]
  let next = rest.shift()
  let left = next?.after ?? 0
  pair.network.onMessage = (link) => {
    if (next === undefined || --left > 0) return
    if (next.what === 'cut') link.cut()
    else if (next.what === 'silence') link.isSilent = true
    else if (next.what === 'remake') pair.near.maker.handlers.missed(link.lane)
    else pair.near.tube.wantLanes(next.what === 'fewer' ? 1 : 4)
    next = rest.shift()
    left = next?.after ?? 0
  }
}

/** Connections of so many bytes each, in writes of `step` bytes or more; everything goes back where it came from. */
export function echoed(pair: TubePair, sizes: readonly number[], step: number) {
  pair.far.onOpening = (stream) => {
    const far = pair.far.take(stream)
    stream.accept()
    far.onData = (bytes) => stream.write(bytes)
  }
  const all = sizes.map((size, index) => {
    const near = pair.near.open('h', index + 1)
    const sent = pattern(size, index + 1)
    pump(near, sent, Math.max(step, size / 1000), true)
    return { near, sent }
  })
  return {
    get isOver() {
      return all.every(({ near, sent }) => near.bytes === sent.length)
    },
    expectAllOnce() {
      for (const { near, sent } of all) {
        const far = pair.far.accepted.find(({ stream }) => stream.number === near.stream.number)!
        expect(near.all.equals(sent)).toBe(true)
        expect(far.all.equals(sent)).toBe(true)
        expect(far.happened).toEqual(['end'])
      }
      expect([pair.near.ended, pair.far.ended]).toEqual([undefined, undefined])
    },
  }
}
