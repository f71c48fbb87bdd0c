/** A video tag's content: H.264, key or not, a picture or the decoder's setup. */
function videoBody(index: number, keyframeEvery: number, isSetup = false): Buffer {
  const body = Buffer.alloc(400, 9)
  body[0] = ((isSetup || index % keyframeEvery === 0 ? 1 : 2) << 4) | 7
  body[1] = isSetup ? 0 : 1
  return body
}

const number24 = (value: number) => [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]

/** The header and setup of an FLV file, then a tag for each frame, 40 ms apart. */
export function flvTags(frames: number, keyframeEvery: number, firstMs = 0): Buffer[] {
  const tag = (type: number, timestamp: number, body: Buffer) =>
    Buffer.concat([
      Buffer.from([
        type,
        ...number24(body.length),
        ...number24(timestamp & 0xffffff),
        (timestamp >>> 24) & 0xff,
        0,
        0,
        0,
      ]),
      body,
      Buffer.from([0, ...number24(body.length + 11)]),
    ])
  const head = Buffer.concat([
    Buffer.from('FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00', 'latin1'),
    tag(9, firstMs, videoBody(0, 1, true)),
  ])
  const tags = Array.from({ length: frames }, (_, index) =>
    Buffer.concat([
      tag(9, firstMs + index * 40, videoBody(index, keyframeEvery)),
      tag(8, firstMs + index * 40, Buffer.alloc(50)),
    ]),
  )
  return [head, ...tags]
}

/** One direction of RTMP: the handshake, then a chunked message for each frame. Times above 0xfffffe are extended. */
export function rtmpParts(frames: number, keyframeEvery: number, chunkSize: number, firstMs = 0): Buffer[] {
  const handshake = Buffer.alloc(1 + 1536 + 1536)
  handshake[0] = 3
  const setSize = Buffer.from([2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, ...number24(chunkSize)])
  const message = (timestamp: number, body: Buffer) => {
    const isExtended = timestamp >= 0xffffff
    const extended = Buffer.alloc(isExtended ? 4 : 0)
    if (isExtended) extended.writeUInt32BE(timestamp)
    const head = Buffer.from([
      6,
      ...number24(isExtended ? 0xffffff : timestamp),
      ...number24(body.length),
      9,
      1,
      0,
      0,
      0,
    ])
    const parts = [head, extended, body.subarray(0, chunkSize)]
    for (let at = chunkSize; at < body.length; at += chunkSize)
      parts.push(Buffer.from([0xc0 | 6]), extended, body.subarray(at, at + chunkSize))
    return Buffer.concat(parts)
  }
  const bodies = Array.from({ length: frames }, (_, index) =>
    message(firstMs + index * 40, videoBody(index, keyframeEvery)),
  )
  return [Buffer.concat([handshake, setSize, message(firstMs, videoBody(0, 1, true))]), ...bodies]
}

/** An answer of multipart JPEG: pictures with a thumbnail inside, without lengths. */
export function mjpegParts(frames: number): Buffer[] {
  const segment = (type: number, body: Buffer) =>
    Buffer.concat([Buffer.from([0xff, type, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body])
  const thumbnail = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])
  const scan = Buffer.concat([
    Buffer.alloc(300, 0x11),
    Buffer.from([0xff, 0, 0xff, 0xd3, 5]),
    Buffer.alloc(100, 0x22),
  ])
  const picture = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), thumbnail])),
    segment(0xda, Buffer.alloc(6)),
    scan,
    Buffer.from([0xff, 0xd9]),
  ])
  const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=cam\r\n\r\n')
  const part = Buffer.concat([
    Buffer.from('--cam\r\nContent-Type: image/jpeg\r\n\r\n'),
    picture,
    Buffer.from('\r\n'),
  ])
  return [head, ...Array.from({ length: frames }, () => part)]
}
