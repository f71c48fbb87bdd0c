import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Peer, Running } from './peers.ts'
import type { SinkResult, SinkTask } from './sink.ts'

export type SourceKind = 'bulk' | 'echo' | 'frames'

/** Starts the cameras in a thread of their own. */
export async function startSource(kind: SourceKind, sendBuffer?: number) {
  const worker = new Worker(new URL('./source.ts', import.meta.url), { workerData: { kind, sendBuffer } })
  const [{ port }] = (await once(worker, 'message')) as [{ port: number }]
  return {
    port,
    async taken(): Promise<number[]> {
      worker.postMessage('taken')
      const [answer] = (await once(worker, 'message')) as [{ taken: number[] }]
      return answer.taken
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}

export interface Measured extends SinkResult {
  cpuSeconds: number
  rssBytes: number
  /** What each camera's connection accepted. */
  taken: number[]
}

/** Plays cameras through a peer into viewers, and measures while they play. Undefined as peer: without a forwarder. */
export async function play(
  peer: Peer | undefined,
  source: { kind: SourceKind; sendBuffer?: number },
  task: Omit<SinkTask, 'port'>,
): Promise<Measured> {
  await using cameras = await startSource(source.kind, source.sendBuffer)
  await using forwarder: Running | undefined = await peer?.start(cameras.port)
  const port = forwarder?.port ?? cameras.port
  const sink = new Worker(new URL('./sink.ts', import.meta.url), { workerData: { ...task, port } })
  await once(sink, 'message')
  const before = (await forwarder?.cpuSeconds()) ?? 0
  const [result] = (await once(sink, 'message')) as [SinkResult]
  const cpuSeconds = ((await forwarder?.cpuSeconds()) ?? 0) - before
  const rssBytes = (await forwarder?.rssBytes()) ?? 0
  const taken = await cameras.taken()
  await sink.terminate()
  return { ...result, cpuSeconds, rssBytes, taken }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The value below which the share `p` of rising `values` lies. */
export const percentile = (values: readonly number[], p: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * p))] ?? Number.NaN
