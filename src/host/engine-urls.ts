import { existsSync } from 'node:fs'
import type { EngineName } from '../contract/host.ts'

/**
 * Where the engines' workers lie beside this file: their source, or in a build `forward.js` next to the entry that
 * this file was bundled into, or one folder up when it became a chunk.
 */
export function engineUrls(here: string = import.meta.url): Record<EngineName, URL> {
  const candidates = ['../engines/forward/index.ts', './forward.js', '../forward.js'].map(
    (path) => new URL(path, here),
  )
  const forward = candidates.find((url) => existsSync(url))
  if (forward === undefined) throw new Error(`There is no forward engine beside ${here}.`)
  return { forward }
}
