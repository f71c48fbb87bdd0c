import type { FolderState } from '../../contract/sync.ts'
import { translated } from '../../language/table.ts'
import type { FolderView, PeerState, PeerView } from '../state/folder-view.ts'
import type { Look } from './state-badge.tsx'

const good = { colour: 'text-ok', soft: 'bg-ok-soft' } as const
const busy = { colour: 'text-accent', soft: 'bg-accent-soft' } as const
const quiet = { colour: 'text-muted', soft: 'bg-raised' } as const
const warn = { colour: 'text-warn', soft: 'bg-warn-soft' } as const
const bad = { colour: 'text-error', soft: 'bg-error-soft' } as const

/** How the state of a folder is shown: a word, a colour and a shape, each enough alone. */
export const folderLooks: Record<FolderState, Look> = translated(
  {
    idle: { ...good, word: 'Equal', shape: 'dot', meaning: 'Everything that the others have is here.' },
    syncing: { ...busy, word: 'Syncing', shape: 'half', meaning: 'Something arrives, or is being removed.' },
    scanning: {
      ...quiet,
      word: 'Scanning',
      shape: 'ring',
      meaning: 'The folder is being read, to find what changed.',
    },
    waiting: {
      ...warn,
      word: 'Waiting',
      shape: 'triangle',
      meaning:
        'Something is missing that no connected device has. It comes once one of those that have it is back.',
    },
    missing: {
      ...bad,
      word: 'Missing',
      shape: 'cross',
      meaning:
        'The folder is not there, or another disk is mounted in its place. Nothing is done, and nothing counts as deleted.',
    },
    failed: {
      ...bad,
      word: 'Failed',
      shape: 'cross',
      meaning: 'It cannot go on, because a disk is full or cannot be written, for example.',
    },
    paused: {
      ...quiet,
      word: 'Paused',
      shape: 'dash',
      meaning: 'By hand, until it is resumed. Nothing is read, sent or taken.',
    },
    off: { ...quiet, colour: 'text-faint', word: 'Off', shape: 'dash', meaning: 'Switched off.' },
  },
  'word',
  'meaning',
)

export const peerLooks: Record<PeerState, Look> = translated(
  {
    connected: { ...good, word: 'Connected', shape: 'dot', meaning: 'Both sides talk to each other.' },
    connecting: { ...quiet, word: 'Connecting', shape: 'half', meaning: 'It is being asked.' },
    offline: {
      ...quiet,
      word: 'Offline',
      shape: 'ring',
      meaning: 'Not found on the network, and none of its addresses answers.',
    },
    retrying: {
      ...warn,
      word: 'Retrying',
      shape: 'triangle',
      meaning: 'Connecting failed several times, so it is left alone until the time shown.',
    },
    probing: {
      ...warn,
      word: 'Probing',
      shape: 'half',
      meaning: 'After a pause, one attempt tells whether it is back.',
    },
    refused: {
      ...bad,
      word: 'Refused',
      shape: 'cross',
      meaning: 'The device does not know this one any more, or proved to be another. Pair again.',
    },
  },
  'word',
  'meaning',
)

const unknown: Look = translated(
  { ...quiet, word: 'Not known', shape: 'ring', meaning: 'The sync engine is away.' },
  'word',
  'meaning',
)

export const folderLook = (enabled: boolean, view: Pick<FolderView, 'state'> | undefined): Look =>
  enabled ? (view ? folderLooks[view.state] : unknown) : folderLooks.off
export const peerLook = (view: Pick<PeerView, 'state'> | undefined): Look =>
  view ? peerLooks[view.state] : unknown
