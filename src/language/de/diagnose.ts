import type { Catalogue } from '../catalogue.ts'

export const diagnose: Catalogue = {
  '1. One button': '1. Ein Knopf',
  '2. One sentence': '2. Ein Satz',
  '3. Two ends': '3. Zwei Enden',
  '4. Share it': '4. Weitergeben',
  'A camera, server or receiver that matters.': 'Eine Kamera, ein Server oder Empfänger, auf den es ankommt.',
  'A page of its own for everybody with a browser. Hawser opens it again. This is what it says:':
    'Eine eigene Seite für alle mit einem Browser. Hawser öffnet sie wieder. Darin steht:',
  'A page without encryption': 'Eine Seite ohne Verschlüsselung',
  'A paired device on which Hawser runs.': 'Ein gekoppeltes Gerät, auf dem Hawser läuft.',
  'A session is planned': 'Eine Sitzung ist geplant',
  'Before the session': 'Vor der Sitzung',
  'Captive portal': 'Anmeldeseite (Captive Portal)',
  'Captive portals': 'Anmeldeseiten (Captive Portal)',
  'Causes, the likeliest first': 'Ursachen, die wahrscheinlichste zuerst',
  'Checks ({{checks}})': 'Prüfungen ({{checks}})',
  'Choose a paired device, and throughput, delay under load and reachability from outside are measured against it.':
    'Mit einem gekoppelten Gerät werden Durchsatz, Verzögerung unter Last und Erreichbarkeit von außen gemessen.',
  Clock: 'Uhr',
  'Close it': 'Schließen',
  'Comes down': 'Herunter',
  Command: 'Befehl',
  Commands: 'Befehle',
  'Configurations to look at': 'Konfigurationen, die angesehen werden',
  'Connecting to the target': 'Verbinden mit dem Ziel',
  'Copy JSON': 'JSON kopieren',
  'Copy text': 'Text kopieren',
  'Copy: {{command}}': 'Kopieren: {{command}}',
  deep: 'gründlich',
  'Deep, 60 s': 'Gründlich, 60 s',
  DNS: 'DNS',
  'Everything, for programs and for Hawser, which opens it again.':
    'Alles, für Programme und für Hawser, der es wieder öffnet.',
  'For a mail or a chat.': 'Für eine Mail oder einen Chat.',
  Form: 'Form',
  'Go or no-go for what it needs, with how much room there is.':
    'Go oder no-go für das, was sie braucht, und wie viel Platz ist.',
  'Go, as far as can be told: {{unknown}} of {{lines}} not known.':
    'Go, soweit zu sehen: {{unknown}} von {{lines}} unbekannt.',
  'Go, at a risk: {{risk}} of {{lines}} with little room.':
    'Go, mit Risiko: {{risk}} von {{lines}} mit wenig Platz.',
  'Go: there is room for all of it.': 'Go: für alles ist Platz.',
  'Goes up': 'Hinauf',
  'Health of this machine': 'Gesundheit dieses Rechners',
  'How much has been looked at': 'Wie viel angesehen ist',
  'how the doctor works': 'wie der Doktor arbeitet',
  'How thorough': 'Wie gründlich',
  'Interfaces, routes, DNS, loss, packet sizes, NAT, clock, WireGuard, limits of the system: all at once, without privileges.':
    'Schnittstellen, Routen, DNS, Verlust, Paketgrößen, NAT, Uhr, WireGuard, Grenzen des Systems: alles zugleich, ohne besondere Rechte.',
  IPv6: 'IPv6',
  'Its content must be known; a portal puts its own in its place.':
    'Ihr Inhalt muss bekannt sein; ein Portal setzt seinen eigenen an die Stelle.',
  JSON: 'JSON',
  'Large packets': 'Große Pakete',
  'Latency under load': 'Verzögerung unter Last',
  'Limits of the system': 'Grenzen des Systems',
  'Loss and jitter': 'Verlust und Jitter',
  'Measure against (optional)': 'Messen gegen (wahlweise)',
  'measured against {{peer}}': 'gemessen gegen {{peer}}',
  'NAT and UDP': 'NAT und UDP',
  'Network interfaces': 'Netzschnittstellen',
  'No device': 'Kein Gerät',
  'No-go: {{noGo}} of {{lines}} will not work as it is.':
    'No-go: {{noGo}} von {{lines}} wird so nicht gehen.',
  'Nobody is asked on the internet unless you name the servers in the settings. Read {{link}}.':
    'Im Internet wird niemand gefragt, solange kein Server in den Einstellungen steht. Zum Nachlesen: {{link}}.',
  'Nobody on the internet is asked unless you name the server here. Whoever runs such a server sees the address of your network.':
    'Im Internet wird niemand gefragt, dessen Server nicht hier steht. Wer einen solchen Server betreibt, sieht die Adresse dieses Netzes.',
  'Nothing that was looked at is poor or bad.':
    'Nichts von dem, was angesehen wurde, ist mäßig oder schlecht.',
  'Off, each becomes another one such as address-1. Passwords, keys and tokens are never in a report.':
    'Aus: jede wird zu einer anderen, etwa address-1. Passwörter, Schlüssel und Tokens stehen nie in einem Bericht.',
  'One a line, such as stun.example.net:3478. Two of them tell what kind of NAT it is.':
    'Je Zeile einer, etwa stun.example.net:3478. Zwei davon zeigen, was für ein NAT es ist.',
  'One a line. Without any, those that this system uses, where it tells.':
    'Je Zeile einer. Ohne Angabe die, die dieses System benutzt, soweit es das sagt.',
  'One file a line, such as /etc/wireguard/wg0.conf. Keys in them are not kept or shown.':
    'Je Zeile eine Datei, etwa /etc/wireguard/wg0.conf. Schlüssel darin werden weder behalten noch gezeigt.',
  'Open a report': 'Bericht öffnen',
  'Page (HTML)': 'Seite (HTML)',
  'Path MTU': 'MTU des Wegs',
  Preview: 'Vorschau',
  'Quick, 15 s': 'Schnell, 15 s',
  'Reachable from outside': 'Von außen erreichbar',
  Report: 'Bericht',
  'Room for {{text}}': 'Platz für {{text}}',
  Routes: 'Routen',
  'RTSP target': 'RTSP-Ziel',
  'Save or copy the report after a look at it. Passwords, keys and tokens are never in it.':
    'Den Bericht ansehen, dann speichern oder kopieren. Passwörter, Schlüssel und Tokens stehen nie darin.',
  'Say what is planned: how much goes up or down, or which rules and bonds.':
    'Sagen, was geplant ist: wie viel hinauf oder herunter, oder welche Regeln und Bonds.',
  Servers: 'Server',
  'Settings of the doctor saved.': 'Einstellungen des Doktors gespeichert.',
  'Share the report': 'Bericht weitergeben',
  Share_verb: 'Weitergeben',
  'STUN servers': 'STUN-Server',
  Success: 'Success',
  'Target (optional)': 'Ziel (wahlweise)',
  'target {{target}}': 'Ziel {{target}}',
  'The cause': 'Die Ursache',
  'The settings of the doctor were not saved.': 'Die Einstellungen des Doktors wurden nicht gespeichert.',
  'Those of {{button}} are asked, too; TURN servers are set there alone.':
    'Auch die aus {{button}} werden gefragt; TURN-Server stehen nur dort.',
  'Too many of them.': 'Zu viele davon.',
  'Took {{seconds}} s': 'Dauerte {{seconds}} s',
  'TURN relays': 'TURN-Relays',
  Verdict: 'Urteil',
  'VPN interface': 'VPN-Schnittstelle',
  'What is not good': 'Was nicht gut ist',
  'What is wrong comes first; then the causes, the likeliest on top, with what was measured and a command to copy.':
    'Zuerst, was nicht stimmt; dann die Ursachen, die wahrscheinlichste oben, mit dem, was gemessen wurde, und einem Befehl zum Kopieren.',
  'What it receives.': 'Was er empfängt.',
  'What it says': 'Was sie sagt',
  'What the doctor does': 'Was der Doktor tut',
  'What this machine sends.': 'Was dieser Rechner sendet.',
  'What to do:': 'Was zu tun ist:',
  'Which checks': 'Welche Prüfungen',
  'While streams run': 'Während Streams laufen',
  'WireGuard configuration': 'WireGuard-Konfiguration',
  'With addresses and names of machines': 'Mit Adressen und Namen von Rechnern',
  'Write an address that begins with http://; encrypted pages show no portal.':
    'Eine Adresse angeben, die mit http:// beginnt; verschlüsselte Seiten zeigen kein Portal.',
  'Write Mbit/s, such as 20.': 'Mbit/s eingeben, etwa 20.',
  'Write Mbit/s, such as 8.': 'Mbit/s eingeben, etwa 8.',
  'Write what the page says when nobody stands in the way, such as Success.':
    'Angeben, was die Seite sagt, wenn niemand im Weg steht, etwa Success.',
  'You look at a saved report: {{strong}}. It tells of the machine on which it was made.':
    'Dies ist ein gespeicherter Bericht: {{strong}}. Er erzählt von dem Rechner, auf dem er entstand.',
  '{{count}} checks not good_one': '{{count}} Prüfung nicht gut',
  '{{count}} checks not good_other': '{{count}} Prüfungen nicht gut',
  '{{done}} of {{checks}}': '{{done}} von {{checks}}',
  '{{done}} of {{count}} checks_one': '{{done}} von {{count}} Prüfung',
  '{{done}} of {{count}} checks_other': '{{done}} von {{count}} Prüfungen',
  '{{room}} × what is needed': '{{room}} × des Bedarfs',
  '{{started}}, took {{seconds}} s': '{{started}}, dauerte {{seconds}} s',
}
