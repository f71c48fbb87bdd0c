import { Fault } from '../../wire/fault.ts'
import { blockBytes, type FileEntry, type Hasher, type Manifest } from '../files.ts'
import { limits } from './limits.ts'

const encoder = new TextEncoder()
/** Entries are hashed in groups, so that the text of all of them is never in memory at once. */
const groupEntries = 1024
/** As far as `Date` goes. */
const maxTime = 8.64e15

/** Blocks of a file. */
export const blocksOf = (size: number): number => Math.ceil(size / blockBytes)

/** Of files in the order in which they are to be sent. Throws as `checkManifest`. */
export function makeManifest(entries: readonly FileEntry[], hasher: Hasher, name?: string): Manifest {
  let files = 0
  let bytes = 0
  for (const entry of entries) {
    if (entry.kind !== 'file') continue
    files++
    bytes += entry.size
  }
  const title = (name || titleOf(entries)).slice(0, limits.title)
  checkEntries(entries)
  return { id: manifestId(entries, hasher), name: title, entries, files, bytes }
}

/** Throws `transfer-limit` for more than may be offered at once, `file-path-unsafe` for a path that is none, `transfer-protocol` for what contradicts itself. */
export function checkManifest(manifest: Manifest, hasher: Hasher): void {
  const { files, bytes } = checkEntries(manifest.entries)
  if (manifest.files !== files || manifest.bytes !== bytes) throw contradiction('its sums are wrong')
  if (manifest.name.length > limits.title)
    throw new Fault('transfer-limit', 'The name of an offer is too long.')
  if (manifest.id !== manifestId(manifest.entries, hasher))
    throw contradiction('its id is not that of its files')
}

function checkEntries(entries: readonly FileEntry[]): { files: number; bytes: number } {
  if (entries.length === 0) throw contradiction('it is empty')
  if (entries.length > limits.entries)
    throw new Fault('transfer-limit', `At most ${limits.entries} files can be sent at once.`)
  const kinds = new Map<string, FileEntry['kind']>()
  let files = 0
  let bytes = 0
  let chars = 0
  for (const entry of entries) {
    checkPath(entry.path)
    chars += entry.path.length
    if (kinds.has(entry.path)) throw contradiction('a file is named twice')
    kinds.set(entry.path, entry.kind)
    if (!Number.isSafeInteger(entry.size) || entry.size < 0) throw contradiction('a size is none')
    if (!(Math.abs(entry.mtime) <= maxTime)) throw contradiction('a time is none')
    if (entry.kind === 'file') files++
    else if (entry.size !== 0) throw contradiction('a folder has a size')
    bytes += entry.size
  }
  if (bytes > limits.bytes || chars > limits.pathChars)
    throw new Fault('transfer-limit', 'An offer is larger than what can be sent at once.')
  for (const { path } of entries) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = kinds.get(path.slice(0, at))
      if (above === 'file') throw contradiction('a file lies in another')
      // What is above a folder that is named has been looked at with it.
      if (above === 'directory') break
    }
  }
  return { files, bytes }
}

function checkPath(path: string): void {
  const isSound = path.length <= limits.pathBytes && path.isWellFormed() && path === path.normalize('NFC')
  if (!isSound || encoder.encode(path).length > limits.pathBytes || path.includes('\0')) throw unsafe(path)
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') throw unsafe(path)
    if (part.length > 63 && encoder.encode(part).length > limits.nameBytes) throw unsafe(path)
  }
}

/** 16 bytes in hex of BLAKE3 of the BLAKE3 hashes of groups of entries, each as a line of JSON. */
function manifestId(entries: readonly FileEntry[], hasher: Hasher): string {
  const groups = Math.ceil(entries.length / groupEntries)
  const hashes = new Uint8Array(groups * 32)
  for (let group = 0; group < groups; group++) {
    let text = ''
    for (const { path, kind, size, mtime } of entries.slice(
      group * groupEntries,
      (group + 1) * groupEntries,
    )) {
      text += `${JSON.stringify([path, kind, size, mtime])}\n`
    }
    hashes.set(hasher.hash(encoder.encode(text)), group * 32)
  }
  let id = ''
  for (const byte of hasher.hash(hashes).subarray(0, 16)) id += byte.toString(16).padStart(2, '0')
  return id
}

/** Such as `A001.mov and 12 others`: by what was dropped, not by all that lies in it. */
function titleOf(entries: readonly FileEntry[]): string {
  const dropped = new Set<string>()
  for (const { path } of entries) dropped.add(path.split('/', 1)[0]!)
  const [first = ''] = dropped
  if (dropped.size <= 1) return first
  return `${first} and ${dropped.size - 1} other${dropped.size > 2 ? 's' : ''}`
}

const contradiction = (text: string) =>
  new Fault('transfer-protocol', `An offer contradicts itself: ${text}.`)

const unsafe = (path: string) =>
  new Fault(
    'file-path-unsafe',
    `A file of an offer has a path that is none: ${JSON.stringify(path.slice(0, 100))}.`,
  )
