import type { Catalogue } from '../catalogue.ts'

export const defaultsWatching: Catalogue = {
  'A page to notice captive portals': 'Eine Seite, an der Anmeldeseiten auffallen',
  'Address and TCP port of the endpoint.': 'Adresse und TCP-Port.',
  'Compared with the clock of this machine; one a line.':
    'Mit der Uhr dieses Rechners verglichen; je Zeile einer.',
  'Enough to understand a bad day afterwards, at a few kilobytes an hour.':
    'Genug, um einen schlechten Tag hinterher zu verstehen, bei wenigen Kilobyte je Stunde.',
  'Figures are pushed to a collector': 'Zahlen werden an einen Sammler geschickt',
  'Files of the system are read only where you name them.':
    'Dateien des Systems werden nur gelesen, wo sie genannt sind.',
  'Files to look at, one a line. Keys in them are not kept or shown.':
    'Dateien, die angesehen werden, je Zeile eine. Schlüssel darin werden weder behalten noch gezeigt.',
  'For those who watch many machines. Nothing leaves this one unless it is switched on.':
    'Für alle, die viele Rechner beobachten. Nichts verlässt diesen, wenn es nicht eingeschaltet ist.',
  'How often figures are sent.': 'Wie oft Zahlen gesendet werden.',
  'It belongs to the page that you name.': 'Er gehört zu der angegebenen Seite.',
  'Log files at most': 'Protokolldateien höchstens',
  'Names may say who works where; ids do not.': 'Namen können sagen, wer wo arbeitet; IDs nicht.',
  'Nobody’s page is asked for unasked.': 'Ungefragt wird niemandes Seite geholt.',
  'None besides running tunnels': 'Keine außer laufenden Tunneln',
  'None besides those of transfers': 'Keine außer denen der Übertragungen',
  'None: not looked for': 'Keine: wird nicht gesucht',
  'Nothing leaves this machine unless it is asked for.': 'Nichts verlässt diesen Rechner ungefragt.',
  'Nothing listens unless it is asked for.': 'Nichts lauscht ungefragt.',
  'Only between both ends can a path be measured, and paired devices are yours.':
    'Nur zwischen beiden Enden lässt sich ein Weg messen, und gekoppelte Geräte sind die eigenen.',
  'Opens in any editor, and can be sent by mail.': 'Öffnet sich in jedem Editor und passt in eine Mail.',
  'Prometheus reads figures': 'Prometheus liest Zahlen',
  'Pushed every': 'Geschickt alle',
  'Size of a log file': 'Größe einer Protokolldatei',
  'STUN servers of the doctor': 'STUN-Server des Doktors',
  'Tell by which address this network is seen. Two of them tell what kind of NAT it is.':
    'Sagen, unter welcher Adresse dieses Netz zu sehen ist. Zwei davon zeigen, was für ein NAT es ist.',
  'Text that must be on it.': 'Text, der darauf stehen muss.',
  'The address of an OpenTelemetry collector. With no path, /v1/metrics is added.':
    'Die Adresse eines OpenTelemetry-Sammlers. Ohne Pfad kommt /v1/metrics dazu.',
  'The servers that the system uses are asked, where it tells them.':
    'Gefragt werden die Server, die das System benutzt, soweit es sie nennt.',
  'This machine alone reaches it; 9464 is what OpenTelemetry exporters listen on.':
    'Nur dieser Rechner erreicht es; auf 9464 lauschen OpenTelemetry-Exporter.',
  'Those of the system': 'Die des Systems',
  'Together ten megabytes: weeks of a quiet host, and nothing that a disk would notice.':
    'Zusammen zehn Megabyte: Wochen eines ruhigen Hosts, und nichts, was ein Datenträger merken würde.',
  'What is written to log files': 'Was in Protokolldateien geschrieben wird',
  'What OpenTelemetry asks for; graphs of a fleet show minutes.':
    'Was OpenTelemetry verlangt; Kurven vieler Rechner zeigen Minuten.',
  'What that page says': 'Was jene Seite sagt',
  'What you called rules, bonds, folders and devices is told, too.':
    'Auch wie Regeln, Bonds, Ordner und Geräte heißen, wird mitgeteilt.',
  'When it is full, the next one is begun.': 'Ist sie voll, wird die nächste begonnen.',
  'Where a collector on this machine listens.': 'Wo ein Sammler auf diesem Rechner lauscht.',
  'Where Prometheus reads': 'Wo Prometheus liest',
  'Whoever runs such a server sees your address: nobody’s is asked unasked.':
    'Wer einen solchen Server betreibt, sieht die Adresse: ungefragt wird keiner gefragt.',
  'Whom the doctor may ask. Nobody on the internet is asked unless you name the server.':
    'Wen der Doktor fragen darf. Im Internet wird niemand gefragt, dessen Server nicht hier steht.',
  'WireGuard configurations': 'WireGuard-Konfigurationen',
  'Without encryption, and with content that is known; a portal puts its own in its place.':
    'Ohne Verschlüsselung und mit bekanntem Inhalt; ein Portal setzt seinen eigenen an die Stelle.',
}
