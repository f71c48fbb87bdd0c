import type { Catalogue } from '../catalogue.ts'

export const tunnelForms: Catalogue = {
  '"{{line}}": write name=value, such as hostname=10.0.0.60.':
    '„{{line}}“: Name=Wert schreiben, etwa hostname=10.0.0.60.',
  '1 h': '1 h',
  '10.0.0.0/24:554,80 or *.cameras.lan:8000-8100 or [fd00::/8]:*. A name is looked up here, and each of its addresses counts.':
    '10.0.0.0/24:554,80 oder *.cameras.lan:8000-8100 oder [fd00::/8]:*. Ein Name wird hier nachgeschlagen, und jede seiner Adressen zählt.',
  '10.0.0.12:80,443\n*.cameras.lan:554': '10.0.0.12:80,443\n*.cameras.lan:554',
  '15 min': '15 min',
  '24 h': '24 h',
  '8 h': '8 h',
  'A client gets a session that is ready. Off: the client speaks with guacd itself, and Hawser reads along.':
    'Ein Client bekommt eine fertige Sitzung. Aus: der Client spricht selbst mit guacd, und Hawser liest mit.',
  'A name is looked up here.': 'Ein Name wird hier nachgeschlagen.',
  'A name is looked up over there.': 'Ein Name wird dort nachgeschlagen.',
  Address: 'Adresse',
  'Allow something': 'Etwas erlauben',
  'Allow something here': 'Hier etwas erlauben',
  'Allowed here': 'Hier erlaubt',
  'An address of the far machine; it must allow it.':
    'Eine Adresse des fernen Rechners; er muss es erlauben.',
  'An address of this machine, such as 127.0.0.1:9000-9010 or 0.0.0.0:8080.':
    'Eine Adresse dieses Rechners, etwa 127.0.0.1:9000-9010 oder 0.0.0.0:8080.',
  'Any that is free.': 'Irgendeiner, der frei ist.',
  'As guacd names them, one name=value a line. Kept in the settings file as they are.':
    'Wie guacd sie nennt, je Zeile ein Name=Wert. Stehen in der Einstellungsdatei, wie sie sind.',
  'Automatic takes the fastest one that proves itself on this machine. node-datachannel is native and several times faster; werift needs nothing native. A change holds for new tubes.':
    'Automatisch nimmt den schnellsten, der sich auf diesem Rechner bewährt. node-datachannel ist nativ und um ein Mehrfaches schneller; werift braucht nichts Natives. Eine Änderung gilt für neue Röhren.',
  'Change what is allowed': 'Erlaubtes ändern',
  'Choose for whom.': 'Wählen, für wen.',
  'Choose who is at the other end.': 'Wählen, wer am anderen Ende ist.',
  'Choose…': 'Wählen…',
  'Copy {{address}}': '{{address}} kopieren',
  'curl --proxy socks5h://…': 'curl --proxy socks5h://…',
  'Duplicate…': 'Duplizieren…',
  'Edit {{target}} for {{who}}': '{{target}} für {{who}} bearbeiten',
  'Edit…': 'Bearbeiten…',
  'Empty: nobody is asked.': 'Leer: niemand wird gefragt.',
  'Empty: one that fits.': 'Leer: einer, der passt.',
  'Empty: {{suggested}}.': 'Leer: {{suggested}}.',
  everything: 'alles',
  Faults: 'Fehler',
  'For reverse ways: addresses and ports of this machine, such as 127.0.0.1:9000-9010.':
    'Für Rückwärtswege: Adressen und Ports dieses Rechners, etwa 127.0.0.1:9000-9010.',
  'For whom': 'Für wen',
  'guacd, as the far end sees it': 'guacd, wie das andere Ende es sieht',
  'handshake, how many connections': 'Handschlag, wie viele Verbindungen',
  'Hawser does the handshake': 'Hawser macht den Handschlag',
  help: 'Hilfe',
  'Holds at once. What is not written costs nothing.':
    'Gilt sofort. Was nicht geschrieben wird, kostet nichts.',
  'hostname=10.20.0.60\nport=5900': 'hostname=10.20.0.60\nport=5900',
  'Hosts and ports': 'Rechner und Ports',
  'Hosts and ports that this machine connects to for the other side.':
    'Rechner und Ports, zu denen dieser Rechner für die andere Seite verbindet.',
  'Hosts and ports, one entry a line, such as 10.0.0.0/24:554,80. Empty: nothing yet; what is asked for can be allowed then.':
    'Rechner und Ports, je Zeile ein Eintrag, etwa 10.0.0.0/24:554,80. Leer: noch nichts; was verlangt wird, lässt sich dann erlauben.',
  'how many connections': 'wie viele Verbindungen',
  'is reached by': 'wird erreicht durch',
  'Lanes of a tube at most: {{maxLanes}}': 'Spuren einer Röhre höchstens: {{maxLanes}}',
  'Let somebody in by a code': 'Jemanden mit einem Code einlassen',
  'Listen at the far end: where programs there connect to':
    'Eingang am anderen Ende: wohin Programme dort verbinden',
  'Listen: the proxy that programs here use': 'Eingang: der Proxy, den Programme hier benutzen',
  'Listen: where programs here connect to': 'Eingang: wohin Programme hier verbinden',
  'Listen: where the Guacamole client here connects to': 'Eingang: wohin der Guacamole-Client hier verbindet',
  'may {{allow}}': 'darf {{allow}}',
  'More are refused.': 'Mehr werden abgewiesen.',
  'Name a protocol such as vnc, rdp or ssh.': 'Ein Protokoll nennen, etwa vnc, rdp oder ssh.',
  'No code was made.': 'Kein Code wurde gemacht.',
  'Not allowed.': 'Nicht erlaubt.',
  'Nothing was allowed.': 'Nichts wurde erlaubt.',
  'Nothing: nobody reaches anything through this machine. Allow hosts and ports for a device, or answer what is asked for.':
    'Nichts: niemand erreicht etwas durch diesen Rechner. Rechner und Ports für ein Gerät erlauben, oder beantworten, was verlangt wird.',
  Parameters: 'Parameter',
  'password, how many connections': 'Passwort, wie viele Verbindungen',
  'Peer connections side by side. One is enough on a clean path; more help where packets get lost, and only those that pay are opened.':
    'Verbindungen nebeneinander. Eine genügt auf einem sauberen Weg; mehr helfen, wo Pakete verloren gehen, und nur lohnende werden geöffnet.',
  'Pit camera': 'Boxen-Kamera',
  'Ports are missing: {{text}}:80 allows one, {{text2}}:* all of them.':
    'Ports fehlen: {{text}}:80 erlaubt einen, {{text2}}:* alle.',
  'Reach from here': 'Von hier erreichen',
  'Remove {{target}} for {{who}}': '{{target}} für {{who}} entfernen',
  'Running: {{strong}}. {{stackWhy}}': 'Läuft: {{strong}}. {{stackWhy}}',
  'Set it as SOCKS5 proxy in a browser, or use it as {{code}} does: names are looked up over there.':
    'Als SOCKS5-Proxy in einem Browser einstellen, oder benutzen wie {{code}}: Namen werden dort nachgeschlagen.',
  'SOCKS5 proxy': 'SOCKS5-Proxy',
  'STUN and TURN servers, the rendezvous and "only through a relay" are those of {{button}}. See {{helpLink}}.':
    'STUN- und TURN-Server, das Rendezvous und „nur über TURN“ sind die aus {{button}}. Siehe {{helpLink}}.',
  'Target, as the far end sees it': 'Ziel, wie das andere Ende es sieht',
  'Target, as this machine sees it': 'Ziel, wie dieser Rechner es sieht',
  'The code works once. What is allowed here ends with the tube that it makes.':
    'Der Code gilt einmal. Was hier erlaubt ist, endet mit der Röhre, die er macht.',
  'This opens everything that this machine can reach, itself too.':
    'Das öffnet alles, was dieser Rechner erreicht, auch ihn selbst.',
  'Usually beside Hawser there.': 'Meist neben Hawser dort.',
  'vnc, rdp, ssh, telnet, kubernetes, or the id of a session to join.':
    'vnc, rdp, ssh, telnet, kubernetes, oder die ID einer Sitzung, der beigetreten wird.',
  'Waits for': 'Wartet so lange',
  'What is written to the log': 'Was ins Protokoll geschrieben wird',
  'What may be reached from here': 'Was von hier erreicht werden darf',
  'Where connections may be taken here': 'Wo hier Verbindungen angenommen werden dürfen',
  'Where the other side may take connections on this machine, to answer them over there (a reverse way).':
    'Wo die andere Seite auf diesem Rechner Verbindungen annehmen darf, um sie dort zu beantworten (ein Rückwärtsweg).',
  'Who is at the other end': 'Wer am anderen Ende ist',
  'Who may use the proxy': 'Wer den Proxy benutzen darf',
  'Write hosts and ports such as 10.0.0.0/24:554,80.': 'Rechner und Ports angeben, etwa 10.0.0.0/24:554,80.',
  '{{name}} on': '{{name}} an',
  '{{peerName}} (by code, as long as its tube lasts)': '{{peerName}} (mit Code, solange seine Röhre besteht)',
  '{{target}} for {{who}}': '{{target}} für {{who}}',
}
