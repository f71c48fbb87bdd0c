import { createRequire } from 'node:module'
import type { Socket } from 'node:net'

const koffi = createRequire(import.meta.url)('koffi')
const setsockopt = koffi.load(null).func('int setsockopt(int, int, int, const int *, uint32_t)')
const solSocket = 1
const names = { send: 7, receive: 8 }

/** Fixes a socket's buffer in the kernel (Linux), as cameras and weak viewers have it. */
export function setBuffer(socket: Socket, which: 'send' | 'receive', bytes: number): void {
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle
  setsockopt(fd, solSocket, names[which], new Int32Array([bytes]), 4)
}
