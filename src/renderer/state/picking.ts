import type { Picked } from '../transfer/client.ts'

/** As many entries as one list may have. */
export const mostEntries = 100_000

const tooMany = () =>
  new Error(
    'These are more than 100,000 files and folders. Send a part of them at a time, or pack them into one file.',
  )

/** What lies directly in what was picked: a file, or a folder with all that is in it. */
export interface Top {
  name: string
  isFolder: boolean
  files: number
  bytes: number
}

const topName = (path: string) => path.split('/', 1)[0]!

export function topsOf(picked: readonly Picked[]): Top[] {
  const tops = new Map<string, Top>()
  for (const { path, file } of picked) {
    const name = topName(path)
    const top = tops.get(name) ?? { name, isFolder: false, files: 0, bytes: 0 }
    tops.set(name, top)
    if (file) {
      top.files++
      top.bytes += file.size
    }
    if (!file || path !== name) top.isFolder = true
  }
  return [...tops.values()]
}

export const withoutTop = (picked: readonly Picked[], name: string): Picked[] =>
  picked.filter(({ path }) => topName(path) !== name)

/** Both together. What is there already is left out; another thing of the same name gets one of its own. */
export function addPicked(old: readonly Picked[], fresh: readonly Picked[]): Picked[] {
  const known = new Map(old.map((one) => [one.path, one]))
  const names = new Set(old.map(({ path }) => topName(path)))
  const renamed = new Map<string, string>()
  for (const name of new Set(fresh.map(({ path }) => topName(path)))) {
    const own = fresh.filter(({ path }) => topName(path) === name)
    const isSame = own.every((one) => sameFile(one, known.get(one.path)))
    if (names.has(name) && !isSame) renamed.set(name, freeName(name, names))
    names.add(renamed.get(name) ?? name)
  }
  const added = fresh.flatMap((one): Picked[] => {
    const name = topName(one.path)
    const next = renamed.get(name)
    if (next !== undefined) return [{ ...one, path: next + one.path.slice(name.length) }]
    return known.has(one.path) ? [] : [one]
  })
  if (old.length + added.length > mostEntries) throw tooMany()
  return [...old, ...added]
}

const sameFile = (a: Picked, b: Picked | undefined) =>
  b !== undefined && a.file?.size === b.file?.size && a.file?.lastModified === b.file?.lastModified

function freeName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, extension = ''] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? []
  for (let n = 2; ; n++) {
    const candidate = `${stem} (${n})${extension}`
    if (!taken.has(candidate)) return candidate
  }
}

/** The files and folders of a drop, with all that is in them. To be called while the event is handled. */
export async function pickedOfDrop({ items, files }: DataTransfer): Promise<Picked[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const picked: Picked[] = []
  if (entries.length === 0) for (const file of files) picked.push({ path: clean(file.name), file })
  for (const entry of entries) await walk(entry, '', picked)
  return picked
}

async function walk(entry: FileSystemEntry, folder: string, into: Picked[]): Promise<void> {
  if (into.length >= mostEntries) throw tooMany()
  const path = folder + clean(entry.name)
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    into.push({ path, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  let isEmpty = true
  for (;;) {
    // Browsers give a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) break
    isEmpty = false
    for (const one of some) await walk(one, `${path}/`, into)
  }
  if (isEmpty) into.push({ path })
}

const clean = (name: string) => name.normalize('NFC')

/** Asks for files, or for a folder; nothing when none was chosen. */
export function pickFiles(what: 'files' | 'folder'): Promise<Picked[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.webkitdirectory = what === 'folder'
    input.addEventListener('change', () =>
      resolve(
        [...(input.files ?? [])].map((file) => ({ path: clean(file.webkitRelativePath || file.name), file })),
      ),
    )
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
