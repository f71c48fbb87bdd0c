import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the soak itself has thrown into an engine, or sent to the host. */
const onPurpose = /crashed on purpose|^malformed frame$/

/** Defects that a host has written into its log: the text of each. */
export async function defectsOf(home: string): Promise<string[]> {
  const folder = join(home, 'logs')
  const found: string[] = []
  for (const name of await readdir(folder).catch((): string[] => []))
    for (const line of (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n')) {
      const text = defectIn(line)
      if (text !== undefined && !onPurpose.test(text)) found.push(text)
    }
  return found
}

/** Of a line of the log; undefined for what is none. */
export function defectIn(line: string): string | undefined {
  try {
    const { source, text } = JSON.parse(line) as { source?: unknown; text?: unknown }
    return source === 'defect' ? String(text) : undefined
  } catch {
    return undefined
  }
}
