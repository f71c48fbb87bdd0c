import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { Call } from './call.ts'
import type { Line } from './line.ts'
import type { Side } from './messages.ts'
import { reconnect } from './reconnect.ts'
import { RendezvousLine } from './typed-line.ts'

export interface MeetingOptions {
  call: Call
  clock: Clock
  room: string
  side: Side
  /** To the same rendezvous again. */
  connect(signal: AbortSignal): Promise<Line>
}

/** Keeps a call that both ends have joined by a code at its rendezvous, over as many lines as it takes, until it ends. */
export async function meet(first: RendezvousLine, options: MeetingOptions): Promise<void> {
  const { call, clock, connect } = options
  for (let line: RendezvousLine | undefined = first; line; ) {
    await stay(line, options)
    if (call.over.signal.aborted) return
    line = await reconnect(call, clock, async (signal) => new RendezvousLine(await connect(signal)))
  }
}

/** Resolves when the line is closed, or the call is over. */
async function stay(line: RendezvousLine, { call, room, side }: MeetingOptions): Promise<void> {
  const leave = () => line.leave()
  call.over.signal.addEventListener('abort', leave)
  if (call.over.signal.aborted) leave()
  call.wake = () => {}
  line.say({ type: 'meet', room, side })
  try {
    for (;;) {
      const answer = await line.next()
      if (answer.type === 'text') call.take(answer.text)
      else if (answer.type === 'peer' && answer.there) call.attach(line.line)
      else if (answer.type === 'peer') call.detach()
      else if (answer.type === 'refused' && answer.code === 'code-unknown')
        return call.fail(new Fault('closed', 'The other side has ended the call.'))
      else if (answer.type === 'refused') return line.close()
    }
  } catch {
    // It is tried again, unless the call is over.
  } finally {
    call.over.signal.removeEventListener('abort', leave)
    call.detach()
  }
}
