/** What a sender is doing, or whom it waits for. */
export const waits = ['moving', 'receiver', 'network', 'source', 'cpu'] as const
export type Wait = (typeof waits)[number]

/** Parts of a time, 0 … 1; what is missing to 1 is idle. */
export type WaitParts = Record<Wait, number>

/** Who waited for whom over the last five seconds. */
export class WaitMeter {
  constructor(_at: number) {}

  /** From now on; `idle`: there is nothing to send. */
  enter(_what: Wait | 'idle', _at: number): void {}

  /** Time that was lost to a busy processor, as measured (such as by a late timer): taken off whatever was entered. */
  late(_ms: number, _at: number): void {}

  /** Parts of the time in which there was something to send. */
  parts(_at: number): WaitParts {
    return { moving: 0, receiver: 0, network: 0, source: 0, cpu: 0 }
  }
}
