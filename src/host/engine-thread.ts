import { MessageChannel, Worker } from 'node:worker_threads'
import { portLink } from '../wire/port-link.ts'
import type { EngineThread } from './supervisor.ts'

/**
 * Bounds for a worker's heap. Stream data lies in buffers outside it, and what an engine allocates is soon gone: more room
 * for what is young would be filled before it is cleared, and stay filled while nothing happens.
 */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 12 }

/** Starts the engine at `url` in a worker thread; `report` gets the defects that it tells of. */
export function startEngineThread(url: URL, report: (error: unknown) => void): EngineThread {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(url, { workerData: { port: port2 }, transferList: [port2], resourceLimits })
  worker.on('message', (message: { error?: unknown } | null) => {
    if (message?.error !== undefined) report(new Error(String(message.error)))
  })
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  worker.on('error', (error) => {
    report(error)
    resolve(error instanceof Error ? error.message : String(error))
  })
  worker.on('exit', (code) => resolve(`exit code ${code}`))
  return {
    link: portLink(port1 as never),
    ended,
    terminate: async () => {
      port1.close()
      await worker.terminate()
    },
  }
}
