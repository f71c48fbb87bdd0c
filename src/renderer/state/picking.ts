import { t } from '../../language/t.ts'
import type { Picked } from '../transfer/client.ts'

/** As many entries as one list may have. */
export const mostEntries = 100_000

const tooMany = () =>
  new Error(
    t(
      'These are more than 100,000 files and folders. Send a part of them at a time, or pack them into one file.',
    ),
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
  const added: Picked[] = []
  for (const [name, own] of byTop(fresh)) {
    const isSame = own.every((one) => sameFile(one, known.get(one.path)))
    if (names.has(name) && !isSame) {
      const next = freeName(name, names)
      names.add(next)
      for (const one of own) added.push({ ...one, path: next + one.path.slice(name.length) })
      continue
    }
    names.add(name)
    for (const one of own) if (!known.has(one.path)) added.push(one)
  }
  if (old.length + added.length > mostEntries) throw tooMany()
  return [...old, ...added]
}

function byTop(picked: readonly Picked[]): Map<string, Picked[]> {
  const tops = new Map<string, Picked[]>()
  for (const one of picked) {
    const name = topName(one.path)
    const own = tops.get(name)
    if (own) own.push(one)
    else tops.set(name, [one])
  }
  return tops
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
  if (entries.length === 0) return [...files].map((file) => ({ path: clean(file.name), file }))
  const found = { count: 0 }
  return (await Promise.all(entries.map((entry) => walk(entry, '', found)))).flat()
}

async function walk(entry: FileSystemEntry, folder: string, found: { count: number }): Promise<Picked[]> {
  const path = folder + clean(entry.name)
  if (++found.count > mostEntries) throw tooMany()
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    return [{ path, file }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const inside: Picked[] = []
  for (;;) {
    // Browsers give a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) break
    for (const picked of await Promise.all(some.map((one) => walk(one, `${path}/`, found))))
      inside.push(...picked)
  }
  return inside.length > 0 ? inside : [{ path }]
}

const clean = (name: string) => name.normalize('NFC')

/** Asks for files, or for a folder; nothing when none was chosen. */
export function pickFiles(what: 'files' | 'folder'): Promise<Picked[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.webkitdirectory = what === 'folder'
    input.addEventListener('change', () => resolve(pickedOf([...(input.files ?? [])])))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

/** So long the page may stand still, ms. */
const breathMs = 12

/**
 * Reads how large the files are. A browser stands still while it asks the disk for that, once for each file of a
 * dialog: of thousands a few are read at a time, so that the page goes on.
 */
export async function readSizes(picked: readonly Picked[]): Promise<void> {
  let since = performance.now()
  for (const { file } of picked) {
    void file?.size
    if (performance.now() - since < breathMs) continue
    await new Promise((resolve) => setTimeout(resolve))
    since = performance.now()
  }
}

/** Browsers ask the system for the size of such a file when it is first looked at, which takes its time. */
const sizesAtOnce = 100

async function pickedOf(files: readonly File[]): Promise<Picked[]> {
  const picked: Picked[] = []
  for (const file of files) {
    if (file.size >= 0) picked.push({ path: clean(file.webkitRelativePath || file.name), file })
    if (picked.length % sizesAtOnce === 0) await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return picked
}
