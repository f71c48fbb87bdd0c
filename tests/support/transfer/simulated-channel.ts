import type { Channel } from '../../../src/transfer/channel.ts'
import { type PathModel, SimulatedPath } from '../simulated-path.ts'
import type { SimulatedClock } from './simulated-clock.ts'
import { SimulatedAssociation, SimulatedMachines } from './simulated-sctp.ts'

/** Two ends of an unordered data channel without retransmission, over an association as Chromium has it. */
export function simulatedChannels(
  clock: SimulatedClock,
  random: () => number,
  model: PathModel,
): [Channel, Channel] {
  const machines = new SimulatedMachines(clock, random, {})
  const there = new SimulatedPath(clock, model, random)
  const back = new SimulatedPath(clock, model, random)
  const left = end(new SimulatedAssociation(machines, there, back, false))
  const right = end(new SimulatedAssociation(machines, back, there, false))
  left.peer = right
  right.peer = left
  return [left, right]
}

function end(association: SimulatedAssociation): Channel & { peer?: Channel } {
  const channel: Channel & { peer?: Channel } = {
    maxMessageBytes: 262_144,
    onMessage: () => {},
    onLow: () => {},
    get bufferedBytes() {
      return association.buffered
    },
    get lowBytes() {
      return association.lowBytes
    },
    set lowBytes(bytes) {
      association.lowBytes = bytes
    },
    send(message) {
      const copy = message.slice()
      association.send(copy.length, () => channel.peer?.onMessage(copy))
    },
  }
  association.onLow = () => channel.onLow()
  return channel
}
