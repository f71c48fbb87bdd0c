import { existsSync } from 'node:fs'
import { type EngineName, engineNames } from '../contract/host.ts'

/**
 * Where the engines' workers lie beside this file: their source, or in a build such as `forward.js` next to the entry
 * that this file was bundled into, or one folder up when it became a chunk. One that is missing is found out when it
 * is started, so that the others run without it.
 */
export function engineUrls(here: string = import.meta.url): Record<EngineName, URL> {
  const urlOf = (name: EngineName) => {
    const [source, ...built] = [`../engines/${name}/index.ts`, `./${name}.js`, `../${name}.js`].map(
      (path) => new URL(path, here),
    )
    return [source!, ...built].find((url) => existsSync(url)) ?? source!
  }
  return Object.fromEntries(engineNames.map((name) => [name, urlOf(name)])) as Record<EngineName, URL>
}
