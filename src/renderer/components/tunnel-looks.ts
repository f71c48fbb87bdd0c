import {
  CornerDownLeft,
  CornerDownRight,
  type LucideIcon,
  MonitorPlay,
  RadioReceiver,
  Waypoints,
} from 'lucide-react'
import type { TubeState, TunnelConnection, WayKind, WayStatus } from '../../contract/tunnel.ts'
import { translated } from '../../language/table.ts'
import { hasFailed, type TubeView, type WayView } from '../state/tunnel-view.ts'
import type { Look } from './state-badge.tsx'

const good = { colour: 'text-ok', soft: 'bg-ok-soft' } as const
const busy = { colour: 'text-accent', soft: 'bg-accent-soft' } as const
const quiet = { colour: 'text-muted', soft: 'bg-raised' } as const
const faint = { colour: 'text-faint', soft: 'bg-raised' } as const
const warn = { colour: 'text-warn', soft: 'bg-warn-soft' } as const
const bad = { colour: 'text-error', soft: 'bg-error-soft' } as const

/** How the state of a tube is shown: a word, a colour and a shape, each enough alone. */
export const tubeLooks: Record<TubeState, Look> = translated(
  {
    calling: {
      ...busy,
      word: 'Calling',
      shape: 'ring',
      meaning: 'The other side is called, or waited for with a code.',
    },
    connecting: {
      ...busy,
      word: 'Connecting',
      shape: 'half',
      meaning: 'A path between the two machines is looked for.',
    },
    open: { ...good, word: 'Open', shape: 'dot', meaning: 'Ways lead through it.' },
    lost: {
      ...warn,
      word: 'Path lost',
      shape: 'triangle',
      meaning: 'The path is gone and a new one is looked for. Connections wait meanwhile, and lose nothing.',
    },
    waiting: {
      ...warn,
      word: 'Waiting',
      shape: 'triangle',
      meaning: 'It failed, and is tried again at the time shown.',
    },
    ended: {
      ...faint,
      word: 'Closed',
      shape: 'dash',
      meaning: 'Closed by intent, on this side or the other.',
    },
  },
  'word',
  'meaning',
)
const failedTube: Look = translated(
  {
    ...bad,
    word: 'Failed',
    shape: 'cross',
    meaning: 'It ended because of a fault, and is not tried again by itself.',
  },
  'word',
  'meaning',
)
/** There are ways, and no tube for them. */
export const noTube: Look = translated(
  {
    ...faint,
    word: 'Not connected',
    shape: 'dash',
    meaning: 'There is no tube at the moment.',
  },
  'word',
  'meaning',
)

const unknown: Look = translated(
  { ...quiet, word: 'Not known', shape: 'ring', meaning: 'The tunnel engine is away.' },
  'word',
  'meaning',
)
/** `away`: so is the engine, so that nobody knows of tubes. */
export const tubeLook = (view: Pick<TubeView, 'state' | 'faultCode'> | undefined, away = false): Look => {
  if (view === undefined) return away ? unknown : noTube
  return hasFailed(view) ? failedTube : tubeLooks[view.state]
}

export const wayLooks: Record<WayStatus['state'], Look> = translated(
  {
    listening: { ...good, word: 'Listening', shape: 'dot', meaning: 'Programs can connect to it.' },
    starting: { ...quiet, word: 'Starting', shape: 'half', meaning: 'The port is being opened.' },
    waiting: { ...quiet, word: 'Waiting', shape: 'ring', meaning: 'For the tube.' },
    failed: {
      ...bad,
      word: 'Failed',
      shape: 'cross',
      meaning: 'It cannot listen, or the far end does not allow it.',
    },
    off: { ...faint, word: 'Off', shape: 'dash', meaning: 'Switched off.' },
  },
  'word',
  'meaning',
)
export const wayLook = (enabled: boolean, view: Pick<WayView, 'state'> | undefined): Look =>
  enabled ? (view ? wayLooks[view.state] : unknown) : wayLooks.off

type Kind = TunnelConnection['kind']
/** What sort of way it is. `verb`: as a person would ask for it. */
export const kindLooks: Record<Kind, { word: string; icon: LucideIcon; meaning: string }> = translated(
  {
    forward: { word: 'Forward', icon: CornerDownRight, meaning: 'Listens here, connects over there.' },
    reverse: { word: 'Reverse', icon: CornerDownLeft, meaning: 'Listens over there, connects here.' },
    socks: {
      word: 'SOCKS5',
      icon: Waypoints,
      meaning: 'A proxy here; the far end connects to whatever is asked for and allowed.',
    },
    guacd: { word: 'guacd', icon: MonitorPlay, meaning: 'A Guacamole session of a guacd at the far end.' },
    udp: { word: 'UDP', icon: RadioReceiver, meaning: 'Datagrams of a SOCKS5 client.' },
  },
  'word',
  'meaning',
)
export const kindWord = (kind: WayKind): string => kindLooks[kind].word

export const connectionLooks: Record<TunnelConnection['state'], Look> = translated(
  {
    opening: { ...quiet, word: 'Opening', shape: 'ring', meaning: 'The far end is connecting.' },
    open: { ...good, word: 'Open', shape: 'dot', meaning: 'Bytes go both ways.' },
    'half-closed': {
      ...quiet,
      word: 'Half closed',
      shape: 'half',
      meaning: 'One side has sent all that it had.',
    },
    stalled: {
      ...warn,
      word: 'Stalled',
      shape: 'triangle',
      meaning: 'Nobody reads it at the other end. Only this connection waits.',
    },
    closing: { ...faint, word: 'Closing', shape: 'dash', meaning: 'What is left is being delivered.' },
  },
  'word',
  'meaning',
)
