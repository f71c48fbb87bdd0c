import type { LaneMakerHandlers, MetLane } from '../../../src/engines/tunnel/meet/lane-maker.ts'
import { Meeting, type MeetingOptions } from '../../../src/engines/tunnel/meet/meeting.ts'
import { type MemorySignalling, memorySignalling } from '../transfer/session-pair.ts'

type Told = {
  [Name in keyof LaneMakerHandlers]: [Name, ...Parameters<LaneMakerHandlers[Name]>]
}[keyof LaneMakerHandlers]

/** One end that makes lanes, and what it has told. */
export class MeetingEnd {
  readonly meeting: Meeting
  readonly signalling: MemorySignalling
  readonly told: Told[] = []
  #waiting: { name: Told[0]; resolve(told: Told): void }[] = []

  constructor(options: Omit<MeetingOptions, 'signalling'> & { signalling: MemorySignalling }) {
    this.signalling = options.signalling
    this.meeting = new Meeting(options)
    const tell = (...told: Told) => {
      this.told.push(told)
      const waiting = this.#waiting.filter(({ name }) => name === told[0])
      this.#waiting = this.#waiting.filter(({ name }) => name !== told[0])
      for (const { resolve } of waiting) resolve(told)
    }
    this.meeting.handlers = {
      met: (lane) => tell('met', lane),
      failed: (lane, fault) => tell('failed', lane, fault),
      missed: (lane) => tell('missed', lane),
      muted: (text) => tell('muted', text),
    }
    this.meeting.start()
  }

  /** The next time that this is told. */
  next<Name extends Told[0]>(name: Name): Promise<Extract<Told, [Name, ...unknown[]]>> {
    return new Promise((resolve) => {
      this.#waiting.push({ name, resolve: resolve as (told: Told) => void })
    })
  }
}

export type MeetingPairOptions = Omit<MeetingOptions, 'signalling' | 'name' | 'iceServers' | 'relayOnly'> &
  Partial<Pick<MeetingOptions, 'relayOnly'>> & { secrets?: [Uint8Array, Uint8Array] }

export function meetingPair({ secrets, ...options }: MeetingPairOptions): {
  initiator: MeetingEnd
  responder: MeetingEnd
} {
  const { initiator, responder } = memorySignalling(secrets)
  const common = { iceServers: [], relayOnly: false, ...options }
  return {
    initiator: new MeetingEnd({ ...common, name: 'Truck', signalling: initiator }),
    responder: new MeetingEnd({ ...common, name: 'Studio', signalling: responder }),
  }
}

/** Both ends of a lane. */
export async function makeLane(
  { initiator, responder }: { initiator: MeetingEnd; responder: MeetingEnd },
  lane = 0,
  epoch = 0,
): Promise<{ ours: MetLane; theirs: MetLane }> {
  const met = responder.next('met')
  const [ours, [, theirs]] = await Promise.all([initiator.meeting.make(lane, epoch), met])
  return { ours, theirs }
}

/** Signals go over these ends' control channels from now on. */
export function carryOver(
  { initiator, responder }: { initiator: MeetingEnd; responder: MeetingEnd },
  { ours, theirs }: { ours: MetLane; theirs: MetLane },
): void {
  const join = (own: MeetingEnd, { transport, release }: MetLane) => {
    own.meeting.carry = (text) => {
      transport.control.send(new TextEncoder().encode(text))
      return true
    }
    transport.control.onMessage = (message) => own.meeting.hear(new TextDecoder().decode(message))
    release()
  }
  join(initiator, ours)
  join(responder, theirs)
}
