import { setInterval } from 'node:timers/promises'

/** One after each `intervalMs`, until the signal aborts, which it throws. Does not keep the process. */
export async function* snapshotsEach<S>(
  intervalMs: number,
  signal: AbortSignal,
  read: () => S,
): AsyncGenerator<S, void, undefined> {
  for await (const _tick of setInterval(intervalMs, undefined, { signal, ref: false })) yield read()
}
