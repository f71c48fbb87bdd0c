// The entry of the threads that hash files. Reading is synchronous: nothing else runs here.
import { parentPort, workerData } from 'node:worker_threads'
import { isFaultCode } from '../../../wire/fault.ts'
import { encodeManifest } from '../model/manifest.ts'
import { FileHasher } from './hash-file.ts'
import type { HashAnswer, HashJob, HashResult, HashWorkerData } from './hash-messages.ts'

const progressBytes = 16 * 1024 * 1024
/** Results of small files go together, though none waits much longer than this. */
const waitMs = 20

const cancelled = new Int32Array((workerData as HashWorkerData).cancelled)
const hasher = new FileHasher()

function hash({ id, slot, path, part }: HashJob): HashResult {
  let untold = 0
  const progress = (bytes: number) => {
    if (Atomics.load(cancelled, slot) !== 0) throw new Error('Cancelled.')
    untold += bytes
    if (untold < progressBytes) return
    answer({ id, bytes: untold })
    untold = 0
  }
  try {
    if (part !== undefined) {
      const { stamp, chunks } = hasher.hashPiece(path, part.piece, part.size, progress)
      return { id, stamp, manifest: encodeManifest(chunks) }
    }
    const { size, mtime, content, chunks } = hasher.hash(path, progress)
    return {
      id,
      size,
      mtime,
      content,
      manifest: chunks.length > 1 ? encodeManifest(chunks) : undefined,
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { id, code: isFaultCode(code) ? code : 'internal', text }
  }
}

const answer = (message: HashAnswer) => parentPort!.postMessage(message)

parentPort!.on('message', (jobs: readonly HashJob[]) => {
  let results: HashResult[] = []
  let since = performance.now()
  for (const job of jobs) {
    if (Atomics.load(cancelled, job.slot) !== 0)
      results.push({ id: job.id, code: 'closed', text: 'Cancelled.' })
    else results.push(hash(job))
    if (performance.now() - since < waitMs) continue
    answer({ results })
    results = []
    since = performance.now()
  }
  if (results.length > 0) answer({ results })
})
