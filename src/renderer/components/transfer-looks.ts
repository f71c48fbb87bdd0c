import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import type { PathKind } from '../../transfer/channel.ts'
import type { Bottleneck, TransferState } from '../../transfer/snapshot.ts'
import type { SessionState, SessionView, TransferView } from '../state/transfer-view.ts'
import type { Look } from './state-badge.tsx'

const good = { colour: 'text-ok', soft: 'bg-ok-soft' } as const
const busy = { colour: 'text-accent', soft: 'bg-accent-soft' } as const
const quiet = { colour: 'text-muted', soft: 'bg-raised' } as const
const warn = { colour: 'text-warn', soft: 'bg-warn-soft' } as const
const bad = { colour: 'text-error', soft: 'bg-error-soft' } as const

/** How the state of a session is shown: a word, a colour and a shape, each enough alone. */
export const sessionLooks: Record<SessionState, Look> = translated(
  {
    preparing: { ...quiet, word: 'Preparing', shape: 'half', meaning: 'A code or an offer is being made.' },
    waiting: { ...quiet, word: 'Waiting', shape: 'ring', meaning: 'Nobody has come yet.' },
    ringing: { ...busy, word: 'Calling', shape: 'half', meaning: 'The other device is being called.' },
    connecting: {
      ...busy,
      word: 'Connecting',
      shape: 'half',
      meaning: 'A way to the other side is looked for.',
    },
    proving: {
      ...busy,
      word: 'Checking',
      shape: 'half',
      meaning: 'Both sides agree on keys and prove who they are.',
    },
    open: { ...good, word: 'Connected', shape: 'dot', meaning: 'Both sides can send.' },
    lost: {
      ...warn,
      word: 'Reconnecting',
      shape: 'triangle',
      meaning: 'The connection is gone and is being made anew. Nothing that has arrived is sent again.',
    },
    ended: { ...quiet, colour: 'text-faint', word: 'Ended', shape: 'dash', meaning: 'Over.' },
  },
  'word',
  'meaning',
)
const failedSession: Look = translated(
  {
    ...bad,
    word: 'Failed',
    shape: 'cross',
    meaning: 'It ended because of a fault.',
  },
  'word',
  'meaning',
)

export const sessionLook = ({ state, faultCode }: Pick<SessionView, 'state' | 'faultCode'>): Look =>
  state === 'ended' && faultCode !== '' ? failedSession : sessionLooks[state]

/** How the state of a transfer is shown. */
export const transferLooks: Record<TransferState, Look> = translated(
  {
    offered: { ...quiet, word: 'Offered', shape: 'ring', meaning: 'The other side has not accepted yet.' },
    asking: { ...busy, word: 'Asks', shape: 'ring', meaning: 'It waits for your answer.' },
    waiting: { ...quiet, word: 'Waiting', shape: 'ring', meaning: 'Others come first.' },
    moving: { ...busy, word: 'Moving', shape: 'half', meaning: 'It is on its way.' },
    paused: {
      ...quiet,
      word: 'Paused',
      shape: 'dash',
      meaning: 'By hand, here or there, until it is resumed.',
    },
    lost: {
      ...warn,
      word: 'Interrupted',
      shape: 'triangle',
      meaning: 'The connection is gone. It goes on where it stopped once it is back.',
    },
    done: {
      ...good,
      word: 'Done',
      shape: 'dot',
      meaning: 'Every file has arrived and is proven to be equal.',
    },
    declined: { ...warn, word: 'Declined', shape: 'dash', meaning: 'The files were not wanted.' },
    cancelled: { ...quiet, word: 'Cancelled', shape: 'dash', meaning: 'One side has ended it.' },
    failed: { ...bad, word: 'Failed', shape: 'cross', meaning: 'It cannot go on.' },
  },
  'word',
  'meaning',
)
export const transferLook = ({ state, direction }: Pick<TransferView, 'state' | 'direction'>): Look =>
  state === 'moving'
    ? { ...transferLooks.moving, word: direction === 'sending' ? t('Sending') : t('Receiving') }
    : transferLooks[state]

export const pathWords: Record<PathKind, { word: string; meaning: string }> = translated(
  {
    unknown: { word: 'Path not known', meaning: 'The way that packets take has not been told yet.' },
    host: { word: 'Direct', meaning: 'Straight from machine to machine, within one network.' },
    reflexive: {
      word: 'Through routers',
      meaning: 'Straight to the other side, through routers that translate addresses.',
    },
    relay: {
      word: 'Relayed',
      meaning:
        'Through a TURN server, because no straight way was found or none is wanted. It sees only sealed bytes.',
    },
  },
  'word',
  'meaning',
)

/** `token`: of the colour in charts. */
export const bottleneckLooks: Record<Bottleneck, { word: string; token: string; meaning: string }> =
  translated(
    {
      none: { word: 'Free', token: 'ok', meaning: 'Nothing holds it up, or nothing is to be sent.' },
      'network-bandwidth': {
        word: 'Bandwidth',
        token: 'series-down',
        meaning: 'The path carries no more: lanes wait for packets to arrive.',
      },
      'network-latency': {
        word: 'Latency',
        token: 'series-up',
        meaning: 'The path is long or loses packets: lanes wait for acknowledgements.',
      },
      backpressure: {
        word: "Receiver's disk",
        token: 'series-process',
        meaning: 'The receiver cannot write as fast as the network brings it.',
      },
      cpu: { word: 'CPU', token: 'error', meaning: 'Sealing, hashing or reading takes all of the time.' },
      memory: { word: 'Memory', token: 'warn', meaning: 'As much is on its way as may be held in memory.' },
    },
    'word',
    'meaning',
  )
