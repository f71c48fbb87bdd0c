import type { CallPurpose } from '../../contract/transfer.ts'
import type { TransferCode } from '../../transfer/code/code.ts'
import { Fault } from '../../wire/fault.ts'
import { type Clock, sleep } from '../clock.ts'
import type { Call } from './call.ts'
import { secretOf } from './code-keys.ts'
import { otherPurpose, type Proven, proveAsJoiner } from './code-proof.ts'
import type { Line } from './line.ts'
import { meet } from './meeting.ts'
import { RendezvousLine, refused } from './typed-line.ts'

/** While somebody else tries, or has just tried, at the same number. */
const busy = { tries: 12, everyMs: 1000 }
/** For all that is said until both know that the other knows the code. */
const tryingMs = 15_000

/** Where somebody may wait with the code. */
export type Way = (signal: AbortSignal) => Promise<Line>

export interface JoinCodeOptions {
  /** Not joined yet. */
  call: Call
  clock: Clock
  name(): string
  code: TransferCode
  /** In the order in which they are tried; the next one if nobody waits there with that number. */
  ways: readonly Way[]
}

/**
 * To whoever waits with a code. Resolves when both ends are there. Throws `code-refused` for a code that is wrong,
 * `code-purpose` for one that is for something else, `code-unknown`, `rendezvous-unreachable`, `rendezvous-busy`, or the reason of the call's signal.
 */
export async function joinCode({ call, clock, name, code, ways }: JoinCodeOptions): Promise<void> {
  const { purpose } = call.view
  if (code.purpose && code.purpose !== purpose) throw otherPurpose(code.purpose)
  const { signal } = call.over
  const secret = secretOf(code)
  secret.catch(() => {})
  let fault: Fault | undefined
  for (const way of ways) {
    signal.throwIfAborted()
    try {
      const { line, proven } = await tryPatiently(way, code, { secret, name: name(), purpose }, clock, signal)
      const { keys, peer } = proven
      call.join({ ...keys, peer: { id: '', name: peer } })
      meet(line, { call, clock, connect: way, room: keys.room, side: 'joiner' }).catch((error: unknown) =>
        call.fail(error instanceof Fault ? error : new Fault('internal', String(error))),
      )
      return
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Fault)) throw error
      const isElsewhere = ['code-unknown', 'rendezvous-unreachable', 'call-declined'].includes(error.code)
      if (!isElsewhere) throw error
      // That nobody waits says more than that somebody does not answer.
      if (fault === undefined || error.code === 'code-unknown') fault = error
    }
  }
  throw fault ?? refused('code-unknown')
}

interface Joining {
  secret: Promise<Buffer>
  name: string
  purpose: CallPurpose
}

async function tryPatiently(way: Way, code: TransferCode, own: Joining, clock: Clock, signal: AbortSignal) {
  for (let left = busy.tries; ; left--)
    try {
      return await tryOnce(way, code, own, clock, signal)
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'rendezvous-busy' || left === 0) throw error
      await sleep(clock, busy.everyMs, signal)
      signal.throwIfAborted()
    }
}

async function tryOnce(
  way: Way,
  { nameplate }: TransferCode,
  { secret, name, purpose }: Joining,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ line: RendezvousLine; proven: Proven }> {
  const line = new RendezvousLine(await way(signal))
  const close = () => line.close()
  signal.addEventListener('abort', close)
  const late = clock.after(tryingMs, close)
  try {
    signal.throwIfAborted()
    line.say({ type: 'claim', nameplate })
    const answer = await line.next()
    if (answer.type === 'refused') throw refused(answer.code)
    if (answer.type !== 'claimed')
      throw new Fault('transfer-protocol', 'The rendezvous answers something else.')
    const channel = { send: (text: string) => line.say({ type: 'text', text }), next: () => nextText(line) }
    return { line, proven: await proveAsJoiner(channel, { secret: await secret, name, purpose }) }
  } catch (error) {
    line.close()
    if (error instanceof Fault && error.code !== 'closed') throw error
    throw new Fault('rendezvous-busy', 'The other side is busy, or has gone. Try again.')
  } finally {
    signal.removeEventListener('abort', close)
    late()
  }
}

async function nextText(line: RendezvousLine): Promise<string> {
  for (;;) {
    const answer = await line.next()
    if (answer.type === 'text') return answer.text
    if (answer.type === 'refused') throw refused(answer.code)
  }
}
