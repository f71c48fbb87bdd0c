import type { WriteStream } from 'node:tty'

export interface ProgressLine {
  /** In place of what was shown before. */
  show(text: string): void
  clear(): void
}

/** The last line of a terminal, for what goes on at the moment; none where the stream is no terminal. */
export function progressLine(
  stream: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>,
): ProgressLine | undefined {
  if (!stream.isTTY) return undefined
  const clear = '\r\x1b[K'
  let shown = ''
  return {
    show(text) {
      // A line that wraps could not be taken back.
      const line = text.slice(0, Math.max(0, (stream.columns || 80) - 1))
      if (line !== shown) stream.write(clear + line)
      shown = line
    },
    clear() {
      if (shown !== '') stream.write(clear)
      shown = ''
    },
  }
}
