import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/** Imported into every thread of a process: writes down each program that Node starts, by copying the process. */
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess }
  queueMicrotask(() =>
    appendFileSync(
      process.env['CHILDREN_FILE']!,
      `${isMainThread ? 'main' : 'worker'} ${child.spawnargs.join(' ')}\n`,
    ),
  )
})
