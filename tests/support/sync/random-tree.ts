import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

export interface RandomTreeOptions {
  /** Largest file, in bytes; most are much smaller. */
  mostBytes?: number
  /** Whether there are symbolic links. */
  links?: boolean
  /** Names that appear at each level; few of them make devices meet at the same paths. */
  names?: readonly string[]
}

export const editKinds = [
  'write',
  'append',
  'overwrite',
  'insert',
  'touch',
  'chmod',
  'rename',
  'copy',
  'delete',
  'mkdir',
  'swap',
  'link',
] as const
export type EditKind = (typeof editKinds)[number]

const errorCodes = ['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOTEMPTY']

const usualNames = ['a', 'b.txt', 'C', 'clip.mov', 'ä ö', '日本', '.hidden', 'x'.repeat(80)]

/** A folder on the disk that random edits change; the same seed makes the same edits in the same folder. */
export class RandomTree {
  readonly root: string
  readonly #random: () => number
  readonly #mostBytes: number
  readonly #links: boolean
  readonly #names: readonly string[]

  constructor(root: string, seed: number, options: RandomTreeOptions = {}) {
    this.root = root
    this.#random = randomNumbers(seed)
    this.#mostBytes = options.mostBytes ?? 300_000
    this.#links = options.links ?? process.platform !== 'win32'
    this.#names = options.names ?? usualNames
    mkdirSync(root, { recursive: true })
  }

  /** So many new files, with the directories they need. */
  grow(files: number): void {
    for (let made = 0; made < files; ) if (this.#write(this.#path())) made++
  }

  /** So many edits; what each did, such as `rename a -> C/b.txt`. Some find nothing to change. */
  edit(count: number): string[] {
    return Array.from({ length: count }, () => {
      const kind = this.#pick(editKinds)
      try {
        return this.#edit(kind)
      } catch (error) {
        // Somebody else has just changed what lies there.
        if (errorCodes.includes((error as NodeJS.ErrnoException).code ?? '')) return `${kind}: too late`
        throw error
      }
    })
  }

  #edit(kind: EditKind): string {
    const path = this.#existing() ?? this.#path()
    const isFile = kindOf(this.#at(path)) === 'file'
    switch (kind) {
      case 'write':
      case 'mkdir': {
        const fresh = this.#path()
        const done = kind === 'write' ? this.#write(fresh) : this.#makeDirectory(fresh)
        return `${kind} ${fresh}${done ? '' : ': not possible'}`
      }
      case 'append':
      case 'overwrite':
      case 'insert':
        if (isFile) this.#change(kind, path)
        break
      case 'touch':
        if (isFile) utimesSync(this.#at(path), new Date(), new Date(1e12 + this.#below(7e8) * 1000))
        break
      case 'chmod':
        if (isFile) chmodSync(this.#at(path), this.#pick([0o644, 0o600, 0o755]))
        break
      case 'rename':
      case 'copy':
        return this.#give(kind, path)
      case 'delete':
        rmSync(this.#at(path), { recursive: true, force: true })
        break
      case 'swap':
        // A file becomes a directory, a directory a file.
        rmSync(this.#at(path), { recursive: true, force: true })
        if (isFile) this.#makeDirectory(path)
        else this.#write(path)
        break
      case 'link':
        if (this.#links && kindOf(this.#at(path)) !== 'directory') {
          rmSync(this.#at(path), { force: true })
          if (this.#makeDirectory(dirname(path))) symlinkSync(this.#pick(this.#names), this.#at(path))
        }
    }
    return `${kind} ${path}`
  }

  #change(kind: 'append' | 'overwrite' | 'insert', path: string): void {
    const before = readFileSync(this.#at(path))
    const at = kind === 'append' ? before.length : this.#below(before.length + 1)
    const change = this.#bytes(1 + this.#below(5000))
    const rest = before.subarray(kind === 'overwrite' ? Math.min(before.length, at + change.length) : at)
    writeFileSync(this.#at(path), Buffer.concat([before.subarray(0, at), change, rest]))
  }

  #give(kind: 'rename' | 'copy', from: string): string {
    const to = this.#path()
    const text = `${kind} ${from} -> ${to}`
    const kindBefore = kindOf(this.#at(from))
    if (kindBefore === undefined || (kind === 'copy' && kindBefore !== 'file')) return text
    const inside = to === from || to.startsWith(`${from}/`) || from.startsWith(`${to}/`)
    if (inside || !this.#makeDirectory(dirname(to)) || kindOf(this.#at(to)) !== undefined) return text
    if (kind === 'rename') renameSync(this.#at(from), this.#at(to))
    else writeFileSync(this.#at(to), readFileSync(this.#at(from)))
    return text
  }

  #write(path: string): boolean {
    if (!this.#makeDirectory(dirname(path)) || kindOf(this.#at(path)) === 'directory') return false
    rmSync(this.#at(path), { force: true })
    writeFileSync(this.#at(path), this.#bytes(this.#size()))
    return true
  }

  #makeDirectory(path: string): boolean {
    if (path === '.') return true
    // From the top down: nothing is made through a link.
    if (!this.#makeDirectory(dirname(path))) return false
    const kind = kindOf(this.#at(path))
    if (kind === undefined) mkdirSync(this.#at(path))
    return kind === undefined || kind === 'directory'
  }

  #existing(): string | undefined {
    const paths = walk(this.root)
    return paths.length === 0 ? undefined : this.#pick(paths)
  }

  #path(): string {
    return Array.from({ length: 1 + this.#below(3) }, () => this.#pick(this.#names)).join('/')
  }

  /** Many sizes are as frequent as one another by their order of magnitude; some files are empty. */
  #size(): number {
    return Math.floor(this.#mostBytes ** this.#random()) - 1
  }

  #bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    let state = this.#below(0xffff_ffff)
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      bytes[i] = state >>> 24
    }
    return bytes
  }

  #at(path: string): string {
    return join(this.root, path)
  }

  #below(most: number): number {
    return Math.floor(this.#random() * most)
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)]!
  }
}

/**
 * Everything below a folder but `.hawser`, in order of paths: `directory`, `link TARGET`, or `file MODE SHA-256`. Two folders
 * are equal when their snapshots are.
 */
export function snapshot(root: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of walk(root)) {
    const diskPath = join(root, path)
    const kind = kindOf(diskPath)
    const text =
      kind === 'link' ? `link ${readlinkSync(diskPath)}` : kind === 'directory' ? kind : fileText(diskPath)
    found.set(path.normalize('NFC'), text)
  }
  return found
}

/** Every path below a folder but `.hawser`. */
function walk(root: string, path = ''): string[] {
  const names = readdirSync(join(root, path)).sort()
  return names.flatMap((name) => {
    const below = path === '' ? name : `${path}/${name}`
    if (below === '.hawser') return []
    return kindOf(join(root, below)) === 'directory' ? [below, ...walk(root, below)] : [below]
  })
}

function fileText(diskPath: string): string {
  const mode = process.platform === 'win32' ? '' : `${(lstatSync(diskPath).mode & 0o777).toString(8)} `
  return `file ${mode}${createHash('sha256').update(readFileSync(diskPath)).digest('hex')}`
}

function kindOf(diskPath: string): 'file' | 'directory' | 'link' | undefined {
  let stats: Stats | undefined
  try {
    stats = lstatSync(diskPath, { throwIfNoEntry: false })
  } catch {
    // A file lies where a directory would have to.
  }
  if (stats === undefined) return undefined
  if (stats.isSymbolicLink()) return 'link'
  return stats.isDirectory() ? 'directory' : 'file'
}

/** Numbers from 0 to 1 that the seed decides (splitmix32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000
  }
}
