import type { Duplex } from 'node:stream'
import { deserialize, serialize } from 'node:v8'
import type { ProcessEnd } from './process-link.ts'

const lengthBytes = 4
/** No message of an engine comes near; a length beyond is none. */
const maxBytes = 512 * 1024 * 1024

/** One end of a channel between two processes over any stream of bytes: each message with its length before it. */
export function streamEnd(stream: Duplex): ProcessEnd {
  const listeners: ((message: unknown) => void)[] = []
  let chunks: Buffer[] = []
  let waiting = 0
  let wanted = lengthBytes
  let isLength = true
  const take = (bytes: number): Buffer => {
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, waiting)
    chunks = bytes < all.length ? [all.subarray(bytes)] : []
    waiting -= bytes
    return all.subarray(0, bytes)
  }
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    waiting += chunk.length
    while (waiting >= wanted && !stream.destroyed) {
      const part = take(wanted)
      if (isLength) {
        wanted = part.readUInt32BE(0)
        if (wanted > maxBytes) stream.destroy()
      } else {
        wanted = lengthBytes
        const message = read(part)
        if (message === undefined) stream.destroy()
        else for (const listener of listeners) listener(message.value)
      }
      isLength = !isLength
    }
  })
  // Followed by its closing, which is what counts.
  stream.on('error', () => {})
  return {
    post(message) {
      const bytes = serialize(message)
      if (!stream.writable) return
      const length = Buffer.alloc(lengthBytes)
      length.writeUInt32BE(bytes.length)
      stream.cork()
      stream.write(length)
      stream.write(bytes)
      stream.uncork()
    },
    onMessage: (listener) => void listeners.push(listener),
    onGone(listener) {
      if (stream.destroyed) queueMicrotask(listener)
      else stream.once('close', listener)
    },
  }
}

/** Undefined when it is none: then this end and the other do not understand one another. */
function read(bytes: Buffer): { value: unknown } | undefined {
  try {
    return { value: deserialize(bytes) }
  } catch {
    return undefined
  }
}
