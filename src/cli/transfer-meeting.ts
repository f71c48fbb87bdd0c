import type { Endpoint } from '../contract/rule.ts'
import { type CodeCallOptions, joinCodeCall, openCodeCall } from '../host/rendezvous/code-signalling.ts'
import type { TransferRun } from './transfer-session.ts'

export interface MeetingOptions {
  /** That the other side shows; without, one is shown here. */
  code?: string | undefined
  /** Where that code is waited with. */
  at?: Endpoint | undefined
  /** Without a rendezvous. */
  listen?: Endpoint | undefined
  minutes: number
}

/** Both ways to meet somebody by a code. */
export const meetBy =
  (
    { settings, name, teller }: Omit<TransferRun, 'meet'>,
    { code, at, listen, minutes }: MeetingOptions,
  ): TransferRun['meet'] =>
  async (signal) => {
    const options: CodeCallOptions = {
      name,
      rendezvous: settings.rendezvous ?? undefined,
      ...(listen && { listen }),
      event: ({ level, text, wrongTries }) =>
        wrongTries === undefined
          ? teller.event({ level, code: '', text })
          : teller.wrongCode({ text, wrongTries }),
      signal,
    }
    if (code !== undefined) return joinCodeCall({ ...options, code, at })
    const opened = await openCodeCall({ ...options, minutes })
    teller.code(opened)
    return opened.joined
  }
