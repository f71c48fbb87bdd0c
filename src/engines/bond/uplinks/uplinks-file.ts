import { constants, type FSWatcher, watch } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { maxLinks } from '../../../contract/bond.ts'
import { Fault } from '../../../wire/fault.ts'
import { canonicalAddress, familyOf, isNoSource } from '../../kit/network/address.ts'

const maxBytes = 64 * 1024
/** Editors save in several steps; this long after the last one the file is read. */
const settleMs = 200
/** A folder that cannot be watched now, as it is on a drive that comes later, is tried again after so long. */
const rewatchMs = 5000
const maxFaults = 20
/** A pipe without a writer must not hold up the reader. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** A line that is not used; counted from 1. */
export interface LineFault {
  line: number
  reason: string
}

export interface UplinksList {
  /** In the file's order, in canonical form, each once. */
  addresses: string[]
  /** At most 20. */
  faults: LineFault[]
}

/** Reads a list of local addresses, one a line; blank lines and what follows `#` have no meaning. */
export function parseUplinksFile(text: string): UplinksList {
  const addresses: string[] = []
  const faults: LineFault[] = []
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((whole, index) => {
      const content = whole.replace(/#.*$/, '').trim()
      if (content === '') return
      const address = canonicalAddress(content)
      if (addresses.includes(address)) return
      const reason = whyRefused(content, addresses.length)
      if (reason === undefined) addresses.push(address)
      else if (faults.length < maxFaults) faults.push({ line: index + 1, reason })
    })
  return { addresses, faults }
}

function whyRefused(content: string, count: number): string | undefined {
  const shown = content.length > 60 ? `${content.slice(0, 60)}…` : content
  if (familyOf(content) === undefined) return `"${shown}" is not an IPv4 or IPv6 address`
  if (isNoSource(content)) return `${shown} cannot be the address of an interface`
  if (count >= maxLinks) return `a bond has at most ${maxLinks} links`
  return undefined
}

export interface UplinksFileOptions {
  /** The list is another one now. */
  changed(addresses: readonly string[]): void
  /**
   * Something is wrong with the file: a fault of code `uplinks-file-invalid`, told once as long as it stays the same.
   * `serves`: there are addresses to go on with, the other lines' or those of before.
   */
  invalid(fault: Fault, serves: boolean): void
}

/**
 * The file of uplink addresses. It is read again when it changes and when `reload` says so; one without any usable
 * address is refused, and the list stays as it was.
 */
export class UplinksFile {
  readonly #path: string
  readonly #options: UplinksFileOptions
  #addresses: readonly string[] = []
  #complaint = ''
  #queue: Promise<void> = Promise.resolve()
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #rewatch: NodeJS.Timeout | undefined
  #closed = false

  private constructor(path: string, options: UplinksFileOptions) {
    this.#path = resolve(path)
    this.#options = options
  }

  /** Never throws because of the file: `invalid` is told, and the list is empty until the file can be used. */
  static async open(path: string, options: UplinksFileOptions): Promise<UplinksFile> {
    const file = new UplinksFile(path, options)
    file.#watch()
    await file.reload()
    return file
  }

  get addresses(): readonly string[] {
    return this.#addresses
  }

  /** Reads the file again, as upon SIGHUP. */
  reload(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#read())
    return this.#queue
  }

  /** Nothing is told any more. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#rewatch)
    this.#watcher?.close()
  }

  #watch(): void {
    const name = basename(this.#path)
    const later = () => {
      this.#watcher?.close()
      this.#watcher = undefined
      if (this.#closed) return
      clearTimeout(this.#rewatch)
      this.#rewatch = setTimeout(() => {
        this.#watch()
        this.#touched()
      }, rewatchMs)
      this.#rewatch.unref()
    }
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_, changed) => {
        if (changed === null || changed === name) this.#touched()
      })
      this.#watcher.on('error', later)
    } catch {
      later()
    }
  }

  #touched(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.reload(), settleMs)
    this.#timer.unref()
  }

  async #read(): Promise<void> {
    const found = await readList(this.#path)
    if (this.#closed) return
    if (typeof found === 'string') return this.#refuse(`${this.#path} cannot be used: ${found}.`, [])
    const { addresses, faults } = found
    const lines = faults.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ')
    if (addresses.length === 0)
      return this.#refuse(`${this.#path} holds no usable address${lines && ` (${lines})`}.`, faults)
    if (faults.length === 0) this.#complaint = ''
    else this.#complain(`${this.#path}: ${lines}. The other lines are used.`, faults, true)
    if (addresses.join() === this.#addresses.join()) return
    this.#addresses = addresses
    this.#options.changed(addresses)
  }

  #refuse(text: string, faults: readonly LineFault[]): void {
    const serves = this.#addresses.length > 0
    this.#complain(serves ? `${text} The list stays as it was.` : text, faults, serves)
  }

  #complain(text: string, lines: readonly LineFault[], serves: boolean): void {
    if (text === this.#complaint) return
    this.#complaint = text
    const fault = new Fault('uplinks-file-invalid', text, { path: this.#path, lines })
    this.#options.invalid(fault, serves)
  }
}

/** The list, or why there is none. */
async function readList(path: string): Promise<UplinksList | string> {
  try {
    await using file = await open(path, openFlags)
    if (!(await file.stat()).isFile()) return 'it is not a file'
    const bytes = Buffer.alloc(maxBytes + 1)
    let length = 0
    while (length <= maxBytes) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    if (length > maxBytes) return `it is longer than ${maxBytes / 1024} KB`
    return parseUplinksFile(decode(bytes.subarray(0, length)))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EACCES'
        ? 'reading it is not allowed'
        : message
  }
}

/** UTF-8, or UTF-16 as PowerShell writes it. */
const decode = (bytes: Buffer): string =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8')
