import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import { words } from '../../words.ts'
import { Meanings, type Topic } from './meanings.tsx'

const glossary = (): readonly [string, string][] => [
  [t('Share'), words.share],
  [t('Round trip (RTT)'), words.rtt],
  [t('Loss'), words.loss],
  [t('Window'), words.window],
  [t('In flight'), words.inFlight],
  ['NAK', words.nak],
  [t('Sent again'), words.retransmit],
  [t('Quality'), words.quality],
  [t('Stalled'), words.stalled],
  [t('Metered'), words.metered],
  [t('Priority'), words.priority],
  [t('Data used'), words.dataUsed],
  [t('Jitter'), words.jitter],
  [t('Duplicates'), words.duplicates],
  [t('Missing'), words.missingPackets],
]

/** What there is to know about bonding, for people who set it up. */
export const bondingTopics: readonly Topic[] = translated(
  [
    {
      id: 'bonding',
      title: 'Bonding',
      body: () => (
        <>
          <p>
            {t(
              'A bond listens on a port of this machine for the SRT stream of one camera or encoder. It sends each packet by one of several uplinks, whichever can take it best at that moment, to one receiver; the receiver puts the stream in order and hands it to an SRT listener. The protocol is SRTLA, so the other end may be Hawser, the BELABOX or irlserver receiver, or a cloud service that takes SRTLA. What cameras call encryption and stream id passes untouched.',
            )}
          </p>
          <p>
            {t(
              'When a link fades, its share moves to the others within a fraction of a second. What was lost meanwhile the camera sends again, which SRT does by itself as long as its latency leaves time for it.',
            )}
          </p>
          <p>
            {t(
              'The bond takes the first camera that speaks to its port, and keeps it until it says goodbye or is silent; a second one is refused, and that is told.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'bonding-setup',
      title: 'Setting up a bond',
      body: () => (
        <>
          <ul>
            <li>
              {sentence(
                '<b>Receiver.</b> On the machine that everybody can reach, add a receiver: it listens on, say, port <code>5000</code> for bonds and sends each stream to an SRT listener such as OBS, a media server or srt-live-transmit on <code>127.0.0.1:4001</code>. Open port 5000 for UDP in its firewall.',
              )}
            </li>
            <li>
              {sentence(
                "<b>Bond.</b> On the machine with the modems, add a bond with that machine's name and port 5000 as its receiver.",
              )}
            </li>
            <li>
              {sentence(
                "<b>Camera.</b> Let it call <code>srt://127.0.0.1:6000</code> in mode caller. A camera on another device calls this machine's address; then the bond must listen on <code>0.0.0.0</code>.",
              )}
            </li>
          </ul>
          <p>{t('SRT has three settings that decide whether bonding works well:')}</p>
          <ul>
            <li>
              {sentence(
                '<b>Latency of 2000 ms</b>, at least 1000, on both ends: time to send again what a failing link lost.',
              )}
            </li>
            <li>
              {sentence(
                '<b>lossmaxttl=40</b> at the listener: packets by several links overtake one another, and without it each of those is reported as lost.',
              )}
            </li>
            <li>
              {sentence(
                '<b>A bitrate that fits</b>: about 70 % of what all links carry together. SRTLA does not slow the camera down.',
              )}
            </li>
          </ul>
          <p>
            {sentence(
              'Drag the priority of a link down to spare it, or to 0 to switch it off. A <em>metered</em> link is used only while the others cannot carry the stream. A data cap warns at 80 % and switches the link off at 100 %.',
            )}
          </p>
          <p>
            {sentence(
              '<em>Rehearse a failure</em> in the menu of a link cuts or worsens it inside Hawser for a while, so that you can watch the stream hold before it has to.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'bonding-words',
      title: 'Words of bonding',
      body: () => <Meanings of={glossary()} />,
    },
    {
      id: 'routing',
      title: 'Routing of uplinks',
      body: () => (
        <>
          <p>
            {t(
              'The commonest trap: a system with two modems sends everything by the one that has the default route, whichever address the packets carry. The second link then seems to work, and carries nothing of its own; when the first fails, both do.',
            )}
          </p>
          <p>
            {t(
              'Hawser binds each link to its interface where the system allows that, and looks for each whether its packets really leave by it. Where they do not, the page of the bond says so, with the commands that mend it: on Linux a routing table for each uplink and a rule that sends its address there. Run them as an administrator; they last until the next restart, so put them where your system keeps its network settings.',
            )}
          </p>
          <ul>
            <li>
              {sentence(
                '<b>A link stays in "Registering"</b>: its packets do not reach the receiver, or the answers do not come back. Look at the routing, the firewall of the receiver, and whether the modem has internet at all.',
              )}
            </li>
            <li>
              {sentence(
                "<b>Every link does</b>: the receiver's name, port or firewall is wrong, or nothing listens there.",
              )}
            </li>
            <li>
              {sentence(
                '<b>A link is down again and again</b>: a modem in power saving, a weak cell, or an address translator that forgets. Lower its priority.',
              )}
            </li>
            <li>
              {sentence(
                '<b>Much is sent again although no link loses much</b>: raise <code>lossmaxttl</code> and the latency.',
              )}
            </li>
          </ul>
        </>
      ),
    },
  ],
  'title',
)
