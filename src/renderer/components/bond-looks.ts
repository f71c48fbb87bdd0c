import type { BondState, LinkState, ReceiverSnapshot } from '../../contract/bond.ts'
import { translated } from '../../language/table.ts'
import type { Look } from './state-badge.tsx'

const good = { colour: 'text-ok', soft: 'bg-ok-soft' } as const
const quiet = { colour: 'text-muted', soft: 'bg-raised' } as const
const off = { colour: 'text-faint', soft: 'bg-raised', shape: 'dash' } as const
const warn = { colour: 'text-warn', soft: 'bg-warn-soft' } as const
const bad = { colour: 'text-error', soft: 'bg-error-soft' } as const

/** How the state of a link is shown: a word, a colour and a shape, each enough alone. */
export const linkLooks: Record<LinkState, Look> = translated(
  {
    live: { ...good, word: 'Live', shape: 'dot', meaning: 'Carries its share.' },
    warming: {
      ...quiet,
      word: 'Warming up',
      shape: 'half',
      meaning: 'Accepted by the receiver, not measured yet; it gets a little.',
    },
    registering: {
      ...quiet,
      word: 'Registering',
      shape: 'ring',
      meaning: 'Not accepted by the receiver yet.',
    },
    degraded: {
      ...warn,
      word: 'Degraded',
      shape: 'triangle',
      meaning: 'Loses packets in bursts, so it carries less.',
    },
    capped: {
      ...warn,
      word: 'Cap reached',
      shape: 'half',
      meaning: 'Its data cap is reached; it is used again with the next day or month.',
    },
    stalled: {
      ...bad,
      word: 'Stalled',
      shape: 'triangle',
      meaning: 'Takes packets that nobody acknowledges. Only probes go by it until one arrives.',
    },
    down: { ...bad, word: 'Down', shape: 'cross', meaning: 'Nothing is heard by it. It is tried again.' },
    absent: {
      ...quiet,
      word: 'Absent',
      shape: 'ring',
      meaning: 'Its interface or address is not there at the moment. It joins when it comes back.',
    },
    off: { ...off, word: 'Off', meaning: 'Priority 0: switched off by hand.' },
  },
  'word',
  'meaning',
)

export const bondLooks: Record<BondState, Look> = translated(
  {
    live: { ...good, word: 'Live', shape: 'dot', meaning: 'The stream flows.' },
    ready: { ...quiet, word: 'Ready', shape: 'ring', meaning: 'Links are up; no stream arrives yet.' },
    starting: { ...quiet, word: 'Starting', shape: 'half', meaning: 'Sockets are being opened.' },
    registering: {
      ...warn,
      word: 'Registering',
      shape: 'half',
      meaning: 'The receiver has not accepted any link yet.',
    },
    degraded: {
      ...warn,
      word: 'Degraded',
      shape: 'triangle',
      meaning: 'The stream flows, and a link is in trouble.',
    },
    down: { ...bad, word: 'Down', shape: 'cross', meaning: 'Every link is lost. All are tried again.' },
    failed: {
      ...bad,
      word: 'Failed',
      shape: 'cross',
      meaning: 'It cannot listen, or its settings cannot work.',
    },
    off: { ...off, word: 'Off', meaning: 'Switched off.' },
  },
  'word',
  'meaning',
)

export const receiverLooks: Record<ReceiverSnapshot['state'], Look> = translated(
  {
    live: { ...good, word: 'Live', shape: 'dot', meaning: 'Streams arrive.' },
    ready: { ...quiet, word: 'Ready', shape: 'ring', meaning: 'Listening; no sender is there.' },
    starting: { ...quiet, word: 'Starting', shape: 'half', meaning: 'The port is being opened.' },
    failed: { ...bad, word: 'Failed', shape: 'cross', meaning: 'It cannot listen.' },
    off: { ...off, word: 'Off', meaning: 'Switched off.' },
  },
  'word',
  'meaning',
)
