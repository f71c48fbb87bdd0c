import type { Link } from './frames.ts'

/** In the environment of a process that runs an engine: how often native code has ended it, of late. */
export const nativeEndsVariable = 'HAWSER_NATIVE_ENDS'

/** In the environment of a process whose channel to the one that has started it is no channel of Node's: its descriptor. */
export const channelVariable = 'HAWSER_CHANNEL'

/** One end of the channel between two processes, whoever has made it: Node's `fork`, or a utility process of Electron. */
export interface ProcessEnd {
  /** Throws when the message holds something that cannot be carried; does nothing when the other process is gone. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** The other process is gone, or cannot be reached any more. */
  onGone(listener: () => void): void
}

/** Beside frames the answering end tells of its defects. */
type ProcessMessage = { frame: unknown } | { defect: string }

/** A link to another process. */
export const processLink = (end: ProcessEnd): Link => ({
  send: (frame) => end.post({ frame } satisfies ProcessMessage),
  receive(frame, closed) {
    end.onMessage((message) => {
      if (isRecord(message) && 'frame' in message) frame(message['frame'])
    })
    end.onGone(closed)
  },
})

/** Tells the process that has started this one of a defect. */
export const tellDefect = (end: ProcessEnd, text: string): void =>
  end.post({ defect: text } satisfies ProcessMessage)

/** Hears of the defects that the other process tells of. */
export function hearDefects(end: ProcessEnd, heard: (text: string) => void): void {
  end.onMessage((message) => {
    if (isRecord(message) && 'defect' in message) heard(String(message['defect']))
  })
}

const isRecord = (message: unknown): message is Record<string, unknown> =>
  typeof message === 'object' && message !== null
