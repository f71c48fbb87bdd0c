import { bondStates, linkStates } from '../../../contract/bond.ts'
import { ruleStates } from '../../../contract/forward.ts'
import { folderStates, peerStates } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { bondLooks, linkLooks } from '../../components/bond-looks.ts'
import { sentence } from '../../components/sentence.tsx'
import { ShortcutList } from '../../components/shortcut-sheet.tsx'
import { stateLooks } from '../../components/state-badge.tsx'
import { folderLooks, peerLooks } from '../../components/sync-looks.ts'
import { words } from '../../words.ts'
import { backgroundTopics } from './background.tsx'
import { bondingTopics } from './bonding.tsx'
import { chartTopics } from './charts.tsx'
import { diagnoseTopics } from './diagnose.tsx'
import { Meanings, States, type Topic } from './meanings.tsx'
import { sessionTopics } from './sessions.tsx'
import { settingsTopics } from './settings.tsx'
import { syncTopics } from './sync.tsx'
import { transferTopics } from './transfer.tsx'
import { Troubleshooting } from './troubleshooting.tsx'
import { tunnelTopics } from './tunnel.tsx'

const glossary = (): readonly [string, string][] => [
  [t('Late'), words.late],
  [t('Very late'), words.veryLate],
  [t('Missing'), words.missing],
  [t('Dropped'), words.dropped],
  [t('Stall'), words.stall],
  [t('Late on arrival'), words.ingress],
  [t('Delay to viewer'), words.egress],
  [t('Buffered'), words.buffered],
  [t('Behind'), words.behind],
  [t('Holding'), words.holding],
  [t('Keyframe interval'), words.keyframe],
]

/** All that the help says, in the order of its page. */
export const topics: readonly Topic[] = translated(
  [
    {
      id: 'rules',
      title: 'Rules',
      body: () => (
        <>
          <p>
            {t(
              'A rule listens on an address and port of this machine. Whoever connects there, a player, a mixer, a recorder, gets a connection of its own to the target: the camera or encoder. Bytes pass both ways unchanged.',
            )}
          </p>
          <p>
            {sentence(
              'Listening on <code>127.0.0.1</code> serves programs on this machine alone. Listening on <code>0.0.0.0</code> serves everybody who reaches this machine; then name the <em>allowed sources</em>.',
            )}
          </p>
          <p>
            {sentence(
              'A range such as <code>8554-8560</code> maps each port to the target port at the same place. Host names are looked up anew for each connection. A rule can be changed while it runs: other rules are not touched, and its own connections stay where that is possible.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'states',
      title: 'States',
      body: () => (
        <>
          <p>{t('Of a rule:')}</p>
          <States narrow looks={ruleStates.map((state) => stateLooks[state])} />
          <p>{t('Of a bond:')}</p>
          <States narrow looks={bondStates.map((state) => bondLooks[state])} />
          <p>{t('Of a link of a bond:')}</p>
          <States narrow looks={linkStates.map((state) => linkLooks[state])} />
          <p>{t('Of a synced folder:')}</p>
          <States narrow looks={folderStates.map((state) => folderLooks[state])} />
          <p>{t('Of a paired device:')}</p>
          <States narrow looks={peerStates.map((state) => peerLooks[state])} />
        </>
      ),
    },
    {
      id: 'frames',
      title: 'What the words mean',
      body: () => (
        <>
          <p>
            {sentence(
              'Over TCP nothing is lost on the way, only delayed. So Hawser says <em>late</em> where a frame came after its time, and keeps <em>missing</em> and <em>dropped</em> for frames that never came.',
            )}
          </p>
          <Meanings of={glossary()} />
        </>
      ),
    },
    {
      id: 'slow',
      title: 'Slow viewers',
      body: () => (
        <>
          <p>
            {t(
              'A viewer that reads more slowly than the camera sends makes bytes pile up. Each rule says what happens then:',
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>Wait</b>: everything is delivered, ever later. The camera feels the backpressure.',
              )}
            </li>
            <li>
              {sentence(
                '<b>Disconnect</b>: after the stall limit the connection ends, and the player joins again live.',
              )}
            </li>
            <li>
              {sentence(
                '<b>Drop to the next keyframe</b>: for RTSP over TCP, video is skipped until the next keyframe; audio and control pass, and the stream stays valid.',
              )}
            </li>
          </ul>
          <p>{t('Other viewers are never affected by a slow one.')}</p>
        </>
      ),
    },
    {
      id: 'verdict',
      title: 'Where a fault lies',
      body: () => (
        <>
          <p>{t("The sentence beneath a rule's chart names a side, and lists what was measured:")}</p>
          <ul>
            <li>
              {sentence('<b>Camera side</b>: frames already lag behind their own clock when they arrive.')}
            </li>
            <li>
              {sentence('<b>Tunnel</b>: retransmissions and delay between this machine and the target.')}
            </li>
            <li>{sentence('<b>Viewer side</b>: its receive window is full, or its network is slow.')}</li>
            <li>{sentence('<b>Hawser</b>: this machine is too busy.')}</li>
          </ul>
        </>
      ),
    },
    ...bondingTopics,
    ...syncTopics,
    ...transferTopics,
    ...tunnelTopics,
    ...diagnoseTopics,
    ...settingsTopics,
    ...chartTopics,
    ...sessionTopics,
    ...backgroundTopics,
    { id: 'keys', title: 'Keyboard', body: () => <ShortcutList /> },
    { id: 'trouble', title: 'Troubleshooting', body: () => <Troubleshooting /> },
  ],
  'title',
)
