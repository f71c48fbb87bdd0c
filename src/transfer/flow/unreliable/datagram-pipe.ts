import type { Channel } from '../../channel.ts'
import type { Clock } from '../../clock.ts'

/** Reliable messages in any order over a data channel that loses them: fragments, acknowledgements and repetition of our own. */
export class DatagramPipe implements Channel {
  readonly maxMessageBytes: number = 262_144
  onMessage: (message: Uint8Array<ArrayBuffer>) => void = () => {}
  onLow: () => void = () => {}
  lowBytes = 0
  /** Fragments that were sent again. */
  retransmits = 0

  constructor(_channel: Channel, _clock: Clock) {}

  /** Bytes of messages that are not acknowledged whole. */
  get bufferedBytes(): number {
    return 0
  }

  /** Throws `lane-lost` when it is closed or 16 MiB wait. */
  send(_message: Uint8Array<ArrayBuffer>): void {}

  /** Part of the fragments that were lost lately, 0 … 1. */
  get loss(): number {
    return 0
  }

  get rttMs(): number {
    return -1
  }

  close(): void {}
}
