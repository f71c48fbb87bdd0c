import type { Endpoint } from '../../contract/rule.ts'
import { type CallPurpose, transferSettingsSchema } from '../../contract/transfer.ts'
import { readCode } from '../../transfer/code/code.ts'
import type { Signalling } from '../../transfer/signalling.ts'
import { Fault, isFaultCode } from '../../wire/fault.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { OpenMulticast } from '../peers/discovery.ts'
import { openMulticast } from '../peers/multicast.ts'
import { version } from '../version.ts'
import { Call } from './call.ts'
import { callSignalling } from './call-signalling.ts'
import { joinCode } from './join-code.ts'
import { openCode, openCodeAt } from './open-code.ts'
import { OwnListener } from './own-listener.ts'
import { PassingPeer } from './passing-peer.ts'
import { wayOnNetwork, wayTo } from './ways.ts'

/** So long is waited for a code to show up on the network. */
const findMs = 8000

/** For programs that have no host: the command line. */
export interface CodeCallOptions {
  /** What the other side is shown. */
  name: string
  purpose?: CallPurpose
  /** Any Hawser that serves as a rendezvous. Without one, this process listens itself and is found on its network. */
  rendezvous?: Endpoint | null | undefined
  /** Where to listen if there is no rendezvous; another port will do if that one is taken. */
  listen?: Endpoint
  /** Something to be told to a person, such as that somebody tried a wrong code (`wrongTries`: for the so-manyth time). */
  event?(event: { level: 'info' | 'warning'; code: string; text: string; wrongTries?: number }): void
  /** Ends it, whatever its state. */
  signal?: AbortSignal
  clock?: Clock
  multicast?: OpenMulticast
}

/** Both ends are there, and know it of each other. */
export interface JoinedCall {
  /** Closes when the call has ended on either side, or nothing was heard of the other one for long. */
  signalling: Signalling
  /** As the other side calls itself. */
  peer: string
}

export interface OpenedCode {
  code: string
  link: string
  /** ms since the Unix epoch */
  until: number
  /** Rejects with `code-refused` after too many wrong tries, `code-unknown` when nobody came in time, or `closed`. */
  joined: Promise<JoinedCall>
}

/**
 * Makes a code and waits for who comes with it; on this network where the rendezvous does not answer. Rejects with
 * `rendezvous-busy`, `call-declined` or `listen-failed`.
 */
export async function openCodeCall(options: CodeCallOptions & { minutes: number }): Promise<OpenedCode> {
  const { name, rendezvous, minutes, event, clock = systemClock, multicast = openMulticast() } = options
  const { listen = transferSettingsSchema.parse({}).listen } = options
  const joined = Promise.withResolvers<JoinedCall>()
  joined.promise.catch(() => {})
  const call = begin('initiator', options, joined)
  try {
    const wrongTry = (text: string, wrongTries: number) =>
      event?.({ level: 'warning', code: 'code-refused', text, wrongTries })
    const common = { call, clock, minutes, name: () => name, wrongTry }
    const openHere = async () => {
      const passing = await PassingPeer.make(name, multicast, clock)
      const own = new OwnListener({ clock, identity: () => passing.keys, changed: () => {} })
      whenOver(call, () => Promise.all([own.close(), passing.close()]))
      await own.set(listen)
      await openCode({ ...common, connect: async () => own.own(), places: own.places })
      passing.announce(own.port, version, readCode(call.view.code).nameplate)
    }
    if (rendezvous)
      await openCodeAt(rendezvous, common, async (reason) => {
        event?.({ level: 'warning', code: 'rendezvous-unreachable', text: reason })
        await openHere()
      })
    else await openHere()
  } catch (error) {
    call.fail(asFault(error))
    throw error
  }
  const { code, link, until } = call.view
  return { code, link, until, joined: joined.promise }
}

/**
 * To whoever shows a code or link (`invalid` if it is none); `at` where it cannot be found otherwise. Rejects with
 * `code-unknown`, `code-refused`, `rendezvous-unreachable` or `rendezvous-busy`.
 */
export async function joinCodeCall(
  options: CodeCallOptions & { code: string; at?: Endpoint | undefined },
): Promise<JoinedCall> {
  const { name, rendezvous, at, clock = systemClock, multicast = openMulticast() } = options
  const code = readCode(options.code)
  const joined = Promise.withResolvers<JoinedCall>()
  joined.promise.catch(() => {})
  const call = begin('responder', options, joined)
  try {
    const passing = at ? undefined : await PassingPeer.make(name, multicast, clock)
    whenOver(call, () => passing?.close())
    const places = at ? [at] : (code.at ?? (rendezvous ? [rendezvous] : []))
    const find = (ms: number, signal: AbortSignal) => passing!.find(code.nameplate, ms, signal)
    const ways = [
      ...(places.length > 0 ? [wayTo(places, clock)] : []),
      ...(passing ? [wayOnNetwork(find, findMs, clock, call.over.signal)] : []),
    ]
    await joinCode({ call, clock, name: () => name, code, ways })
  } catch (error) {
    call.fail(asFault(error))
    throw error
  }
  return joined.promise
}

/** A call of this process, which tells when both are there. */
function begin(
  role: 'initiator' | 'responder',
  { signal, purpose = 'files', clock = systemClock }: CodeCallOptions,
  joined: PromiseWithResolvers<JoinedCall>,
): Call {
  let isTold = false
  const call = new Call({
    clock,
    role,
    by: 'code',
    purpose,
    state: 'waiting',
    changed({ view, isJoined }) {
      if (isTold || !isJoined) return
      isTold = true
      joined.resolve({ signalling: callSignalling(call), peer: view.peer?.name ?? '' })
    },
  })
  void call.ended.then(({ code, text }) => joined.reject(new Fault(asCode(code), text || 'It was ended.')))
  const abort = () => call.hangUp('')
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
  return call
}

function whenOver({ over: { signal } }: Call, then: () => unknown): void {
  if (signal.aborted) then()
  else signal.addEventListener('abort', then)
}

const asFault = (error: unknown) => (error instanceof Fault ? error : new Fault('internal', String(error)))
const asCode = (code: string) => (isFaultCode(code) ? code : 'closed')
