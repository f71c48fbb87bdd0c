/** What two hosts say about one tube: signals of the engines, that it is made anew, or that it is over. */
export type TalkText =
  /** How often the tube has been made anew at that end; a text of an earlier making is past. Without a signal: it has been. */
  | { kind: 'signal'; making: number; signal: string }
  /** Somebody there has closed it: it is not to be made again. */
  | { kind: 'close' }

const laterMaking = /^@(\d{1,6}) /
const close = '@close'

/** Signals of the first making go as they are, so that whoever knows nothing of others understands them. */
export function writeTalkText(text: TalkText): string {
  if (text.kind === 'close') return close
  const { making, signal } = text
  return making === 0 ? signal : `@${making} ${signal}`
}

export function readTalkText(text: string): TalkText {
  if (text === close) return { kind: 'close' }
  const prefix = laterMaking.exec(text)
  return prefix === null
    ? { kind: 'signal', making: 0, signal: text }
    : { kind: 'signal', making: Number(prefix[1]), signal: text.slice(prefix[0].length) }
}
