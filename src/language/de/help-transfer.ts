import type { Catalogue } from '../catalogue.ts'

export const helpTransfer: Catalogue = {
  '<b>Bandwidth</b>: the path carries no more. A faster link would help, nothing else.':
    '<b>Bandbreite</b>: der Weg trägt nicht mehr. Nur eine schnellere Leitung würde helfen.',
  '<b>CPU</b>: sealing and hashing take all of the time. Close what else runs.':
    '<b>CPU</b>: Versiegeln und Prüfsummen brauchen die ganze Zeit. Schließen, was sonst läuft.',
  '<b>Latency</b>: the path is long or loses packets. More lanes help; see that <em>Be gentle</em> is off.':
    '<b>Latenz</b>: der Weg ist lang oder verliert Pakete. Mehr Spuren helfen; nachsehen, dass <em>Sanft sein</em> aus ist.',
  "<b>Receiver's disk</b>: it cannot write as fast. Choose a faster disk there.":
    '<b>Datenträger des Empfängers</b>: er schreibt nicht so schnell. Dort einen schnelleren wählen.',
  '<b>To a paired device</b>: those within reach stand in the list. No code is needed; the other side accepts.':
    '<b>An ein gekoppeltes Gerät</b>: die erreichbaren stehen in der Liste. Kein Code ist nötig; die andere Seite nimmt an.',
  '<b>With a code</b>: read it out; the other side types it under <em>Receive</em> or scans it. It holds for an hour and for one session. Capitals, gaps and words cut short do not matter.':
    '<b>Mit Code</b>: vorlesen; die andere Seite tippt ihn unter <em>Empfangen</em> ein oder scannt ihn. Er gilt eine Stunde und für eine Sitzung. Großbuchstaben, Lücken und gekürzte Wörter machen nichts.',
  '<b>Without any server</b>: make an offer, send its text by mail or chat or show it as a QR code, and paste the answer that comes back. Then compare the words on both screens.':
    '<b>Ganz ohne Server</b>: ein Angebot machen, seinen Text per Mail oder Chat senden oder als QR-Code zeigen, und die Antwort einfügen, die zurückkommt. Dann die Wörter auf beiden Bildschirmen vergleichen.',
  '<em>Relayed</em> means that no straight way was found, so that a TURN server carries the sealed bytes; its line is then the limit. <em>Test the speed</em>, in the menu of a session, sends 500 MB from memory to memory: what it shows is the path alone, without disks.':
    '<em>Über Relay</em> heißt, dass kein gerader Weg gefunden wurde und ein TURN-Server die versiegelten Bytes trägt; seine Leitung ist dann die Grenze. <em>Geschwindigkeit testen</em>, im Menü einer Sitzung, sendet 500 MB von Speicher zu Speicher: das zeigt den Weg allein, ohne Datenträger.',
  'As long as a session is open, both sides can send more, and texts too. What is cut off goes on where it stopped: after a lost network, a closed window or a crash on either side, send the same files again and only what is missing travels. The window that sends must stay open; closing it ends its sessions.':
    'Solange eine Sitzung offen ist, können beide Seiten mehr senden, auch Texte. Was abreißt, geht dort weiter, wo es stand: nach einem verlorenen Netz, einem geschlossenen Fenster oder einem Absturz auf einer Seite dieselben Dateien noch einmal senden, und nur was fehlt, geht auf den Weg. Das Fenster, das sendet, muss offen bleiben; es zu schließen beendet seine Sitzungen.',
  'Bytes go by up to sixteen lanes, each a connection of its own. A clean local network needs one; a path that loses packets, or a long one, gets more, as long as each that is added pays. Under <em>Figures</em> every lane has its line, and the strip beneath says what held the transfer up:':
    'Bytes gehen über bis zu sechzehn Spuren, jede eine eigene Verbindung. Ein sauberes lokales Netz braucht eine; ein Weg, der Pakete verliert, oder ein langer bekommt mehr, solange jede neue sich lohnt. Unter <em>Zahlen</em> hat jede Spur ihre Zeile, und der Streifen darunter sagt, was die Übertragung aufhielt:',
  'Drop files or folders anywhere on Hawser, say to whom, and they arrive: straight from machine to machine, sealed from end to end, proven on arrival, and as fast as the path allows. There is no account, and on one network no server.':
    'Dateien oder Ordner irgendwo auf Hawser ablegen, sagen, an wen, und sie kommen an: gerade von Rechner zu Rechner, von Ende zu Ende versiegelt, bei Ankunft bewiesen, und so schnell der Weg es zulässt. Es gibt kein Konto und in einem Netz keinen Server.',
  'How fast a transfer is': 'Wie schnell eine Übertragung ist',
  'How many bytes of a lane may be on their way before the receiver has taken them.':
    'Wie viele Bytes einer Spur unterwegs sein dürfen, bevor der Empfänger sie genommen hat.',
  'Nothing comes to a machine before somebody there has seen the list and accepts. Files go to the downloads folder, or where the transfer settings or that person say, and never replace others.':
    'Nichts kommt auf einen Rechner, bevor dort jemand die Liste gesehen und angenommen hat. Dateien gehen in den Download-Ordner, oder wohin die Transfer-Einstellungen oder jene Person sagen, und ersetzen nie andere.',
  'Words of transfers': 'Wörter der Übertragungen',
}
