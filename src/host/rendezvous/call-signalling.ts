import type { Signalling } from '../../transfer/signalling.ts'
import type { Call } from './call.ts'

/** A joined call as a session wants it, within this process. */
export function callSignalling(call: Call): Signalling {
  const { role, secret } = call.view
  let onMessage: ((text: string) => void) | undefined
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
      if (isFirst) void read()
    },
    closed: call.ended,
    close: (reason = '') => call.hangUp(reason),
  }
}
