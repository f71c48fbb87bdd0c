import { alwaysKeyframe, h264Keyframe, h265Keyframe, type KeyframeTest } from './nal.ts'

export interface VideoFormat {
  codec: string
  /** ticks a second */
  clockRate: number
  isKeyframe: KeyframeTest
}

const codecs: Record<string, Pick<VideoFormat, 'codec' | 'isKeyframe'>> = {
  H264: { codec: 'H.264', isKeyframe: h264Keyframe },
  H265: { codec: 'H.265', isKeyframe: h265Keyframe },
  HEVC: { codec: 'H.265', isKeyframe: h265Keyframe },
  JPEG: { codec: 'MJPEG', isKeyframe: alwaysKeyframe },
}
const staticJpeg = 26

export interface SessionVideo {
  /** By RTP payload type. */
  formats: Map<number, VideoFormat>
  /** Frames a second as declared; 0 if not. */
  fps: number
}

/** What an SDP says of video. RFC 8866; static payload types from RFC 3551. */
export function readSessionDescription(text: string): SessionVideo {
  const formats = new Map<number, VideoFormat>()
  let inVideo = false
  let fps = 0
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      inVideo = line.startsWith('m=video')
      if (inVideo && line.split(' ').slice(3).includes(String(staticJpeg)))
        formats.set(staticJpeg, { ...codecs['JPEG']!, clockRate: 90_000 })
    }
    if (!inVideo) continue
    const map = /^a=rtpmap:(\d{1,3})\s+([A-Za-z0-9-]+)\/(\d{1,9})/.exec(line)
    if (map) {
      const known = codecs[map[2]!.toUpperCase()] ?? { codec: map[2]!, isKeyframe: () => false }
      formats.set(Number(map[1]), { ...known, clockRate: Number(map[3]) || 90_000 })
    }
    const rate = /^a=(?:x-)?framerate:\s*(\d+(?:\.\d+)?)/.exec(line)
    if (rate) fps = Number(rate[1])
  }
  return { formats, fps }
}

/** What is known without any description. */
export const staticVideo: ReadonlyMap<number, VideoFormat> = new Map([
  [staticJpeg, { ...codecs['JPEG']!, clockRate: 90_000 }],
])
