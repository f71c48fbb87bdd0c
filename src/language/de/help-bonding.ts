import type { Catalogue } from '../catalogue.ts'

export const helpBonding: Catalogue = {
  '<b>A bitrate that fits</b>: about 70 % of what all links carry together. SRTLA does not slow the camera down.':
    '<b>Eine Bitrate, die passt</b>: etwa 70 % dessen, was alle Links zusammen tragen. SRTLA bremst die Kamera nicht.',
  '<b>A link is down again and again</b>: a modem in power saving, a weak cell, or an address translator that forgets. Lower its priority.':
    '<b>Ein Link fällt immer wieder aus</b>: ein Modem im Stromsparen, eine schwache Zelle, oder ein Adressübersetzer, der vergisst. Seine Priorität senken.',
  '<b>A link stays in "Registering"</b>: its packets do not reach the receiver, or the answers do not come back. Look at the routing, the firewall of the receiver, and whether the modem has internet at all.':
    '<b>Ein Link bleibt bei „Meldet sich an“</b>: seine Pakete erreichen den Empfänger nicht, oder die Antworten kommen nicht zurück. Das Routing ansehen, die Firewall des Empfängers, und ob das Modem überhaupt Internet hat.',
  "<b>Bond.</b> On the machine with the modems, add a bond with that machine's name and port 5000 as its receiver.":
    '<b>Bond.</b> Auf dem Rechner mit den Modems einen Bond hinzufügen, mit dem Namen jenes Rechners und Port 5000 als Empfänger.',
  "<b>Camera.</b> Let it call <code>srt://127.0.0.1:6000</code> in mode caller. A camera on another device calls this machine's address; then the bond must listen on <code>0.0.0.0</code>.":
    '<b>Kamera.</b> Sie soll <code>srt://127.0.0.1:6000</code> im Modus Caller anrufen. Eine Kamera an einem anderen Gerät ruft die Adresse dieses Rechners an; dann muss der Bond auf <code>0.0.0.0</code> lauschen.',
  "<b>Every link does</b>: the receiver's name, port or firewall is wrong, or nothing listens there.":
    '<b>Alle Links tun das</b>: Name, Port oder Firewall des Empfängers stimmt nicht, oder dort lauscht nichts.',
  '<b>Latency of 2000 ms</b>, at least 1000, on both ends: time to send again what a failing link lost.':
    '<b>Latenz von 2000 ms</b>, mindestens 1000, an beiden Enden: Zeit, um erneut zu senden, was ein schwacher Link verloren hat.',
  '<b>lossmaxttl=40</b> at the listener: packets by several links overtake one another, and without it each of those is reported as lost.':
    '<b>lossmaxttl=40</b> beim Listener: Pakete über mehrere Links überholen einander, und ohne das wird jedes davon als verloren gemeldet.',
  '<b>Much is sent again although no link loses much</b>: raise <code>lossmaxttl</code> and the latency.':
    '<b>Viel wird wiederholt, obwohl kein Link viel verliert</b>: <code>lossmaxttl</code> und die Latenz erhöhen.',
  '<b>Receiver.</b> On the machine that everybody can reach, add a receiver: it listens on, say, port <code>5000</code> for bonds and sends each stream to an SRT listener such as OBS, a media server or srt-live-transmit on <code>127.0.0.1:4001</code>. Open port 5000 for UDP in its firewall.':
    '<b>Empfänger.</b> Auf dem Rechner, den alle erreichen, einen Empfänger hinzufügen: er lauscht etwa auf Port <code>5000</code> auf Bonds und sendet jeden Stream an einen SRT-Listener wie OBS, einen Medienserver oder srt-live-transmit auf <code>127.0.0.1:4001</code>. Port 5000 für UDP in seiner Firewall öffnen.',
  '<em>Rehearse a failure</em> in the menu of a link cuts or worsens it inside Hawser for a while, so that you can watch the stream hold before it has to.':
    '<em>Ausfall proben</em> im Menü eines Links trennt oder verschlechtert ihn eine Weile innerhalb von Hawser, damit man sieht, wie der Stream hält, bevor er muss.',
  'A bond listens on a port of this machine for the SRT stream of one camera or encoder. It sends each packet by one of several uplinks, whichever can take it best at that moment, to one receiver; the receiver puts the stream in order and hands it to an SRT listener. The protocol is SRTLA, so the other end may be Hawser, the BELABOX or irlserver receiver, or a cloud service that takes SRTLA. What cameras call encryption and stream id passes untouched.':
    'Ein Bond lauscht auf einem Port dieses Rechners auf den SRT-Stream einer Kamera oder eines Encoders. Er sendet jedes Paket über einen von mehreren Uplinks, den, der es in dem Augenblick am besten nehmen kann, an einen Empfänger; der ordnet den Stream und gibt ihn an einen SRT-Listener. Das Protokoll ist SRTLA, also darf am anderen Ende Hawser stehen, der Empfänger von BELABOX oder irlserver, oder ein Cloud-Dienst, der SRTLA nimmt. Was Kameras Verschlüsselung und Stream-ID nennen, geht unberührt durch.',
  'Drag the priority of a link down to spare it, or to 0 to switch it off. A <em>metered</em> link is used only while the others cannot carry the stream. A data cap warns at 80 % and switches the link off at 100 %.':
    'Die Priorität eines Links herunterziehen, um ihn zu schonen, oder auf 0, um ihn abzuschalten. Ein <em>getakteter</em> Link wird nur benutzt, solange die anderen den Stream nicht tragen. Eine Datengrenze warnt bei 80 % und schaltet den Link bei 100 % ab.',
  'Hawser binds each link to its interface where the system allows that, and looks for each whether its packets really leave by it. Where they do not, the page of the bond says so, with the commands that mend it: on Linux a routing table for each uplink and a rule that sends its address there. Run them as an administrator; they last until the next restart, so put them where your system keeps its network settings.':
    'Hawser bindet jeden Link an seine Schnittstelle, wo das System das zulässt, und sieht für jeden nach, ob seine Pakete wirklich dort hinausgehen. Wo nicht, sagt es die Seite des Bonds, mit den Befehlen, die es beheben: unter Linux eine Routing-Tabelle für jeden Uplink und eine Regel, die seine Adresse dorthin schickt. Als Administrator ausführen; sie halten bis zum nächsten Neustart, gehören also dorthin, wo das System seine Netzeinstellungen hat.',
  'In flight': 'Unterwegs',
  'Routing of uplinks': 'Routing von Uplinks',
  'Setting up a bond': 'Einen Bond einrichten',
  'SRT has three settings that decide whether bonding works well:':
    'Drei Einstellungen von SRT entscheiden, ob Bonding gut geht:',
  'The bond takes the first camera that speaks to its port, and keeps it until it says goodbye or is silent; a second one is refused, and that is told.':
    'Der Bond nimmt die erste Kamera, die zu seinem Port spricht, und behält sie, bis sie sich abmeldet oder still ist; eine zweite wird abgewiesen, und das wird gesagt.',
  'The commonest trap: a system with two modems sends everything by the one that has the default route, whichever address the packets carry. The second link then seems to work, and carries nothing of its own; when the first fails, both do.':
    'Die häufigste Falle: ein System mit zwei Modems sendet alles über das mit der Standardroute, welche Adresse die Pakete auch tragen. Der zweite Link scheint dann zu gehen und trägt nichts Eigenes; fällt der erste aus, fallen beide aus.',
  'When a link fades, its share moves to the others within a fraction of a second. What was lost meanwhile the camera sends again, which SRT does by itself as long as its latency leaves time for it.':
    'Wenn ein Link schwächelt, geht sein Anteil in Sekundenbruchteilen an die anderen. Was inzwischen verloren ging, sendet die Kamera erneut; das tut SRT von selbst, solange seine Latenz dafür Zeit lässt.',
  'Words of bonding': 'Wörter des Bondings',
}
