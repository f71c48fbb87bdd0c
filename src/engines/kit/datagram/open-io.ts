import type { DatagramIo, DatagramIoOptions } from './datagram.ts'
import { DgramIo } from './dgram-io.ts'
import { type BatchUdp, loadAddon } from './native-addon.ts'
import { NativeIo } from './native-io.ts'

let addon: BatchUdp | string | undefined

function addonOnce(): BatchUdp | string {
  addon ??= loadAddon()
  return addon
}

/** Why datagrams are not batched here; empty where they can be. */
export function whyNotNative(): string {
  const found = addonOnce()
  return typeof found === 'string' ? found : ''
}

/** `automatic` batches system calls where the addon is there; `dgram` is what works everywhere. */
export function openDatagramIo(kind: 'automatic' | 'dgram', options: DatagramIoOptions = {}): DatagramIo {
  const found = kind === 'automatic' ? addonOnce() : ''
  return typeof found === 'string' ? new DgramIo(options) : new NativeIo(found, options)
}
