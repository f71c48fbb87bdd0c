import type { Catalogue } from '../catalogue.ts'

export const helpSync: Catalogue = {
  '<b>A file appears only when it is whole.</b> It arrives in <code>.hawser/tmp</code>, is checked, and then takes its name in one step. When the connection is lost, or the power, it goes on with the chunk at which it stopped.':
    '<b>Eine Datei erscheint erst, wenn sie ganz ist.</b> Sie kommt in <code>.hawser/tmp</code> an, wird geprüft und nimmt dann in einem Schritt ihren Namen an. Geht die Verbindung oder der Strom weg, geht es mit dem Stück weiter, bei dem es aufhörte.',
  '<b>A file that is still being written waits</b> until it has not changed for the quiet time of its folder.':
    '<b>Eine Datei, in die noch geschrieben wird, wartet</b>, bis sie sich die Ruhezeit ihres Ordners lang nicht geändert hat.',
  '<b>A folder that is not there is not an empty one.</b> When a disk is unmounted or a card pulled out, the folder counts as missing, and nothing is deleted anywhere.':
    '<b>Ein Ordner, der nicht da ist, ist kein leerer.</b> Wird ein Datenträger ausgehängt oder eine Karte gezogen, gilt der Ordner als fehlend, und nirgends wird etwas gelöscht.',
  "<b>Chosen paths</b> bring only a part of a folder here. On the folder's page, press <em>Choose what comes here</em> and tick directories and files; a tick stands for all that lies in there, now and later. What is not ticked stays on the other devices. What of it is here already stays where it is, and is no longer kept equal.":
    '<b>Gewählte Pfade</b> bringen nur einen Teil eines Ordners hierher. Auf der Seite des Ordners <em>Wählen, was hierher kommt</em> drücken und Verzeichnisse und Dateien ankreuzen; ein Kreuz steht für alles, was darin liegt, jetzt und später. Was nicht angekreuzt ist, bleibt auf den anderen Geräten. Was davon schon hier ist, bleibt, wo es ist, und wird nicht mehr gleich gehalten.',
  '<b>Found on the network</b>: while another device is open for pairing, it can be paired without typing. Both screens then show a few words. Compare them: if they are the same on both, nobody sits in between.':
    '<b>Im Netz gefunden</b>: während ein anderes Gerät zum Koppeln offen ist, geht es ohne Tippen. Beide Bildschirme zeigen dann ein paar Wörter. Vergleichen: sind sie auf beiden gleich, sitzt niemand dazwischen.',
  '<b>From another network</b>: enter the address beneath the code too. Its UDP port must be reachable, as the router or firewall there decides.':
    '<b>Aus einem anderen Netz</b>: auch die Adresse unter dem Code eingeben. Sein UDP-Port muss erreichbar sein, wie der Router oder die Firewall dort entscheidet.',
  '<b>Ignored files</b> are never read, sent or taken. Patterns are those of gitignore, one a line, in the settings of the folder or in a file <code>.hawserignore</code> in it, which travels to the others:':
    '<b>Ausgelassene Dateien</b> werden nie gelesen, gesendet oder geholt. Muster sind die von gitignore, je Zeile eines, in den Einstellungen des Ordners oder in einer Datei <code>.hawserignore</code> darin, die zu den anderen mitgeht:',
  '<b>Only what changed travels.</b> Files are cut into chunks where their content says so. A chunk that another file here already has is taken from there; a file that was renamed or moved is renamed or moved.':
    '<b>Nur was sich geändert hat, geht auf den Weg.</b> Dateien werden dort in Stücke geschnitten, wo ihr Inhalt es sagt. Ein Stück, das eine andere Datei hier schon hat, wird von dort genommen; eine umbenannte oder verschobene Datei wird umbenannt oder verschoben.',
  '<b>With a code</b>: show it on one device, and type it, or scan it, on the other. It holds for five minutes and for one pairing. A wrong code tells a guesser nothing.':
    '<b>Mit Code</b>: auf einem Gerät zeigen, auf dem anderen eintippen oder scannen. Er gilt fünf Minuten und für ein Koppeln. Ein falscher Code verrät einem Ratenden nichts.',
  '<code>!keep.tmp</code>: an exception to what stands above it':
    '<code>!keep.tmp</code>: eine Ausnahme von dem, was darüber steht',
  '<code>*.tmp</code>: every file that ends so, in any directory':
    '<code>*.tmp</code>: jede Datei, die so endet, in jedem Verzeichnis',
  "<code>.hawser</code> is Hawser's own directory in each folder and is never synced. Symbolic links are kept as links or left out, and never followed.":
    '<code>.hawser</code> ist Hawsers eigenes Verzeichnis in jedem Ordner und wird nie abgeglichen. Symbolische Links bleiben Links oder werden ausgelassen, und es wird ihnen nie gefolgt.',
  '<code>/renders/draft/</code>: this directory, counted from the folder':
    '<code>/renders/draft/</code>: dieses Verzeichnis, vom Ordner aus gezählt',
  '<code>cache/</code>: every directory of that name': '<code>cache/</code>: jedes Verzeichnis dieses Namens',
  '<em>Send only</em> gives what is here to the others and takes nothing; <em>receive only</em> takes and gives nothing. What differs all the same is listed on the page of the folder. In one that only receives, <em>Revert</em> brings back what the others have, and what was changed here goes to the bin. In one that only sends, <em>Make ours hold everywhere</em> gives what is here to all devices that changed something, and theirs goes to the bin there.':
    '<em>Nur senden</em> gibt, was hier ist, an die anderen und nimmt nichts; <em>nur empfangen</em> nimmt und gibt nichts. Was trotzdem abweicht, steht auf der Seite des Ordners. In einem, der nur empfängt, bringt <em>Zurücksetzen</em> das der anderen zurück, und was hier geändert wurde, geht in den Papierkorb. In einem, der nur sendet, gibt <em>Unseres überall gelten lassen</em> das von hier an alle Geräte, die etwas geändert haben, und deren Stand geht dort in den Papierkorb.',
  'A <em>dry run</em> tells what the next pass would do. <em>Verify</em> reads every file again and finds those that a disk has damaged; the page shows how far it is, and it can be stopped.':
    'Ein <em>Probelauf</em> sagt, was der nächste Durchgang täte. <em>Prüfen</em> liest jede Datei noch einmal und findet die, die ein Datenträger beschädigt hat; die Seite zeigt, wie weit es ist, und es lässt sich anhalten.',
  'A paired device sees nothing by itself: each folder names the devices that may have it, and there somebody takes part and says where to. A device that is away says when it was connected last. <em>Revoke</em> ends the trust at once: connections are cut, and its folders are no longer shared. What it has already received stays there.':
    'Ein gekoppeltes Gerät sieht von selbst nichts: jeder Ordner nennt die Geräte, die ihn haben dürfen, und dort nimmt jemand teil und sagt, wohin. Ein Gerät, das fort ist, zeigt, wann es zuletzt verbunden war. <em>Vertrauen entziehen</em> endet es sofort: Verbindungen werden getrennt, und seine Ordner sind nicht mehr geteilt. Was es schon hat, bleibt dort.',
  'A synced folder is kept equal on several paired devices. What changes on one of them comes to the others, straight from machine to machine, encrypted, without a server. Every device keeps whole files of its own; none of them is the master.':
    'Ein Sync-Ordner wird auf mehreren gekoppelten Geräten gleich gehalten. Was sich auf einem ändert, kommt zu den anderen, gerade von Rechner zu Rechner, verschlüsselt, ohne Server. Jedes Gerät hat eigene ganze Dateien; keines ist der Meister.',
  'Bin and versions': 'Papierkorb und Versionen',
  'Block map': 'Blockkarte',
  'Bytes of files that arrive and that are sent, a second.':
    'Bytes von Dateien, die je Sekunde ankommen und gesendet werden.',
  'Coming in, going out': 'Herein, hinaus',
  'Devices and pairing': 'Geräte und Koppeln',
  "Each device has a key of its own, and an id made from it. Pairing makes two devices know each other's key; from then on they trust nothing but that key, wherever they find each other.":
    'Jedes Gerät hat einen eigenen Schlüssel und eine ID daraus. Koppeln macht zwei Geräten den Schlüssel des anderen bekannt; von da an vertrauen sie nur diesem Schlüssel, wo immer sie einander finden.',
  'How long the last connection took from the first packet until both sides knew each other.':
    'Wie lange die letzte Verbindung brauchte, vom ersten Paket, bis beide Seiten einander kannten.',
  'Retrying, probing': 'Versucht neu, probiert',
  'The page of the folder lists them. <em>The file in place</em> stays as it is and the copy goes to the bin; <em>the copy</em> takes the name and what was in place goes to the bin; or <em>both</em> stay. Dates, sizes and devices stand beside each, and nothing is done before a sentence has said what becomes of both. A change always wins over a removal.':
    'Die Seite des Ordners führt sie auf. <em>Die Datei am Platz</em> bleibt, wie sie ist, und die Kopie geht in den Papierkorb; <em>die Kopie</em> nimmt den Namen, und was am Platz war, geht in den Papierkorb; oder <em>beide</em> bleiben. Daten, Größen und Geräte stehen dabei, und nichts geschieht, bevor ein Satz gesagt hat, was aus beiden wird. Eine Änderung gewinnt immer gegen eine Löschung.',
  'There and back between two devices, smoothed.': 'Hin und zurück zwischen zwei Geräten, geglättet.',
  'What all transfers of a folder hold in flight at this moment; all folders share the limit.':
    'Was alle Übertragungen eines Ordners gerade unterwegs halten; alle Ordner teilen sich die Grenze.',
  "What another device replaces or deletes goes to <code>.hawser/bin</code> in the folder, not into nothing. It is kept for the days and versions that the folder says, and can be restored on the folder's page: it comes back under its name, on every device. What is in its place then goes to the bin in turn. What you put there by a choice of your own, such as by reverting, is kept for a day at least, also where a folder keeps no bin. What you delete here yourself is in the bins of the others.":
    'Was ein anderes Gerät ersetzt oder löscht, geht nach <code>.hawser/bin</code> im Ordner, nicht ins Nichts. Es bleibt so viele Tage und Versionen, wie der Ordner sagt, und lässt sich auf der Seite des Ordners zurückholen: es kommt unter seinem Namen wieder, auf jedem Gerät. Was dann an seiner Stelle ist, geht seinerseits in den Papierkorb. Was eine eigene Wahl dorthin bringt, etwa durch Zurücksetzen, bleibt mindestens einen Tag, auch wo ein Ordner keinen Papierkorb hat. Was hier selbst gelöscht wird, liegt in den Papierkörben der anderen.',
  'What this device has of a folder and another one has not yet.':
    'Was dieses Gerät von einem Ordner hat und ein anderes noch nicht.',
  'When two devices change one file before they heard of each other, neither change is thrown away. The later one takes the name, and the other is kept beside it as <code>name.conflict-20261121-140327-ABCD2345.ext</code>: date, time, and the beginning of the id of the device that wrote it. Every device gets both.':
    'Wenn zwei Geräte eine Datei ändern, bevor sie voneinander hörten, wird keine Änderung weggeworfen. Die spätere nimmt den Namen, die andere bleibt daneben als <code>name.conflict-20261121-140327-ABCD2345.ext</code>: Datum, Zeit und der Anfang der ID des Geräts, das sie schrieb. Jedes Gerät bekommt beide.',
  'Words of sync': 'Wörter des Syncs',
}
