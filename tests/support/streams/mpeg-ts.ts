/** An MPEG transport stream with one H.264 video stream of 25 frames a second. */
export interface TsStreamOptions {
  frames: number
  packetsPerFrame?: number
  keyframeEvery?: number
  withhold?: readonly number[]
  /** Bytes of each packet with its extra bytes: 188, 192 (four before) or 204 (sixteen behind). */
  stride?: 188 | 192 | 204
  /** 90 kHz, of the first frame. */
  firstTicks?: number
}

const videoPid = 0x100
const programPid = 0x1000
const wrap = 2 ** 33

function packet(pid: number, counter: number, starts: boolean, payload: Buffer, random = false): Buffer {
  const room = 184 - payload.length
  const adaptation =
    room === 0
      ? Buffer.alloc(0)
      : Buffer.from([
          room - 1,
          ...(room > 1 ? [random ? 0x40 : 0] : []),
          ...Array(Math.max(room - 2, 0)).fill(0xff),
        ])
  const control = (room === 0 ? 0x10 : 0x30) | (counter & 0x0f)
  const head = [0x47, (starts ? 0x40 : 0) | (pid >> 8), pid & 0xff, control]
  return Buffer.concat([Buffer.from(head), adaptation, payload])
}

const pat = Buffer.from([
  0,
  0,
  0xb0,
  13,
  0,
  1,
  0xc1,
  0,
  0,
  0,
  1,
  0xe0 | (programPid >> 8),
  programPid & 0xff,
  0,
  0,
  0,
  0,
])
const pmt = Buffer.from([
  0,
  2,
  0xb0,
  18,
  0,
  1,
  0xc1,
  0,
  0,
  0xe1,
  0,
  0xf0,
  0,
  0x1b,
  0xe0 | (videoPid >> 8),
  videoPid & 0xff,
  0xf0,
  0,
  0,
  0,
  0,
  0,
])

function timestamp(ticks: number): number[] {
  const high = Math.floor(ticks / 2 ** 30)
  const middle = Math.floor(ticks / 2 ** 15) % 2 ** 15
  const low = ticks % 2 ** 15
  return [0x21 | (high << 1), middle >> 7, ((middle & 0x7f) << 1) | 1, low >> 7, ((low & 0x7f) << 1) | 1]
}

/** The packets of each frame. */
export function tsFrames(options: TsStreamOptions): Buffer[] {
  const {
    frames,
    packetsPerFrame = 4,
    keyframeEvery = 25,
    withhold = [],
    stride = 188,
    firstTicks = 0,
  } = options
  let counter = 0
  const dress = (bytes: Buffer) =>
    stride === 188
      ? bytes
      : stride === 192
        ? Buffer.concat([Buffer.alloc(4), bytes])
        : Buffer.concat([bytes, Buffer.alloc(16)])
  return Array.from({ length: frames }, (_, index) => {
    const packets: Buffer[] = index === 0 ? [packet(0, 0, true, pat), packet(programPid, 0, true, pmt)] : []
    const pes = Buffer.from([
      0,
      0,
      1,
      0xe0,
      0,
      0,
      0x80,
      0x80,
      5,
      ...timestamp((firstTicks + index * 3600) % wrap),
    ])
    for (let n = 0; n < packetsPerFrame; n++) {
      const payload = n === 0 ? Buffer.concat([pes, Buffer.alloc(100)]) : Buffer.alloc(184, 0x47)
      packets.push(packet(videoPid, counter++, n === 0, payload, n === 0 && index % keyframeEvery === 0))
    }
    return withhold.includes(index) ? Buffer.alloc(0) : Buffer.concat(packets.map(dress))
  })
}
