import type { Duplex } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Link } from './frames.ts'

/** A frame longer than this ends the connection; the largest real one is an imported rules file. */
const lineLimit = 32_000_000
/** Whoever lets so much wait for it is not reading. */
const waitingLimit = 64_000_000

/** A link over a byte stream such as a local socket: one line of JSON a frame. */
export const lineLink = (stream: Duplex): Link => ({
  send(frame) {
    if (!stream.writable) return
    if (stream.writableLength > waitingLimit) stream.destroy()
    else stream.write(`${JSON.stringify(frame)}\n`)
  },
  receive(frame, closed) {
    const decoder = new StringDecoder('utf8')
    let parts: string[] = []
    let length = 0
    stream.on('data', (bytes: Buffer) => {
      const lines = decoder.write(bytes).split('\n')
      for (const [index, text] of lines.entries()) {
        if (index > 0) {
          frame(parse(parts.join('')))
          parts = []
          length = 0
        }
        parts.push(text)
        length += text.length
        if (length > lineLimit) return stream.destroy()
      }
    })
    stream.on('error', () => stream.destroy())
    stream.on('close', closed)
    if (stream.destroyed) queueMicrotask(closed)
  },
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
