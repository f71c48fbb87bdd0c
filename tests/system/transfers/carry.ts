import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DiskSink } from '../../../src/host/transfers/disk-sink.ts'
import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { nativeHasher } from '../../../src/host/transfers/hasher.ts'
import {
  blockBytes,
  type Manifest,
  type Progress,
  rootHash,
  type Sink,
  type Source,
} from '../../../src/transfer/files.ts'
import { makeManifest } from '../../../src/transfer/session/manifest.ts'

/** A folder that is gone at the end of the scope. */
export async function temporary(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'hawser-transfer-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Bytes that look random and are the same for the same seed. */
export function bytesOf(length: number, seed = 1): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(length)
  let state = seed * 2654435761
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes.writeUInt32LE(state, at)
  }
  return bytes
}

export async function writeTree(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}

/** All files under a folder with a digest of each, and directories with a slash; hidden ones too. */
export async function tree(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1)
    if (entry.isDirectory()) found[`${name}/`] = ''
    else
      found[name] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
        .slice(0, 16)
  }
  return found
}

export const sinkInto = (folder: string) => new DiskSink({ folder, hasher: nativeHasher })

export async function manifestOf(source: DiskSource): Promise<Manifest> {
  return makeManifest(source.entries, nativeHasher)
}

export const bitOf = (bitmap: Uint8Array | undefined, block: number) =>
  (((bitmap?.[block >> 3] ?? 0) >> (block & 7)) & 1) === 1

/** Sends what is missing, several blocks and files at once as a session does. */
export async function carry(
  source: Source,
  sink: Sink,
  progress: Progress,
  { atOnce = 16, until = () => false }: { atOnce?: number; until?: (blocks: number) => boolean } = {},
): Promise<{ sent: number }> {
  const whole = new Set(progress.whole)
  const running = new Set<Promise<void>>()
  const finishing: Promise<void>[] = []
  let sent = 0
  for (const [file, { kind, size }] of source.entries.entries()) {
    if (kind !== 'file' || whole.has(file)) continue
    const hashes: Uint8Array[] = []
    const writes: Promise<void>[] = []
    for (let block = 0; block * blockBytes < size; block++) {
      if (until(sent)) {
        await Promise.all(running)
        return { sent }
      }
      const bytes = new Uint8Array(Math.min(blockBytes, size - block * blockBytes))
      await source.read(file, block * blockBytes, bytes)
      hashes.push(nativeHasher.hash(bytes))
      if (bitOf(progress.partial.get(file), block)) continue
      sent++
      const write = sink.write(file, block, bytes)
      writes.push(write)
      running.add(write)
      const over = () => running.delete(write)
      write.then(over, over)
      if (running.size >= atOnce) await Promise.race(running)
    }
    const finish = Promise.all(writes).then(() => sink.finish(file, rootHash(nativeHasher, hashes)))
    finish.catch(() => {})
    finishing.push(finish)
  }
  await Promise.all(finishing)
  return { sent }
}

export const never = new AbortController().signal

/** The whole way: from paths into a folder. */
export async function send(paths: readonly string[], folder: string): Promise<DiskSink> {
  const source = await DiskSource.open(paths)
  const sink = sinkInto(folder)
  const progress = await sink.open(await manifestOf(source), never)
  await carry(source, sink, progress)
  await sink.close(true)
  await source.close()
  return sink
}
