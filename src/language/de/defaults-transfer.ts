import type { Catalogue } from '../catalogue.ts'

export const defaultsTransfer: Catalogue = {
  'A folder on this machine, as a whole path.': 'Ein Ordner auf diesem Rechner, als ganzer Pfad.',
  'A layer of Hawser’s own above DTLS. Both sides must agree to be without it.':
    'Eine eigene Schicht von Hawser über DTLS. Nur beide Seiten zusammen können darauf verzichten.',
  'Address and TCP port where paired devices call. Only they get an answer.':
    'Adresse und TCP-Port, wo gekoppelte Geräte anrufen. Nur sie bekommen Antwort.',
  'Codes work on this network without one; nobody’s server is used unasked.':
    'In diesem Netz gehen Codes ohne eines; ungefragt wird kein Server benutzt.',
  'Connections side by side; more of them help where packets get lost.':
    'Verbindungen nebeneinander; mehr davon helfen, wo Pakete verloren gehen.',
  'Files of paired devices arrive without a click.': 'Dateien gekoppelter Geräte kommen ohne Klick an.',
  'Files that are sent to somebody, and how connections by code are made.':
    'Dateien, die an jemanden gesendet werden, und wie Verbindungen mit Code entstehen.',
  'Find the way through routers, or carry the sealed bytes where there is none. For tunnels too.':
    'Finden den Weg durch Router, oder tragen die versiegelten Bytes, wo es keinen gibt. Auch für Tunnel.',
  'It also holds against quantum computers, and costs little on any processor of these years.':
    'Sie hält auch gegen Quantenrechner und kostet auf heutigen Prozessoren wenig.',
  'Listening for calls': 'Lauschen auf Anrufe',
  'Most transfers have the link for themselves.': 'Die meisten Übertragungen haben die Leitung für sich.',
  'None: on this network only': 'Keines: nur in diesem Netz',
  'One connection only, which leaves room for live video on the same link.':
    'Nur eine Verbindung; das lässt Platz für Live-Video auf derselben Leitung.',
  'Only those that pay are opened, so that a high limit does no harm.':
    'Nur lohnende werden geöffnet; eine hohe Grenze schadet also nicht.',
  'Paired means proven, not welcome at any time.': 'Gekoppelt heißt bewiesen, nicht jederzeit willkommen.',
  'The downloads folder of the system': 'Der Download-Ordner des Systems',
  'The other side never learns this machine’s address, and no straight way is tried.':
    'Die andere Seite erfährt die Adresse dieses Rechners nie, und kein gerader Weg wird versucht.',
  'The straight way is faster and costs nobody anything.':
    'Der gerade Weg ist schneller und kostet niemanden etwas.',
  'What measures faster is taken; on nearly every path that is the reliable mode.':
    'Genommen wird, was sich als schneller misst; auf fast jedem Weg ist das der verlässliche Modus.',
  'Where codes meet: any Hawser that runs as a rendezvous. No file passes it.':
    'Wo sich Codes treffen: ein Hawser, der als Rendezvous läuft. Keine Datei geht hindurch.',
  'Where people look for what has arrived.': 'Wo man nachsieht, was angekommen ist.',
  'Whether the browser repeats what is lost, or Hawser itself.':
    'Ob der Browser wiederholt, was verloren geht, oder Hawser selbst.',
  'Whoever runs such a server sees your address: nobody’s is used unasked.':
    'Wer einen solchen Server betreibt, sieht die Adresse: ungefragt wird keiner benutzt.',
}
