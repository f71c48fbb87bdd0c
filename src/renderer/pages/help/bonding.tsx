import { words } from '../../words.ts'
import { Meanings, type Topic } from './meanings.tsx'

const glossary: readonly [string, string][] = [
  ['Share', words.share],
  ['Round trip (RTT)', words.rtt],
  ['Loss', words.loss],
  ['Window', words.window],
  ['In flight', words.inFlight],
  ['NAK', words.nak],
  ['Sent again', words.retransmit],
  ['Quality', words.quality],
  ['Stalled', words.stalled],
  ['Metered', words.metered],
  ['Priority', words.priority],
  ['Data used', words.dataUsed],
  ['Jitter', words.jitter],
  ['Duplicates', words.duplicates],
  ['Missing', words.missingPackets],
]

/** What there is to know about bonding, for people who set it up. */
export const bondingTopics: readonly Topic[] = [
  {
    id: 'bonding',
    title: 'Bonding',
    body: (
      <>
        <p>
          A bond listens on a port of this machine for the SRT stream of one camera or encoder. It sends each
          packet by one of several uplinks, whichever can take it best at that moment, to one receiver; the
          receiver puts the stream in order and hands it to an SRT listener. The protocol is SRTLA, so the
          other end may be Hawser, the BELABOX or irlserver receiver, or a cloud service that takes SRTLA.
          What cameras call encryption and stream id passes untouched.
        </p>
        <p>
          When a link fades, its share moves to the others within a fraction of a second. What was lost
          meanwhile the camera sends again, which SRT does by itself as long as its latency leaves time for
          it.
        </p>
        <p>
          The bond takes the first camera that speaks to its port, and keeps it until it says goodbye or is
          silent; a second one is refused, and that is told.
        </p>
      </>
    ),
  },
  {
    id: 'bonding-setup',
    title: 'Setting up a bond',
    body: (
      <>
        <ul>
          <li>
            <strong>Receiver.</strong> On the machine that everybody can reach, add a receiver: it listens on,
            say, port <code>5000</code> for bonds and sends each stream to an SRT listener such as OBS, a
            media server or srt-live-transmit on <code>127.0.0.1:4001</code>. Open port 5000 for UDP in its
            firewall.
          </li>
          <li>
            <strong>Bond.</strong> On the machine with the modems, add a bond with that machine's name and
            port 5000 as its receiver.
          </li>
          <li>
            <strong>Camera.</strong> Let it call <code>srt://127.0.0.1:6000</code> in mode caller. A camera on
            another device calls this machine's address; then the bond must listen on <code>0.0.0.0</code>.
          </li>
        </ul>
        <p>SRT has three settings that decide whether bonding works well:</p>
        <ul>
          <li>
            <strong>Latency of 2000 ms</strong>, at least 1000, on both ends: time to send again what a
            failing link lost.
          </li>
          <li>
            <strong>lossmaxttl=40</strong> at the listener: packets by several links overtake one another, and
            without it each of those is reported as lost.
          </li>
          <li>
            <strong>A bitrate that fits</strong>: about 70 % of what all links carry together. SRTLA does not
            slow the camera down.
          </li>
        </ul>
        <p>
          Drag the priority of a link down to spare it, or to 0 to switch it off. A <em>metered</em> link is
          used only while the others cannot carry the stream. A data cap warns at 80 % and switches the link
          off at 100 %.
        </p>
        <p>
          <em>Rehearse a failure</em> in the menu of a link cuts or worsens it inside Hawser for a while, so
          that you can watch the stream hold before it has to.
        </p>
      </>
    ),
  },
  {
    id: 'bonding-words',
    title: 'Words of bonding',
    body: <Meanings of={glossary} />,
  },
  {
    id: 'routing',
    title: 'Routing of uplinks',
    body: (
      <>
        <p>
          The commonest trap: a system with two modems sends everything by the one that has the default route,
          whichever address the packets carry. The second link then seems to work, and carries nothing of its
          own; when the first fails, both do.
        </p>
        <p>
          Hawser binds each link to its interface where the system allows that, and looks for each whether its
          packets really leave by it. Where they do not, the page of the bond says so, with the commands that
          mend it: on Linux a routing table for each uplink and a rule that sends its address there. Run them
          as an administrator; they last until the next restart, so put them where your system keeps its
          network settings.
        </p>
        <ul>
          <li>
            <strong>A link stays in "Registering"</strong>: its packets do not reach the receiver, or the
            answers do not come back. Look at the routing, the firewall of the receiver, and whether the modem
            has internet at all.
          </li>
          <li>
            <strong>Every link does</strong>: the receiver's name, port or firewall is wrong, or nothing
            listens there.
          </li>
          <li>
            <strong>A link is down again and again</strong>: a modem in power saving, a weak cell, or an
            address translator that forgets. Lower its priority.
          </li>
          <li>
            <strong>Much is sent again although no link loses much</strong>: raise <code>lossmaxttl</code> and
            the latency.
          </li>
        </ul>
      </>
    ),
  },
]
