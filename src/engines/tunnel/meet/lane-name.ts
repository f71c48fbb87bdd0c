/** More lanes than any tube has in its life; those that are made anew keep their number. */
export const highestLane = 4095

const prefix = new TextEncoder().encode('hawser-tunnel 1 ')
const nameBytes = prefix.length + 8

/**
 * What both ends say when they have proven who they are: that this is a lane of a tunnel, which one, and how often it was tried.
 * Numbers before that came through others, who may have exchanged them.
 */
export function writeLaneName(lane: number, epoch: number): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(nameBytes)
  message.set(prefix)
  const view = new DataView(message.buffer)
  view.setUint32(prefix.length, lane)
  view.setUint32(prefix.length + 4, epoch)
  return message
}

export function isLaneName(message: Uint8Array, lane: number, epoch: number): boolean {
  const wanted = writeLaneName(lane, epoch)
  return message.length === wanted.length && wanted.every((byte, at) => byte === message[at])
}
