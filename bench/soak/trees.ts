import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** What is of Hawser itself in a synced folder. */
const own = '.hawser'

/** Every file under a folder by its path, with a digest of its content. */
export async function treeOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path)
    if (!entry.isFile() || name.split('/').includes(own)) continue
    found.set(name, hash('sha1', await readFile(path).catch(() => Buffer.from('gone'))))
  }
  return found
}

/** Paths that are only in one of two, or not the same. */
export function differences(one: Map<string, string>, other: Map<string, string>): string[] {
  const paths = new Set([...one.keys(), ...other.keys()])
  return [...paths].filter((path) => one.get(path) !== other.get(path))
}
