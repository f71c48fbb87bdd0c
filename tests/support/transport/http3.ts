import type { Stream } from '../../../src/engines/sync/transport.ts'

/** As much of HTTP/3 (RFC 9114, with QPACK's static table only) as a test needs to talk to a program that speaks nothing else. */

const headersFrame = 1
const dataFrame = 0

function integer(value: number): Buffer {
  if (value < 64) return Buffer.of(value)
  const bytes = Buffer.alloc(value < 16_384 ? 2 : 4)
  if (value < 16_384) bytes.writeUInt16BE(value | 0x4000)
  else bytes.writeUInt32BE((value | 0x8000_0000) >>> 0)
  return bytes
}

const frame = (type: number, payload: Uint8Array) =>
  Buffer.concat([integer(type), integer(payload.length), payload])

/** `GET path`: an index of the static table each, the path and authority written out. */
export function getRequest(path: string, authority: string): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.of(value.length), Buffer.from(value)])
  const fields = [Buffer.of(0, 0, 0xd1, 0xd7, 0x51), text(path), Buffer.of(0x50), text(authority)]
  return frame(headersFrame, Buffer.concat(fields))
}

/** A response of status 200. */
export const response = (body: Uint8Array): Buffer =>
  Buffer.concat([frame(headersFrame, Buffer.of(0, 0, 0xd9)), frame(dataFrame, body)])

async function readInteger(stream: Stream): Promise<number | undefined> {
  const first = Buffer.alloc(1)
  if ((await stream.readAll(first)) === 0) return undefined
  const rest = Buffer.alloc((1 << (first[0]! >> 6)) - 1)
  await stream.readAll(rest)
  return rest.reduce((value, byte) => value * 256 + byte, first[0]! & 0x3f)
}

/** What the DATA frames of a stream carry, up to its end. */
export async function bodyOf(stream: Stream): Promise<Buffer> {
  const parts: Buffer[] = []
  for (;;) {
    const type = await readInteger(stream)
    if (type === undefined) return Buffer.concat(parts)
    const payload = Buffer.alloc((await readInteger(stream)) ?? 0)
    await stream.readAll(payload)
    if (type === dataFrame) parts.push(payload)
  }
}
