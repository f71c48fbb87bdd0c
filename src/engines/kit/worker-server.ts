import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Contract, Server } from '../../contract/procedure.ts'
import { portLink } from '../../wire/port-link.ts'
import { serve } from '../../wire/serve.ts'

/** What the host puts into `workerData` of every engine worker. */
export type EngineWorkerData = { port: MessagePort }

/**
 * Serves an engine's contract to the host that started this worker. The worker lives until the host ends it:
 * an unexpected error inside a call is told to the host as `{ error }` on the parent port, and the call gets `internal`.
 */
export function serveEngine<C extends Contract>(contract: C, server: Server<C>): void {
  const { port } = workerData as EngineWorkerData
  serve(contract, server, portLink(port as never), (error) => {
    parentPort?.postMessage({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  })
}
