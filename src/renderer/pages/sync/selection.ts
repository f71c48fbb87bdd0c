/**
 * Selected paths of a folder: each stands for itself and all that lies under it; an empty list stands for everything.
 * Paths are relative, with `/`; the folder itself is `''`.
 */
export type Selection = readonly string[]

export const joinPath = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const within = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`)

/** Whether a path is selected, with all, some or nothing of what lies under it. */
export function selectedPart(selection: Selection, path: string): 'all' | 'some' | 'none' {
  if (selection.length === 0 || selection.some((chosen) => within(path, chosen))) return 'all'
  return selection.some((chosen) => within(chosen, path)) ? 'some' : 'none'
}

/** With one more path. What lies under it need not be named any more. */
export const withPath = (selection: Selection, path: string): string[] =>
  selectedPart(selection, path) === 'all'
    ? [...selection]
    : [...selection.filter((chosen) => !within(chosen, path)), path].sort()

/**
 * Without a path. Where a directory above it is selected, that one's other entries are named instead, which `entriesOf`
 * must know. An empty result would mean everything, so the last path cannot go: undefined.
 */
export function withoutPath(
  selection: Selection,
  path: string,
  entriesOf: (folder: string) => readonly string[],
): string[] | undefined {
  const above = selection.length === 0 ? '' : selection.find((chosen) => within(path, chosen))
  const rest = selection.filter((chosen) => chosen !== above && !within(chosen, path))
  const siblings: string[] = []
  if (above !== undefined)
    for (let at = path; at !== above; at = parentOf(at))
      for (const name of entriesOf(parentOf(at))) {
        const sibling = joinPath(parentOf(at), name)
        if (sibling !== at) siblings.push(sibling)
      }
  const next = [...rest, ...siblings].sort()
  return next.length > 0 ? next : undefined
}
