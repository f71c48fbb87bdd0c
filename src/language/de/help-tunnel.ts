import type { Catalogue } from '../catalogue.ts'

export const helpTunnel: Catalogue = {
  '<b>From a terminal</b>: <code>hawser tunnel serve --allow 10.0.0.0/24:554,80</code> there, and <code>hawser tunnel --code CODE --forward 127.0.0.1:8554=10.0.0.5:554</code> here.':
    '<b>Im Terminal</b>: dort <code>hawser tunnel serve --allow 10.0.0.0/24:554,80</code>, hier <code>hawser tunnel --code CODE --forward 127.0.0.1:8554=10.0.0.5:554</code>.',
  '<b>To a paired device</b>: choose it under <em>Reach a machine</em>. As long as a way to it is on, the tube is made again by itself whenever it breaks.':
    '<b>Zu einem gekoppelten Gerät</b>: unter <em>Rechner erreichen</em> wählen. Solange ein Weg dorthin an ist, wird die Röhre von selbst neu gemacht, wenn sie bricht.',
  '<b>With a code</b>: the side that is to be reached makes one under <em>Let somebody in</em>, and says what may be reached. The other side types it. It works once, and what it allows ends with the tube.':
    '<b>Mit Code</b>: die Seite, die erreicht werden soll, macht einen unter <em>Jemanden einlassen</em> und sagt, was erreicht werden darf. Die andere Seite tippt ihn ein. Er gilt einmal, und was er erlaubt, endet mit der Röhre.',
  '<code>*.cameras.lan:8000-8100</code>: all names in a domain, a range of ports':
    '<code>*.cameras.lan:8000-8100</code>: alle Namen einer Domain, ein Bereich von Ports',
  '<code>10.0.0.0/24:554,80</code>: a network, two ports':
    '<code>10.0.0.0/24:554,80</code>: ein Netz, zwei Ports',
  '<code>[fd00::/8]:*</code>: a network of IPv6, every port':
    '<code>[fd00::/8]:*</code>: ein IPv6-Netz, jeder Port',
  "A camera's web page, an RTSP port, a remote desktop: behind somebody else's router, and reached as if it were here. Hawser runs on this machine and on one beside the device. The two make a <em>tube</em>, straight through both routers, and no port is opened anywhere.":
    'Die Webseite einer Kamera, ein RTSP-Port, ein ferner Desktop: hinter einem fremden Router, und doch erreicht, als wäre es hier. Hawser läuft auf diesem Rechner und auf einem neben dem Gerät. Die beiden machen eine <em>Röhre</em>, gerade durch beide Router, und nirgends wird ein Port geöffnet.',
  'A name is looked up first, and each of its addresses must be allowed, by its name or by its network. What is asked for and not allowed is refused, and shown on top of the page and on the overview, to be allowed with one click. Taking a rule away cuts what goes by it.':
    'Ein Name wird zuerst nachgeschlagen, und jede seiner Adressen muss erlaubt sein, nach Namen oder Netz. Was verlangt und nicht erlaubt ist, wird abgewiesen und oben auf der Seite und auf der Übersicht gezeigt, um es mit einem Klick zu erlauben. Eine Regel wegzunehmen trennt, was durch sie läuft.',
  'A peer connection of its own. One is enough on a clean path; more help where packets get lost.':
    'Eine eigene Verbindung. Eine genügt auf einem sauberen Weg; mehr helfen, wo Pakete verloren gehen.',
  Allowed: 'Erlaubt',
  'Each connection has a credit of its own: one that nobody reads waits alone, and the others go on at full speed.':
    'Jede Verbindung hat ihr eigenes Guthaben: eine, die niemand liest, wartet allein, und die anderen laufen mit voller Geschwindigkeit weiter.',
  'Nothing is reachable through a machine before its owner has allowed it. A rule names hosts and ports:':
    'Durch einen Rechner ist nichts erreichbar, bevor sein Besitzer es erlaubt hat. Eine Regel nennt Rechner und Ports:',
  'Of a tube:': 'Einer Röhre:',
  'Of a way:': 'Eines Wegs:',
  'Open the address of a way in a player or a browser: <code>rtsp://127.0.0.1:8554/…</code>. A SOCKS5 proxy gives a browser the whole network over there, as far as it is allowed; names are looked up there. With <em>guacd</em> Hawser reads along and tells how far the picture lags; it can also do the handshake itself.':
    'Die Adresse eines Wegs in einem Player oder Browser öffnen: <code>rtsp://127.0.0.1:8554/…</code>. Ein SOCKS5-Proxy gibt einem Browser das ganze Netz dort, soweit es erlaubt ist; Namen werden dort nachgeschlagen. Bei <em>guacd</em> liest Hawser mit und sagt, wie weit das Bild nachhinkt; den Handschlag kann es auch selbst machen.',
  'The connection between two machines: sealed, straight where that is possible, made anew when it breaks.':
    'Die Verbindung zwischen zwei Rechnern: versiegelt, gerade, wo das möglich ist, neu gemacht, wenn sie bricht.',
  'The hosts and ports that the owner of a machine lets somebody reach through it. Nothing else is reachable.':
    'Die Rechner und Ports, die der Besitzer eines Rechners jemanden durch ihn erreichen lässt. Sonst ist nichts erreichbar.',
  Way: 'Weg',
  'Ways through a tube': 'Wege durch eine Röhre',
  'What leads through a tube: a port that is listened on, and what it comes out at on the other side.':
    'Was durch eine Röhre führt: ein Port, auf dem gelauscht wird, und wo es auf der anderen Seite herauskommt.',
  'When the network changes, a new path is looked for and connections go on where they were; nothing is lost and nothing is sent twice. Where no straight path is found, a TURN server carries the sealed bytes; it is named in the transfer settings, which hold for tunnels too.':
    'Ändert sich das Netz, wird ein neuer Weg gesucht, und Verbindungen gehen weiter, wo sie waren; nichts geht verloren, nichts wird zweimal gesendet. Wo kein gerader Weg gefunden wird, trägt ein TURN-Server die versiegelten Bytes; er steht in den Transfer-Einstellungen, die auch für Tunnel gelten.',
  'Words of tunnels': 'Wörter der Tunnel',
}
