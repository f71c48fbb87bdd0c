import { bondStates, linkStates } from '../../../contract/bond.ts'
import { ruleStates } from '../../../contract/forward.ts'
import { folderStates, peerStates } from '../../../contract/sync.ts'
import { bondLooks, linkLooks } from '../../components/bond-looks.ts'
import { ShortcutList } from '../../components/shortcut-sheet.tsx'
import { stateLooks } from '../../components/state-badge.tsx'
import { folderLooks, peerLooks } from '../../components/sync-looks.ts'
import { words } from '../../words.ts'
import { bondingTopics } from './bonding.tsx'
import { diagnoseTopics } from './diagnose.tsx'
import { Meanings, States, type Topic } from './meanings.tsx'
import { syncTopics } from './sync.tsx'
import { transferTopics } from './transfer.tsx'
import { Troubleshooting } from './troubleshooting.tsx'
import { tunnelTopics } from './tunnel.tsx'

const glossary: readonly [string, string][] = [
  ['Late', words.late],
  ['Very late', words.veryLate],
  ['Missing', words.missing],
  ['Dropped', words.dropped],
  ['Stall', words.stall],
  ['Late on arrival', words.ingress],
  ['Delay to viewer', words.egress],
  ['Buffered', words.buffered],
  ['Behind', words.behind],
  ['Holding', words.holding],
  ['Keyframe interval', words.keyframe],
]

/** All that the help says, in the order of its page. */
export const topics: readonly Topic[] = [
  {
    id: 'rules',
    title: 'Rules',
    body: (
      <>
        <p>
          A rule listens on an address and port of this machine. Whoever connects there, a player, a mixer, a
          recorder, gets a connection of its own to the target: the camera or encoder. Bytes pass both ways
          unchanged.
        </p>
        <p>
          Listening on <code>127.0.0.1</code> serves programs on this machine alone. Listening on{' '}
          <code>0.0.0.0</code> serves everybody who reaches this machine; then name the{' '}
          <em>allowed sources</em>.
        </p>
        <p>
          A range such as <code>8554-8560</code> maps each port to the target port at the same place. Host
          names are looked up anew for each connection. A rule can be changed while it runs: other rules are
          not touched, and its own connections stay where that is possible.
        </p>
      </>
    ),
  },
  {
    id: 'states',
    title: 'States',
    body: (
      <>
        <p>Of a rule:</p>
        <States narrow looks={ruleStates.map((state) => stateLooks[state])} />
        <p>Of a bond:</p>
        <States narrow looks={bondStates.map((state) => bondLooks[state])} />
        <p>Of a link of a bond:</p>
        <States narrow looks={linkStates.map((state) => linkLooks[state])} />
        <p>Of a synced folder:</p>
        <States narrow looks={folderStates.map((state) => folderLooks[state])} />
        <p>Of a paired device:</p>
        <States narrow looks={peerStates.map((state) => peerLooks[state])} />
      </>
    ),
  },
  {
    id: 'frames',
    title: 'What the words mean',
    body: (
      <>
        <p>
          Over TCP nothing is lost on the way, only delayed. So Hawser says <em>late</em> where a frame came
          after its time, and keeps <em>missing</em> and <em>dropped</em> for frames that never came.
        </p>
        <Meanings of={glossary} />
      </>
    ),
  },
  {
    id: 'slow',
    title: 'Slow viewers',
    body: (
      <>
        <p>
          A viewer that reads more slowly than the camera sends makes bytes pile up. Each rule says what
          happens then:
        </p>
        <ul>
          <li>
            <strong>Wait</strong>: everything is delivered, ever later. The camera feels the backpressure.
          </li>
          <li>
            <strong>Disconnect</strong>: after the stall limit the connection ends, and the player joins again
            live.
          </li>
          <li>
            <strong>Drop to the next keyframe</strong>: for RTSP over TCP, video is skipped until the next
            keyframe; audio and control pass, and the stream stays valid.
          </li>
        </ul>
        <p>Other viewers are never affected by a slow one.</p>
      </>
    ),
  },
  {
    id: 'verdict',
    title: 'Where a fault lies',
    body: (
      <>
        <p>The sentence beneath a rule's chart names a side, and lists what was measured:</p>
        <ul>
          <li>
            <strong>Camera side</strong>: frames already lag behind their own clock when they arrive.
          </li>
          <li>
            <strong>Tunnel</strong>: retransmissions and delay between this machine and the target.
          </li>
          <li>
            <strong>Viewer side</strong>: its receive window is full, or its network is slow.
          </li>
          <li>
            <strong>Hawser</strong>: this machine is too busy.
          </li>
        </ul>
      </>
    ),
  },
  {
    id: 'charts',
    title: 'Charts',
    body: (
      <>
        <p>
          One minute is shown at ten steps a second, five and thirty minutes at one a second, a day and a
          month of a rule by the minute. Drag over any chart to zoom into all of them, double click to go
          back, press <kbd className="kbd">P</kbd> to pause.
        </p>
        <p>
          Dashed lines with a flag are events; point at one to read it. The numbers above a chart are those
          under the cursor, or the newest. The window that is shown can be saved as CSV or as a picture.
        </p>
      </>
    ),
  },
  ...bondingTopics,
  ...syncTopics,
  ...transferTopics,
  ...tunnelTopics,
  ...diagnoseTopics,
  { id: 'keys', title: 'Keyboard', body: <ShortcutList /> },
  { id: 'trouble', title: 'Troubleshooting', body: <Troubleshooting /> },
]
