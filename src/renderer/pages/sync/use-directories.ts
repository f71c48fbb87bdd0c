import { useCallback, useRef, useState } from 'react'
import { host } from '../../state/session.ts'

/** An entry of a directory, as all devices together have it. */
export type Entry = {
  name: string
  kind: 'file' | 'directory' | 'symlink'
  size: number
  mtime: number
  here: boolean
}
/** `reading` until it has been asked for; a sentence where that failed. */
export type Directory =
  | { is: 'reading' }
  | { is: 'read'; entries: readonly Entry[] }
  | { is: 'failed'; text: string }

const sorted = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted(
    (a, b) =>
      Number(b.kind === 'directory') - Number(a.kind === 'directory') ||
      a.name.localeCompare(b.name, undefined, { numeric: true }),
  )

/** The directories of a folder that were opened, by path. */
export function useDirectories(folderId: string) {
  const [known, setKnown] = useState<ReadonlyMap<string, Directory>>(new Map())
  const asked = useRef(new Set<string>())
  const read = useCallback(
    async (path: string, again = false) => {
      const set = (path: string, directory: Directory) => setKnown((old) => new Map(old).set(path, directory))
      if (asked.current.has(path) && !again) return
      asked.current.add(path)
      if (!again) set(path, { is: 'reading' })
      try {
        const { entries } = await host().browse({ folderId, path })
        set(path, { is: 'read', entries: sorted(entries) })
      } catch (error) {
        set(path, { is: 'failed', text: error instanceof Error ? error.message : String(error) })
      }
    },
    [folderId],
  )
  const refresh = useCallback(() => {
    for (const path of asked.current) void read(path, true)
  }, [read])
  return { known, read, refresh }
}
