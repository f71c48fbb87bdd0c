import type { Endpoint } from '../contract/rule.ts'
import type { CallPurpose } from '../contract/transfer.ts'
import {
  type CodeCallOptions,
  type JoinedCall,
  joinCodeCall,
  type OpenedCode,
  openCodeCall,
} from '../host/rendezvous/code-signalling.ts'
import type { SessionEvent } from '../transfer/session/options.ts'

/** Where and how two people meet by a code. */
export interface MeetingOptions {
  /** That the other side shows; without, one is shown here. */
  code?: string | undefined
  /** Where that code is waited with. */
  at?: Endpoint | undefined
  /** Without a rendezvous. */
  listen?: Endpoint | undefined
  minutes: number
  /** Both ends must mean the same. */
  purpose?: CallPurpose
}

/** Whoever meets. */
export interface MeetingSelf {
  /** A rendezvous of the settings, or of the command line. */
  settings: { rendezvous: Endpoint | null }
  /** For people to read. */
  name: string
  teller: {
    code(opened: OpenedCode): void
    wrongCode(tried: { text: string; wrongTries: number }): void
    event(event: SessionEvent): void
  }
}

/** Both ways to meet somebody by a code. Resolves when both ends are there. */
export const meetBy =
  (
    { settings, name, teller }: MeetingSelf,
    { code, at, listen, minutes, purpose = 'files' }: MeetingOptions,
  ) =>
  async (signal: AbortSignal): Promise<JoinedCall> => {
    const options: CodeCallOptions = {
      name,
      purpose,
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
