import type { Catalogue } from '../catalogue.ts'

export const defaultsTunnel: Catalogue = {
  'A camera at the far end is what most want to reach.':
    'Die meisten wollen eine Kamera am anderen Ende erreichen.',
  'A client that does the handshake itself needs none.':
    'Ein Client, der den Handschlag selbst macht, braucht keine.',
  'A new permission': 'Eine neue Erlaubnis',
  'A new way': 'Ein neuer Weg',
  'A password that everybody has is none.': 'Ein Passwort, das alle haben, ist keines.',
  'A port at the far end': 'Ein Port am anderen Ende',
  'A port here': 'Ein Port hier',
  'A port here, a port at the far end, a SOCKS5 server, or a Guacamole session.':
    'Ein Port hier, ein Port am anderen Ende, ein SOCKS5-Server, oder eine Guacamole-Sitzung.',
  'As measured, four carry most of what eight do under loss, at half the memory.':
    'Gemessen tragen vier bei Verlust das meiste von dem, was acht tragen, mit dem halben Speicher.',
  'Everything tells of each connection, and the counters of a tube at its end.':
    'Alles erzählt von jeder Verbindung, und am Ende einer Röhre von ihren Zählern.',
  'Far above any use, and below what a flood would need to fill the machine.':
    'Weit über jedem Gebrauch, und unter dem, was eine Flut bräuchte, um den Rechner zu füllen.',
  Guacamole: 'Guacamole',
  'It listens on this machine alone, unless you say otherwise.':
    'Er lauscht nur auf diesem Rechner, wenn nichts anderes gesagt ist.',
  'Lanes of a tube at most': 'Spuren einer Röhre höchstens',
  'Nobody is asked': 'Niemand wird gefragt',
  'Nobody reaches anything before you allow it.': 'Niemand erreicht etwas, bevor es erlaubt ist.',
  'Of Guacamole: what Hawser tells guacd in the handshake.':
    'Von Guacamole: was Hawser guacd beim Handschlag sagt.',
  'Of the SOCKS5 server.': 'Des SOCKS5-Servers.',
  'Of the SOCKS5 server. It is kept in the system’s key store where there is one.':
    'Des SOCKS5-Servers. Es liegt im Schlüsselspeicher des Systems, wo es einen gibt.',
  'Of this way at once.': 'Dieses Wegs zugleich.',
  'Only you know it.': 'Von hier aus ist es nicht zu wissen.',
  'Peer connections side by side. Only those that pay are opened.':
    'Verbindungen nebeneinander. Nur lohnende werden geöffnet.',
  'Reach a target': 'Ein Ziel erreichen',
  'The fastest one that proves itself on this machine is taken.':
    'Genommen wird der schnellste, der sich auf diesem Rechner bewährt.',
  'The native one is several times faster; werift needs nothing native. Holds for new tubes.':
    'Der native ist um ein Mehrfaches schneller; werift braucht nichts Natives. Gilt für neue Röhren.',
  'To reach a target from here, or to take connections here.':
    'Von hier ein Ziel zu erreichen, oder hier Verbindungen anzunehmen.',
  'To reach something is asked for far more often.': 'Etwas zu erreichen wird viel öfter verlangt.',
  'Ways through tubes': 'Wege durch Röhren',
  'What begins and ends is worth a line; each connection is not.':
    'Was beginnt und endet, ist eine Zeile wert; jede Verbindung nicht.',
  'What holds for all tubes, and what a new way or permission begins with.':
    'Was für alle Röhren gilt, und womit ein neuer Weg oder eine neue Erlaubnis beginnt.',
  'What is allowed here': 'Was hier erlaubt ist',
  'What other devices may reach through this machine.':
    'Was andere Geräte durch diesen Rechner erreichen dürfen.',
  'What tubes write to the log': 'Was Röhren ins Protokoll schreiben',
  'Where connections lead to; a SOCKS5 server needs none.':
    'Wohin Verbindungen führen; ein SOCKS5-Server braucht keines.',
  'Whether the permission holds.': 'Ob die Erlaubnis gilt.',
  'Whether the way is open.': 'Ob der Weg offen ist.',
  'Which ports lead through a tube to where.': 'Welche Ports durch eine Röhre wohin führen.',
  'Who adds a way wants to use it.': 'Wer einen Weg hinzufügt, will ihn benutzen.',
  'Who allows something means it.': 'Wer etwas erlaubt, meint es so.',
}
