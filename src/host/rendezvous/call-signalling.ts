import type { Signalling } from '../../transfer/signalling.ts'
import type { Call } from './call.ts'

/** A joined call as a session wants it, within this process. */
export function callSignalling(call: Call): Signalling {
  const { role, secret } = call.view
  let onMessage: ((text: string) => void) | undefined
  let reading: Promise<void> | undefined
  const read = async () => {
    for await (const { text } of call.read(new AbortController().signal)) onMessage?.(text)
  }
  return {
    role,
    secret: new Uint8Array(Buffer.from(secret, 'base64')),
    send(text) {
      // Nothing is said where nobody listens any more.
      if (!call.isOver) call.say(text)
    },
    get onMessage() {
      return onMessage ?? (() => {})
    },
    set onMessage(listener) {
      const isFirst = onMessage === undefined
      onMessage = listener
      if (isFirst) reading = read()
    },
    // The last words may have come together with the end: they are heard first.
    closed: call.ended.then(async (end) => {
      await reading
      return end
    }),
    close: (reason = '') => call.hangUp(reason),
  }
}
