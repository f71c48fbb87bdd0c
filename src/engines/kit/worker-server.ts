import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Contract, Server } from '../../contract/procedure.ts'
import type { Link } from '../../wire/frames.ts'
import { portLink } from '../../wire/port-link.ts'
import { processLink, tellDefect } from '../../wire/process-link.ts'
import { serve } from '../../wire/serve.ts'
import { parentProcess } from './parent-process.ts'

/** What the host puts into `workerData` of every engine worker. */
export type EngineWorkerData = { port: MessagePort }

/**
 * Serves an engine's contract to the host that started this worker thread or process. It lives until the host ends it:
 * an unexpected error inside a call is told to the host beside the contract, and the call gets `internal`. Returns what tells it
 * of other defects.
 */
export function serveEngine<C extends Contract>(contract: C, server: Server<C>): (error: unknown) => void {
  const { link, tell } = isMainThread ? toParent() : toThread()
  const report = (error: unknown) =>
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
  serve(contract, server, link, report)
  return report
}

interface Carrier {
  link: Link
  tell(defect: string): void
}

function toThread(): Carrier {
  const { port } = workerData as EngineWorkerData
  return { link: portLink(port as never), tell: (error) => parentPort?.postMessage({ error }) }
}

function toParent(): Carrier {
  const parent = parentProcess()
  if (parent === undefined) throw new Error('An engine is started by a host, which talks to it.')
  return { link: processLink(parent), tell: (defect) => tellDefect(parent, defect) }
}
