import type { Channel } from '../../../src/transfer/channel.ts'
import type { SimulatedClock } from './simulated-clock.ts'

export interface LossyPath {
  /** bytes/s */
  rate: number
  delayMs: number
  /** 0 … 1 */
  loss?: number
  /** Added at random to each message, so that they overtake one another. */
  jitterMs?: number
  /** Chance that a message comes twice. */
  repeats?: number
  /** Nothing passes. */
  cuts?: readonly (readonly [fromMs: number, toMs: number])[]
}

export interface LossyChannel extends Channel {
  sent: number
  sentBytes: number
  isBroken: boolean
}

/** Two ends of an unordered data channel that loses messages. */
export function lossyChannels(
  clock: SimulatedClock,
  random: () => number,
  path: LossyPath,
): [LossyChannel, LossyChannel] {
  const { rate, delayMs, loss = 0, jitterMs = 0, repeats = 0, cuts = [] } = path
  const isCut = () => cuts.some(([from, to]) => clock.nowMs >= from && clock.nowMs < to)
  const end = (): LossyChannel & { peer?: LossyChannel } => {
    let freeAt = 0
    let buffered = 0
    const channel: LossyChannel & { peer?: LossyChannel } = {
      maxMessageBytes: 65_536,
      sent: 0,
      sentBytes: 0,
      isBroken: false,
      lowBytes: 0,
      onMessage: () => {},
      onLow: () => {},
      get bufferedBytes() {
        return buffered
      },
      send(message) {
        if (channel.isBroken) throw new Error('broken')
        channel.sent++
        channel.sentBytes += message.length
        const copy = message.slice()
        buffered += copy.length
        freeAt = Math.max(freeAt, clock.nowMs) + (copy.length * 1000) / rate
        clock.at(freeAt, () => {
          const before = buffered
          buffered -= copy.length
          if (before > channel.lowBytes && buffered <= channel.lowBytes) channel.onLow()
          if (isCut() || random() < loss) return
          const times = random() < repeats ? 2 : 1
          for (let time = 0; time < times; time++)
            clock.after(delayMs + random() * jitterMs, () => channel.peer?.onMessage(copy.slice()))
        })
      },
    }
    return channel
  }
  const left = end()
  const right = end()
  left.peer = right
  right.peer = left
  return [left, right]
}
