import type { EngineEvent } from '../contract/events.ts'
import type { Tube, TunnelRequest, TunnelSnapshot, WayStatus } from '../contract/tunnel.ts'
import type { OpenedCode } from '../host/rendezvous/code-signalling.ts'
import type { SessionEvent } from '../transfer/session/options.ts'
import type { Fault } from '../wire/fault.ts'
import { codeText } from './code-text.ts'
import type { CodeTube, CodeTubeEnd } from './code-tube.ts'
import { clockTime, eventLine } from './engine-run.ts'
import { count, rateText } from './forward-report.ts'
import { Teller, type TellerOptions } from './teller.ts'
import { commandOf } from './tunnel-input.ts'
import { type AllowDraft, routeText, type WayDraft } from './tunnel-options.ts'

/** Says how a tunnel goes: in words, or as JSON for programs. */
export class TunnelTeller extends Teller {
  readonly #enter: string

  /** `enter`: what the other side does with a code that is shown here. */
  constructor(options: TellerOptions, enter: string) {
    super(options)
    this.#enter = enter
  }

  code(opened: OpenedCode): void {
    const { code, link, until } = opened
    this.tell({ event: 'code', code, link, until }, () => codeText(opened, this.#enter, this.options.qr))
  }

  event({ level, code, text }: SessionEvent): void {
    // A fault that ends the command is told of at its end.
    if (level === 'error') return
    this.tell({ event: code || 'notice', at: Date.now(), level, text }, () =>
      level === 'info' ? text : `${level}: ${text}`,
    )
  }

  connected(tube: Tube): void {
    const { id: tubeId, peerName: peer, words, proven, stack, lanes, path, pair } = tube
    this.tell({ event: 'connected', tubeId, peer, words, proven, stack, lanes, path, pair }, () =>
      [
        `Connected with ${peer || 'the other side'}${pathWords[path] === '' ? '' : `, ${pathWords[path]}`}.`,
        `The other screen shows the same words if nobody stands between: ${words}`,
      ].join(' '),
    )
  }

  listening({ kind = 'forward', name, target = null }: WayDraft, { id: wayId, listening }: WayStatus): void {
    this.tell({ event: 'listening', wayId, kind, name, listen: listening, target }, () =>
      wayText(kind, listening, target),
    )
  }

  notListening({ kind, name }: WayDraft, { id: wayId, faultCode: code, problem: text }: WayStatus): void {
    this.tell(
      { event: 'way-failed', at: Date.now(), level: 'warning', wayId, kind, name, code, text },
      () => `warning: ${name}: ${text}`,
    )
  }

  denied({ what, target, times, peerName: peer }: TunnelRequest): void {
    this.tell({ event: 'denied', at: Date.now(), level: 'warning', what, target, times, peer }, () =>
      [
        `${clockTime(Date.now())} warning: ${peer || 'The other side'} would like to ${verbs[what]} ${target},`,
        `which is not allowed. To allow it, type: ${commandOf({ what, target })}`,
      ].join(' '),
    )
  }

  allowed({ what, target }: AllowDraft): void {
    this.tell({ event: 'allowed', what, target }, () => `The other side may ${verbs[what]} ${target} now.`)
  }

  misunderstood({ code, message }: Fault): void {
    this.tell({ event: 'misunderstood', code, message }, () => message)
  }

  ended({ id: tubeId, peer }: CodeTube, { code, text }: CodeTubeEnd): void {
    this.tell(
      { event: 'ended', tubeId, peer, code, text },
      () => `The tunnel with ${peer || 'the other side'} has ended.${text === '' ? '' : ` ${text}`}`,
    )
  }

  engineEvent(event: EngineEvent): void {
    this.line(eventLine(event, this.options.json))
  }

  stopped(): void {
    this.tell({ event: 'stopped' }, () => 'Stopped.')
  }

  progress(snapshot: TunnelSnapshot): void {
    this.tellProgress(snapshot, () => {
      const shown = snapshot.tubes.filter(({ state }) => state !== 'ended')
      if (shown.length === 0) return undefined
      const names = shown.length > 1
      return shown.map((tube) => (names ? `${tube.peerName}: ${tubeText(tube)}` : tubeText(tube))).join('; ')
    })
  }
}

const verbs = { connect: 'reach', listen: 'listen at' } as const

/** How packets go, for people. */
export const pathWords: Readonly<Record<Tube['path'], string>> = {
  unknown: '',
  host: 'directly',
  reflexive: 'through routers',
  relay: 'through a relay',
}

const stateWords: Partial<Record<Tube['state'], string>> = {
  calling: 'waiting for the other side',
  connecting: 'looking for a path',
  lost: 'the path is gone; a new one is looked for',
  waiting: 'tries again soon',
}

/** Such as `open, directly, 12 ms, 3.2 Mbit/s in, 0.1 Mbit/s out, 2 connections`. */
export function tubeText(tube: Tube): string {
  const { state, path, rttMs, rateIn, rateOut, connections } = tube
  const said = stateWords[state]
  if (said !== undefined) return said
  return [
    state,
    ...(pathWords[path] === '' ? [] : [pathWords[path]]),
    ...(rttMs >= 0 ? [`${Math.round(rttMs)} ms`] : []),
    `${rateText(rateIn)} in`,
    `${rateText(rateOut)} out`,
    count(connections, 'connection'),
  ].join(', ')
}

function wayText(kind: WayDraft['kind'], listening: string, target: WayDraft['target']): string {
  const route = routeText(listening, target ?? null)
  if (kind === 'socks') return `A SOCKS5 server listens on ${route}.`
  if (kind === 'reverse') return `The other side listens: ${route} from here.`
  return `Listening: ${route} over there.`
}
