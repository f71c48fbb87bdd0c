import type { Catalogue } from '../catalogue.ts'

export const transferSettings: Catalogue = {
  '"{{url}}" needs a user name and a password.': '„{{url}}“ braucht Benutzer und Passwort.',
  '1 to 16. More help under loss.': '1 bis 16. Mehr helfen bei Verlust.',
  "A layer of Hawser's own above DTLS, with keys that also hold against quantum computers. Off only on a network that you trust, and only if the other side is off too.":
    'Eine eigene Schicht von Hawser über DTLS, mit Schlüsseln, die auch gegen Quantenrechner halten. Nur in einem vertrauten Netz aus, und nur wenn die andere Seite es auch ausschaltet.',
  'Add a server': 'Server hinzufügen',
  'Empty: the downloads folder of the system, {{folder}}.':
    'Leer: der Download-Ordner des Systems, {{folder}}.',
  'Empty: the downloads folder of the system.': 'Leer: der Download-Ordner des Systems.',
  'Getting through': 'Durchkommen',
  'Hawser repeats what is lost itself. To compare; seldom faster.':
    'Hawser wiederholt selbst, was verloren geht. Zum Vergleichen; selten schneller.',
  'Listen: where paired devices call': 'Eingang: wo gekoppelte Geräte anrufen',
  'Off: each offer waits until somebody accepts. Files never replace others: a second one of the same name gets a number.':
    'Aus: jedes Angebot wartet, bis jemand annimmt. Dateien ersetzen nie andere: eine zweite desselben Namens bekommt eine Nummer.',
  'One connection only, which leaves room for live video on the same link. Off: up to as many lanes as pay.':
    'Nur eine Verbindung; das lässt Platz für Live-Video auf derselben Leitung. Aus: bis zu so viele Spuren, wie sich lohnen.',
  'Remove this server': 'Diesen Server entfernen',
  Safety: 'Sicherheit',
  Server: 'Server',
  Speed: 'Geschwindigkeit',
  'STUN finds the way through routers; TURN carries the sealed bytes where there is no straight way. Within one network none is needed.':
    'STUN findet den Weg durch Router; TURN trägt die versiegelten Bytes, wo es keinen geraden Weg gibt. In einem Netz ist keiner nötig.',
  'The browser repeats what is lost.': 'Der Browser wiederholt, was verloren geht.',
  "The other side never learns this machine's address, and no straight way is tried. Slower.":
    'Die andere Seite erfährt die Adresse dieses Rechners nie, und kein gerader Weg wird versucht. Langsamer.',
  'They hold for what begins now.': 'Sie gelten für das, was jetzt beginnt.',
  'User name': 'Benutzer',
  'What measures faster. On nearly every path that is the reliable mode.':
    'Was sich als schneller misst. Auf fast jedem Weg ist das der verlässliche Modus.',
  'Where codes meet: any Hawser that runs as a rendezvous. It sees sealed bytes only, and no file passes it. Without one, codes work on this network.':
    'Wo sich Codes treffen: ein Hawser, der als Rendezvous läuft. Es sieht nur versiegelte Bytes, und keine Datei geht hindurch. Ohne eines gehen Codes in diesem Netz.',
  'Without a TURN server nobody could be reached. Add one, or switch this off.':
    'Ohne TURN-Server wäre niemand zu erreichen. Einen hinzufügen oder dies ausschalten.',
}
