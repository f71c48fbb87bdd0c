import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** From source: src/web/places.ts. In a build: an entry in out/main, or a chunk one folder further down. */
function firstThere(here: string, source: string, built: readonly string[]): string {
  const candidates = here.endsWith('.ts') ? [source] : built
  const paths = candidates.map((path) => fileURLToPath(new URL(path, here)))
  return paths.find((path) => existsSync(path)) ?? paths[0] ?? ''
}

/** The folder of the built page. */
export const rendererFolder = (here: string = import.meta.url): string =>
  firstThere(here, '../../out/renderer', ['../renderer', '../../renderer'])

/** The folder that holds package.json and node_modules. */
export const projectFolder = (here: string = import.meta.url): string =>
  dirname(firstThere(here, '../../package.json', ['../../package.json', '../../../package.json']))
