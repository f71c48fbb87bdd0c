import { setInterval } from 'node:timers/promises'
import type { Activity } from './activity.ts'

/** One after each `intervalMs`, until the signal aborts, which it throws. Does not keep the process. */
export async function* snapshotsEach<S>(
  intervalMs: number,
  signal: AbortSignal,
  read: () => S,
): AsyncGenerator<S, void, undefined> {
  for await (const _tick of setInterval(intervalMs, undefined, { signal, ref: false })) yield read()
}

/** As `snapshotsEach`, but seldom while the engine is not stirred, by itself or by what `moves` sees in a snapshot. */
export async function* snapshotsByActivity<S>(
  intervalMs: number,
  signal: AbortSignal,
  engine: { readonly activity: Activity; snapshot(): S },
  moves: (snapshot: S) => boolean = () => false,
): AsyncGenerator<S, void, undefined> {
  const { activity } = engine
  for (let since = performance.now(); ; since = performance.now()) {
    await activity.due(since, intervalMs, signal)
    const snapshot = engine.snapshot()
    if (moves(snapshot)) activity.stir()
    yield snapshot
  }
}
