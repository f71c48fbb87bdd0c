import { EventEmitter, once } from 'node:events'
import type { TransferSettings } from '../contract/transfer.ts'
import { systemClock } from '../host/clock.ts'
import type { JoinedCall } from '../host/rendezvous/code-signalling.ts'
import { nativeHasher } from '../host/transfers/hasher.ts'
import { openRtcStack, type StackWish } from '../rtc/index.ts'
import { nodeCipher } from '../rtc/node-cipher.ts'
import { processorUse } from '../rtc/processor-use.ts'
import type { SessionOptions } from '../transfer/session/options.ts'
import { TransferSession } from '../transfer/session/session.ts'
import type { SessionSnapshot } from '../transfer/snapshot.ts'
import { Fault } from '../wire/fault.ts'
import type { TransferTeller } from './transfer-teller.ts'

/** What every command has that joins a session. */
export interface TransferRun {
  /** As in the settings, with what the command line says otherwise. */
  settings: TransferSettings
  /** Which WebRTC stack; the fastest one without. */
  stack: StackWish['prefer']
  /** This side's, for people to read. */
  name: string
  teller: TransferTeller
  intervalMs: number
  stop: AbortSignal
  /** By a code, whoever shows it: resolves when both ends are there. */
  meet(stop: AbortSignal): Promise<JoinedCall>
}

/** What happens in a session that this side did not ask for. */
export type SessionHandlers = Pick<SessionOptions, 'offered' | 'text'>

/** Asked after each change, until it returns true. Throws the fault that ends the command. */
export type IsComplete = (snapshot: SessionSnapshot) => boolean

/** Only differences count, and the wall clock may be set meanwhile. */
const clock = { now: () => performance.now(), after: systemClock.after }

/**
 * Meets the other side and talks with it until `isComplete`, which is asked after each change and each `wake`. Throws the fault that the command ends of; whatever was received in
 * part is kept then, and goes on when the command is given again.
 */
export async function runSession(
  run: TransferRun,
  handlers: SessionHandlers,
  begin: (session: TransferSession, wake: () => void) => void,
  isComplete: IsComplete,
): Promise<void> {
  const { teller, settings, stop } = run
  const wish: StackWish = { relayOnly: settings.relayOnly, ...(run.stack ? { prefer: run.stack } : {}) }
  const { stack, why } = await openRtcStack(wish)
  const changes = new EventEmitter()
  let session: TransferSession | undefined
  try {
    const { signalling } = await run.meet(stop)
    session = new TransferSession({
      ...handlers,
      stack,
      signalling,
      hasher: nativeHasher,
      clock,
      random: Math.random,
      now: Date.now,
      name: run.name,
      iceServers: settings.iceServers.map(({ url, username, credential }) => ({
        url,
        ...(username ? { username } : {}),
        ...(credential ? { credential } : {}),
      })),
      relayOnly: settings.relayOnly,
      seal: settings.seal,
      cipher: nodeCipher,
      processorUse: processorUse(),
      gentle: settings.gentle,
      maxLanes: settings.maxLanes,
      mode: settings.mode,
      changed: () => changes.emit('changed'),
      event: (event) => teller.event(event),
    })
    const { peer, words } = await orStopped(session.opened, stop)
    teller.connected({ peer, words, stack: stack.name, why, sealed: session.snapshot().sealed })
    begin(session, () => changes.emit('changed'))
    await follow(session, run, changes, isComplete)
  } catch (error) {
    if (stop.aborted) throw stopped()
    throw error
  } finally {
    await session?.close()
    await stack.close()
  }
}

/** Tells how it goes until all is done, or it is clear that it will not be. */
async function follow(
  session: TransferSession,
  { teller, intervalMs, stop }: TransferRun,
  changes: EventEmitter,
  isComplete: IsComplete,
): Promise<void> {
  const over = new AbortController()
  void session.ended.then(() => over.abort())
  const until = AbortSignal.any([over.signal, stop])
  const told = setInterval(() => teller.progress(session.snapshot()), intervalMs)
  try {
    for (;;) {
      const changed = once(changes, 'changed', { signal: until }).catch(() => {})
      if (isComplete(session.snapshot())) break
      stop.throwIfAborted()
      if (over.signal.aborted) {
        const { code, text } = await session.ended
        throw new Fault(code, code === 'closed' ? 'The other side ended before everything was there.' : text)
      }
      await changed
    }
  } finally {
    clearInterval(told)
  }
}

async function orStopped<T>(promise: Promise<T>, stop: AbortSignal): Promise<T> {
  const { promise: stopping, reject } = Promise.withResolvers<never>()
  const listener = () => reject(stopped())
  stop.addEventListener('abort', listener)
  try {
    stop.throwIfAborted()
    return await Promise.race([promise, stopping])
  } finally {
    stop.removeEventListener('abort', listener)
  }
}

const stopped = () =>
  new Fault(
    'transfer-cancelled',
    'Stopped before everything was there. What has come is kept: begin again with a new code, and it goes on from there.',
  )
