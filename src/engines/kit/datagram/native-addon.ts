import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Sockets and ios are small numbers. Calls that can fail return the negative errno. See native/batch-udp.c. */
export interface BatchUdp {
  readonly version: number
  create(
    bytes: Buffer,
    lengths: Int32Array,
    peers: Int32Array,
    dirty: Int32Array,
    read: (socket: number, count: number) => void,
    segments: Int32Array,
    join: boolean,
  ): number
  destroy(io: number): void
  flush(io: number): void
  sender(io: number, slot: number): [address: string, port: number] | undefined
  open(io: number, family: 4 | 6, queue: Int32Array, counters: Float64Array): number
  device(socket: number, name: string): number
  bind(socket: number, address: string, port: number): number
  connect(socket: number, address: string, port: number): number
  start(socket: number): number
  /** Datagrams are never cut into fragments. */
  whole(socket: number): number
  local(socket: number): [address: string, port: number] | undefined
  close(socket: number): void
  remember(socket: number, address: string, port: number): number
  forget(socket: number, peer: number): void
  send(socket: number, bytes: Uint8Array, peer: number): void
  /** Returns how many bytes the system took. */
  train(socket: number, bytes: Uint8Array, length: number, segment: number, peer: number): number
  sendTo(socket: number, bytes: Uint8Array, address: string, port: number): number
}

/** What this file and native/batch-udp.c agree on. */
const version = 2

/**
 * Where the addon may lie, seen from this file: its source; in a build, an entry of out/main or a chunk one folder
 * further down. In a packaged app native code lies beside the archive.
 */
export function addonPaths(here: string = import.meta.url): string[] {
  const name = `native/build/batch-udp-linux-${process.arch}.node`
  return ['../../../../', '../../', '../../../'].map((up) =>
    fileURLToPath(new URL(`${up}${name}`, here)).replace(/([\\/]app\.asar)([\\/])/, '$1.unpacked$2'),
  )
}

/** The addon, or why there is none. */
export function loadAddon(here?: string): BatchUdp | string {
  if (process.platform !== 'linux') return `batched UDP does not exist on ${process.platform}`
  const path = addonPaths(here).find((candidate) => existsSync(candidate))
  if (path === undefined) return 'the addon for batched UDP was not built'
  try {
    const addon: BatchUdp = createRequire(import.meta.url)(path)
    return addon.version === version ? addon : 'the addon for batched UDP is of another version'
  } catch (error) {
    return `the addon for batched UDP does not load: ${error instanceof Error ? error.message : error}`
  }
}
