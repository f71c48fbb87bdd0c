import { existsSync } from 'node:fs'

/** The hash workers' entry: its source beside this file, or in a build `sync-hash.js` beside the bundle or one folder up. */
export function hashWorkerUrl(here: string = import.meta.url): URL {
  const [source, ...built] = ['./hash-worker.ts', './sync-hash.js', '../sync-hash.js'].map(
    (path) => new URL(path, here),
  )
  return [source!, ...built].find((url) => existsSync(url)) ?? source!
}
