import type { Catalogue } from '../catalogue.ts'

export const defaultsForwarding: Catalogue = {
  'A camera has one port; ranges are for recorders with many channels.':
    'Eine Kamera hat einen Port; Bereiche sind für Rekorder mit vielen Kanälen.',
  'A camera that restarts its service is back within ten seconds, and most players wait that long.':
    'Eine Kamera, die ihren Dienst neu startet, ist in zehn Sekunden zurück, und so lange warten die meisten Player.',
  'A few rules need no headings.': 'Wenige Regeln brauchen keine Überschriften.',
  'A new rule': 'Eine neue Regel',
  'A second camera cannot be guessed.': 'Eine zweite Kamera lässt sich nicht erraten.',
  'All that reach the listening address': 'Alle, die die Eingangsadresse erreichen',
  'Cameras do not know it and would refuse the connection.':
    'Kameras kennen es nicht und würden die Verbindung ablehnen.',
  'Connections from one source': 'Verbindungen aus einer Quelle',
  'Control connections of cameras are silent for hours and must stay.':
    'Steuerverbindungen von Kameras sind stundenlang still und müssen bleiben.',
  'Ends connections on which no byte went either way for so long.':
    'Beendet Verbindungen, auf denen so lange in keiner Richtung ein Byte ging.',
  'Every byte is delivered unless you allow something else. Other viewers are never affected.':
    'Jedes Byte wird geliefert, wenn nichts anderes erlaubt ist. Andere Zuschauer spüren nie etwas.',
  'Far above any number of viewers, and below what a flood would need to fill the machine.':
    'Weit über jeder Zahl von Zuschauern, und unter dem, was eine Flut bräuchte, um den Rechner zu füllen.',
  'For each try to reach the target.': 'Für jeden Versuch, das Ziel zu erreichen.',
  'From which addresses viewers may come.': 'Von welchen Adressen Zuschauer kommen dürfen.',
  'Gives up at once': 'Gibt sofort auf',
  'Holding back live video delays it; a limit is for recordings that are fetched.':
    'Live-Video zurückzuhalten verzögert es; eine Grenze ist für Aufnahmen, die abgeholt werden.',
  'How long a viewer is kept while the target is away and tried again.':
    'Wie lange ein Zuschauer gehalten wird, während das Ziel weg ist und neu versucht wird.',
  'How long queued bytes may make no progress before the viewer counts as stalled.':
    'Wie lange wartende Bytes ohne Fortschritt bleiben dürfen, bevor der Zuschauer als stehend gilt.',
  'How many one address may have at once.': 'Wie viele eine Adresse zugleich haben darf.',
  'How many ports in a row the rule maps, one to one.':
    'Wie viele Ports nacheinander die Regel führt, eins zu eins.',
  'How often a TCP connection to each target is tried, besides those of viewers.':
    'Wie oft eine TCP-Verbindung zu jedem Ziel versucht wird, außer denen der Zuschauer.',
  'It costs little, and without it nobody can say who lost a frame.':
    'Sie kostet wenig, und ohne sie kann niemand sagen, wer einen Frame verloren hat.',
  'Many cameras allow few connections; a check could take the place of a viewer.':
    'Viele Kameras erlauben wenige Verbindungen; eine Prüfung könnte einem Zuschauer den Platz nehmen.',
  'Mobile links pause for two or three seconds when they change cells; five are a real stall.':
    'Mobile Links pausieren zwei oder drei Sekunden, wenn sie die Zelle wechseln; fünf sind ein echter Stillstand.',
  'Number of ports': 'Anzahl der Ports',
  'Only by connecting': 'Nur durch Verbinden',
  'RTSP cameras behind a VPN are watched over TCP, where nothing gets lost.':
    'RTSP-Kameras hinter einem VPN werden über TCP angesehen, wo nichts verloren geht.',
  'Rules, and what a new one begins with.': 'Regeln, und womit eine neue beginnt.',
  TCP: 'TCP',
  'Tells the target who the viewer is, in a line before the stream.':
    'Sagt dem Ziel in einer Zeile vor dem Stream, wer der Zuschauer ist.',
  'Towards the viewers, over all connections of the rule.':
    'Zu den Zuschauern, über alle Verbindungen der Regel.',
  'Tried in order when the target is away.': 'Der Reihe nach versucht, wenn das Ziel weg ist.',
  'Two lost packets of a handshake take three seconds; after five there is no answer to come.':
    'Zwei verlorene Pakete eines Handschlags kosten drei Sekunden; nach fünf kommt keine Antwort mehr.',
  'Under which heading the rule stands in the list.':
    'Unter welcher Überschrift die Regel in der Liste steht.',
  v1: 'v1',
  v2: 'v2',
  'Viewers behind one router share its address.': 'Zuschauer hinter einem Router teilen seine Adresse.',
  'Waits for it, disconnects it, or skips its video to the next keyframe.':
    'Wartet auf ihn, trennt ihn, oder überspringt sein Video bis zum nächsten Keyframe.',
  'What listens here and leads to which camera or encoder.':
    'Was hier lauscht und zu welcher Kamera oder welchem Encoder es führt.',
  'Whether TCP connections or UDP packets are forwarded.':
    'Ob TCP-Verbindungen oder UDP-Pakete weitergeleitet werden.',
  'Whether the rule listens.': 'Ob die Regel lauscht.',
  'Which network is yours cannot be guessed; a rule that is open to all is warned about.':
    'Welches Netz das eigene ist, lässt sich nicht erraten; vor einer Regel, die allen offen ist, wird gewarnt.',
  'Who adds a rule wants to use it.': 'Wer eine Regel hinzufügt, will sie benutzen.',
}
