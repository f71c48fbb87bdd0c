import type { Catalogue } from '../catalogue.ts'

export const bonding: Catalogue = {
  '%': '%',
  '1 min': '1 min',
  '10 s': '10 s',
  '127.0.0.1:6000': '127.0.0.1:6000',
  '30 s': '30 s',
  'A bond takes the SRT stream of a camera or encoder on this machine and spreads it over all modems, Wi-Fi and cables at once, so that the picture stays whole while links fade, die and return. A receiver at the other end, Hawser or any SRTLA receiver, puts it together again.':
    'Ein Bond nimmt den SRT-Stream einer Kamera oder eines Encoders an diesem Rechner und verteilt ihn auf alle Modems, WLANs und Kabel zugleich. So bleibt das Bild heil, während Links schwächeln, ausfallen und wiederkommen. Ein Empfänger am anderen Ende, Hawser oder ein beliebiger SRTLA-Empfänger, setzt ihn wieder zusammen.',
  'A camera sends SRT to Hawser, which spreads it over several uplinks to a receiver.':
    'Eine Kamera sendet SRT an Hawser, der den Stream über mehrere Uplinks zu einem Empfänger bringt.',
  'a Hawser': 'ein Hawser',
  'A test runs': 'Ein Test läuft',
  'Add receiver': 'Empfänger hinzufügen',
  'All senders': 'Alle Sender',
  'and {{count}} more senders_one': 'und {{count}} weiterer Sender',
  'and {{count}} more senders_other': 'und {{count}} weitere Sender',
  'Arrived there': 'Dort angekommen',
  'At 80 % you are warned; at 100 % the link is switched off until the next day or month.':
    'Bei 80 % kommt eine Warnung; bei 100 % wird der Link bis zum nächsten Tag oder Monat abgeschaltet.',
  'At most': 'Höchstens',
  'at most {{rate}}': 'höchstens {{rate}}',
  'best {{time}}': 'beste {{time}}',
  'Bitrate by link': 'Bitrate je Link',
  'Both ends': 'Beide Enden',
  'By link, of the last half hour': 'Nach Link, in der letzten halben Stunde',
  'Came twice': 'Kam doppelt',
  'Camera sends to': 'Kamera sendet an',
  'Check again': 'Erneut prüfen',
  'Copies held back': 'Zurückgehaltene Kopien',
  'Copy the commands for {{of}}': 'Befehle für {{of}} kopieren',
  Cut: 'Trennen',
  'cut: nothing passes': 'getrennt: nichts kommt durch',
  Delay: 'Verzögerung',
  'Delay added, each way': 'Zusätzliche Verzögerung, je Richtung',
  Difference: 'Unterschied',
  'Each acknowledgement and report of loss comes by every link; the camera gets the first.':
    'Jede Bestätigung und jede Verlustmeldung kommt über jeden Link; die Kamera bekommt die erste.',
  'Empty shows {{interface}}.': 'Leer zeigt {{interface}}.',
  'Events of this bond': 'Ereignisse dieses Bonds',
  'Events of this receiver': 'Ereignisse dieses Empfängers',
  'Every packet comes later, as when a queue fills up.':
    'Jedes Paket kommt später, wie wenn sich eine Warteschlange füllt.',
  everybody: 'alle',
  'For how long': 'Wie lange',
  'From a camera here to a receiver, over every uplink.':
    'Von einer Kamera hier zu einem Empfänger, über alle Uplinks.',
  'From bonding senders elsewhere to an SRT listener here.':
    'Von Bonding-Sendern anderswo zu einem SRT-Listener hier.',
  'Hawser itself does this to the packets of this link; the network is not touched. The test ends by itself, and can be stopped at any time.':
    'Hawser selbst tut das den Paketen dieses Links an; das Netz wird nicht angerührt. Der Test endet von selbst und lässt sich jederzeit beenden.',
  'how bonding works': 'wie Bonding funktioniert',
  "In the camera enter {{code}}, mode caller; or this machine's address when the camera is another device. Read {{helpLink}}.":
    'In der Kamera {{code}} eintragen, Modus Caller; oder die Adresse dieses Rechners, wenn die Kamera ein anderes Gerät ist. Zum Nachlesen: {{helpLink}}.',
  'Jitter by link, of the last half hour': 'Jitter nach Link, in der letzten halben Stunde',
  'Jitter there': 'Jitter dort',
  'Label and data caps…': 'Name und Datengrenzen…',
  'Links that carry': 'Links, die tragen',
  'Listening on {{listen}}. No sender is there at the moment.':
    'Lauscht auf {{listen}}. Im Augenblick ist kein Sender da.',
  'Low rate': 'Kleine Rate',
  'Mbit/s': 'Mbit/s',
  'Metered: use it last': 'Getaktet: zuletzt benutzen',
  'min {{rttMinMs}}': 'min. {{rttMinMs}}',
  Misrouted: 'Falscher Weg',
  ms: 'ms',
  'Native, many at once': 'Nativ, viele auf einmal',
  'No interface of this machine can carry traffic. A modem that is plugged in joins by itself.':
    'Keine Schnittstelle dieses Rechners kann Verkehr tragen. Ein Modem, das eingesteckt wird, kommt von selbst dazu.',
  'None of the listed uplinks is there.': 'Keiner der aufgeführten Uplinks ist da.',
  'none yet': 'noch keine',
  'None yet. Let a bond, Moblin or another SRTLA sender send to port {{port}} of this machine.':
    'Noch keine. Ein Bond, Moblin oder ein anderer SRTLA-Sender muss an Port {{port}} dieses Rechners senden.',
  'not a Hawser, or not known yet': 'kein Hawser, oder noch nicht bekannt',
  'Not known while the bonding engine is away.': 'Unbekannt, solange die Bonding-Engine fort ist.',
  'Not metered': 'Nicht getaktet',
  'Not passed on': 'Nicht weitergegeben',
  'Not sent': 'Nicht gesendet',
  'Nothing came by {{address}} (sender {{id}}) for {{silentMs}}.{{more}}':
    'Über {{address}} (Sender {{id}}) kam {{silentMs}} lang nichts.{{more}}',
  'nothing is changed': 'nichts wird verändert',
  'Nothing passes, either way, as if the cable were pulled or the cell lost.':
    'Nichts kommt durch, in keiner Richtung, als wäre das Kabel gezogen oder die Zelle weg.',
  'of {{cap}}/{{per}}': 'von {{cap}}/{{per}}',
  'of {{number}}': 'von {{number}}',
  'of {{number}} packets': 'von {{number}} Paketen',
  'One by one (dgram)': 'Einzeln (dgram)',
  'one link': 'ein Link',
  'Over a limit': 'Über einer Grenze',
  'Packets a second that are missing, and that came twice':
    'Pakete je Sekunde, die fehlen und die doppelt kamen',
  'Packets lost, each way': 'Verlorene Pakete, je Richtung',
  'Packets of nobody who is registered, and packets that are not SRT or SRTLA.':
    'Pakete von jemandem, der nicht angemeldet ist, und Pakete, die weder SRT noch SRTLA sind.',
  'Packets of strangers, of a second camera on the same port, or malformed.':
    'Pakete von Fremden, von einer zweiten Kamera am selben Port, oder fehlerhafte.',
  'Packets sent again by the camera while the copy before was still under way, or while every link was full.':
    'Pakete, die die Kamera erneut gesendet hat, während die Kopie davor noch unterwegs war oder alle Links voll waren.',
  'Packets sent that have not arrived: lost, or still on their way.':
    'Gesendete Pakete, die nicht angekommen sind: verloren oder noch unterwegs.',
  'Packets that had no link to go by, because none was up, and packets that the system did not take.':
    'Pakete, für die kein Link da war, weil keiner stand, und Pakete, die das System nicht genommen hat.',
  'Packets vanish at random, as on a crowded cell.':
    'Pakete verschwinden zufällig, wie in einer vollen Zelle.',
  'Priority of {{name}}': 'Priorität von {{name}}',
  'Rate here': 'Rate hier',
  'Rate there': 'Rate dort',
  'Receiver is': 'Empfänger ist',
  'receiver:5000': 'empfaenger:5000',
  'Refused packets': 'Abgewiesene Pakete',
  'Registrations beyond the limits on senders and links.':
    'Anmeldungen über die Grenzen für Sender und Links hinaus.',
  'Registrations from addresses outside of the allowed sources.':
    'Anmeldungen von Adressen außerhalb der erlaubten Quellen.',
  'Registrations that came faster from one address than any sender sends them.':
    'Anmeldungen, die schneller von einer Adresse kamen, als ein Sender sie je schickt.',
  'Rehearse a failure: {{name}}': 'Ausfall proben: {{name}}',
  'Rehearse a failure…': 'Ausfall proben…',
  'Repairs held back': 'Zurückgehaltene Reparaturen',
  'Reported lost': 'Als verloren gemeldet',
  'Retransmissions a second': 'Wiederholungen je Sekunde',
  Routing: 'Routing',
  'Run them as an administrator, then check again. {{helpLink}}':
    'Als Administrator ausführen, dann erneut prüfen. {{helpLink}}',
  'Send one stream over every uplink': 'Einen Stream über alle Uplinks senden',
  'Sender {{code}}': 'Sender {{code}}',
  Senders: 'Sender',
  'Sent here': 'Hier gesendet',
  'Silent for': 'Still seit',
  'since {{since}}': 'seit {{since}}',
  'Slowest round trip': 'Längste Laufzeit',
  'Source not allowed': 'Quelle nicht erlaubt',
  'SRT caller': 'SRT-Caller',
  'srt://127.0.0.1:6000': 'srt://127.0.0.1:6000',
  'Start the bond to see its uplinks.': 'Bond starten, um seine Uplinks zu sehen.',
  'Start the receiver to let senders in.': 'Empfänger starten, um Sender einzulassen.',
  'Start the test': 'Test starten',
  'Starting.': 'Startet.',
  'Stop the test': 'Test beenden',
  'Stop the test on {{name}}': 'Test auf {{name}} beenden',
  'Strangers and damage': 'Fremde und Schäden',
  'Switch this link off': 'Diesen Link abschalten',
  Test: 'Test',
  'The file of uplinks names no address of this machine.':
    'Die Datei der Uplinks nennt keine Adresse dieses Rechners.',
  'The link carries no more than this; what is too much waits, then is dropped.':
    'Der Link trägt nicht mehr als das; was zu viel ist, wartet und wird dann verworfen.',
  'The receiver cannot listen.': 'Der Empfänger kann nicht lauschen.',
  'The receiver is a Hawser, so it tells what arrives.':
    'Der Empfänger ist ein Hawser und sagt daher, was ankommt.',
  'the system took no more': 'das System nahm nicht mehr',
  'This bond is switched off.': 'Dieser Bond ist ausgeschaltet.',
  'This receiver is switched off.': 'Dieser Empfänger ist ausgeschaltet.',
  'This {{what}} is gone': 'Nicht mehr da: {{what}}',
  'today, no cap': 'heute, keine Grenze',
  'Too many from one source': 'Zu viele aus einer Quelle',
  'Try all links again now': 'Alle Links jetzt neu versuchen',
  'Use this link': 'Diesen Link benutzen',
  'Used only while the other links cannot carry the stream.':
    'Nur benutzt, solange die anderen Links den Stream nicht tragen können.',
  'Waiting for the bonding engine.': 'Wartet auf die Bonding-Engine.',
  'What the figures mean': 'Was die Zahlen bedeuten',
  'Why this happens': 'Warum das geschieht',
  'Write a number up to {{most}}.': 'Eine Zahl bis {{most}} eingeben.',
  '{{bytes}} from those here': '{{bytes}} von den hiesigen',
  '{{count}} links do not leave by the right interface_one':
    'Ein Link geht nicht über die richtige Schnittstelle hinaus',
  '{{count}} links do not leave by the right interface_other':
    '{{count}} Links gehen nicht über die richtige Schnittstelle hinaus',
  '{{count}} registrations refused since the engine started_one':
    '{{count}} Anmeldung abgewiesen, seit die Engine läuft',
  '{{count}} registrations refused since the engine started_other':
    '{{count}} Anmeldungen abgewiesen, seit die Engine läuft',
  '{{count}} senders registered; no stream arrives._one':
    '{{count}} Sender angemeldet; es kommt kein Stream.',
  '{{count}} senders registered; no stream arrives._other':
    '{{count}} Sender angemeldet; es kommt kein Stream.',
  '{{count}} streams arrive by {{links}}._one': '{{count}} Stream kommt über {{links}}.',
  '{{count}} streams arrive by {{links}}._other': '{{count}} Streams kommen über {{links}}.',
  '{{delayMs}} more each way': '{{delayMs}} mehr je Richtung',
  '{{drops}} not sent': '{{drops}} nicht gesendet',
  '{{duplicates}} twice': '{{duplicates}} doppelt',
  '{{inFlight}} in flight': '{{inFlight}} unterwegs',
  '{{links}} links': '{{links}} Links',
  '{{link}} via {{gateway}}': '{{link}} über {{gateway}}',
  '{{loss}} % loss': '{{loss}} % Verlust',
  '{{missing}} missing': '{{missing}} fehlen',
  '{{naks}} of sent': '{{naks}} der gesendeten',
  '{{nak}} Told by the sender.': '{{nak}} Vom Sender mitgeteilt.',
  '{{name}}: label and data caps': '{{name}}: Name und Datengrenzen',
  '{{noLink}} without a link': '{{noLink}} ohne Link',
  '{{probes}} probes': '{{probes}} Proben',
  '{{retransmits}} of sent': '{{retransmits}} der gesendeten',
  '{{retransmits}} resent': '{{retransmits}} wiederholt',
  '{{rtt}} Told by the sender.': '{{rtt}} Vom Sender mitgeteilt.',
  '{{senders}}, {{links}}, {{bitrate}} to {{target}}': '{{senders}}, {{links}}, {{bitrate}} an {{target}}',
  '{{shown}} percent': '{{shown}} Prozent',
  '{{silent}} more are silent.': '{{silent}} weitere sind still.',
  '{{until}} left': 'noch {{until}}',
  '{{window}} Told by the sender, with what is in flight.':
    '{{window}} Vom Sender mitgeteilt, zusammen mit dem, was unterwegs ist.',
  '{{window}}, {{inFlight}} in flight': '{{window}}, {{inFlight}} unterwegs',
}
