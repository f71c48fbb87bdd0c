import type { Catalogue } from '../catalogue.ts'

export const syncFiles: Catalogue = {
  '<b>{{count}} conflicts</b>._one': '<b>{{count}} Konflikt</b>.',
  '<b>{{count}} conflicts</b>._other': '<b>{{count}} Konflikte</b>.',
  '<b>{{count}} conflicts</b>; both versions are kept._one':
    '<b>{{count}} Konflikt</b>; beide Versionen bleiben.',
  '<b>{{count}} conflicts</b>; both versions are kept._other':
    '<b>{{count}} Konflikte</b>; beide Versionen bleiben.',
  '<b>{{count}} files</b> are removed, for good: there is no bin._one':
    '<b>{{count}} Datei</b> wird endgültig entfernt: es gibt keinen Papierkorb.',
  '<b>{{count}} files</b> are removed, for good: there is no bin._other':
    '<b>{{count}} Dateien</b> werden endgültig entfernt: es gibt keinen Papierkorb.',
  '<b>{{count}} files</b> are removed, to the bin for {{days}}._one':
    '<b>{{count}} Datei</b> wird entfernt, in den Papierkorb für {{days}}.',
  '<b>{{count}} files</b> are removed, to the bin for {{days}}._other':
    '<b>{{count}} Dateien</b> werden entfernt, in den Papierkorb für {{days}}.',
  '<b>{{count}} files</b> are removed._one': '<b>{{count}} Datei</b> wird entfernt.',
  '<b>{{count}} files</b> are removed._other': '<b>{{count}} Dateien</b> werden entfernt.',
  '<b>{{count}} files</b> come here, {{bytes}}._one': '<b>{{count}} Datei</b> kommt hierher, {{bytes}}.',
  '<b>{{count}} files</b> come here, {{bytes}}._other': '<b>{{count}} Dateien</b> kommen hierher, {{bytes}}.',
  'A device that is not paired': 'Ein Gerät, das nicht gekoppelt ist',
  'And so on for {{total}} more that are not listed.':
    'Und so weiter für {{total}} mehr, die nicht aufgeführt sind.',
  'and {{count}} more files_one': 'und {{count}} weitere Datei',
  'and {{count}} more files_other': 'und {{count}} weitere Dateien',
  'and {{entries}} more, which the file manager shows': 'und {{entries}} weitere, die der Dateimanager zeigt',
  'another device': 'ein anderes Gerät',
  arriving: 'kommt an',
  'Arriving now ({{transfers}})': 'Kommt gerade an ({{transfers}})',
  'Changes here go to the others, and theirs come here.':
    'Änderungen hier gehen zu den anderen, und ihre kommen hierher.',
  'Changes here go to the others; what they change is not taken.':
    'Änderungen hier gehen zu den anderen; was sie ändern, wird nicht genommen.',
  'Changes of the others come here; what is changed here is not given to them.':
    'Änderungen der anderen kommen hierher; was hier geändert wird, bekommen sie nicht.',
  'Choose one above': 'Oben eine wählen',
  'Choose what comes here…': 'Wählen, was hierher kommt…',
  'Colours of the maps': 'Farben der Karten',
  Comes: 'Kommt',
  Conflict: 'Konflikt',
  'Conflicts to resolve ({{found}})': 'Zu lösende Konflikte ({{found}})',
  Contents: 'Inhalt',
  'Copy from {{copyDevice}}: {{copyMtime}}, {{copySize}}.':
    'Kopie von {{copyDevice}}: {{copyMtime}}, {{copySize}}.',
  'Damaged files': 'Beschädigte Dateien',
  'Decide later': 'Später entscheiden',
  Deleted: 'Gelöscht',
  'device {{id}}': 'Gerät {{id}}',
  'Did not travel': 'Ging nicht auf den Weg',
  'Differs here': 'Weicht hier ab',
  'Differs on other devices': 'Weicht auf anderen Geräten ab',
  done: 'fertig',
  'Empty.': 'Leer.',
  'Every file is read from the disk and compared with what is known of it. That finds files that a disk has damaged, and takes as long as reading all of it. Damaged files are told; nothing is changed.':
    'Jede Datei wird vom Datenträger gelesen und mit dem verglichen, was von ihr bekannt ist. Das findet Dateien, die ein Datenträger beschädigt hat, und dauert so lange, wie alles zu lesen. Beschädigte Dateien werden genannt; nichts wird geändert.',
  'Everything that any device has.': 'Alles, was irgendein Gerät hat.',
  'Everything that any device has; only a chosen part of it comes here.':
    'Alles, was irgendein Gerät hat; nur ein gewählter Teil davon kommt hierher.',
  Examples: 'Beispiele',
  Files: 'Dateien',
  'Files of all devices': 'Dateien aller Geräte',
  'Found in other files here': 'In anderen Dateien hier gefunden',
  'from {{from}}': 'von {{from}}',
  'Go on in the background': 'Im Hintergrund weiter',
  'goes to the bin, from where it can be restored for {{count}} days_one':
    'geht in den Papierkorb und lässt sich {{count}} Tag lang zurückholen',
  'goes to the bin, from where it can be restored for {{count}} days_other':
    'geht in den Papierkorb und lässt sich {{count}} Tage lang zurückholen',
  'Held back ({{total}})': 'Zurückgehalten ({{total}})',
  'here before': 'schon hier',
  'In place: nothing, the file was removed.': 'Am Platz: nichts, die Datei wurde entfernt.',
  'In place: {{mtime}}, {{size}}.': 'Am Platz: {{mtime}}, {{size}}.',
  'Keep both files': 'Beide Dateien behalten',
  'Keep both, as two files': 'Beide behalten, als zwei Dateien',
  'Keep the file in place': 'Die Datei am Platz behalten',
  'Keep {{shown}} equal here': '{{shown}} hier gleich halten',
  larger: 'größer',
  'Leave it as it is': 'Lassen, wie es ist',
  'Look again': 'Erneut nachsehen',
  'Looking through the folder…': 'Sieht den Ordner durch…',
  'Looking what would be done…': 'Sieht nach, was getan würde…',
  'Make ours hold everywhere in {{name}}?': 'Unseres überall gelten lassen in {{name}}?',
  'Make ours hold everywhere…': 'Unseres überall gelten lassen…',
  'Make ours hold now': 'Unseres jetzt gelten lassen',
  missing: 'fehlt',
  newer: 'neuer',
  'No file: it was removed': 'Keine Datei: sie wurde entfernt',
  'Not chosen': 'Nicht gewählt',
  'Not here yet': 'Noch nicht hier',
  'Not resolved.': 'Nicht gelöst.',
  'Not restored.': 'Nicht zurückgeholt.',
  'Nothing in the bin matches.': 'Nichts im Papierkorb passt.',
  'Nothing is done until you choose and confirm.': 'Nichts geschieht vor Wahl und Bestätigung.',
  'Nothing is known yet.': 'Noch ist nichts bekannt.',
  'Nothing is replaced or removed. Both stay as two files; the copy gets a name of its own, such as "name (2)".':
    'Nichts wird ersetzt oder entfernt. Beide bleiben als zwei Dateien; die Kopie bekommt einen eigenen Namen, etwa „Name (2)“.',
  'Nothing was changed. Copy a whole version over from another device, or restore one from the bin. Do not just delete a damaged file: that would delete it on every device. And look at the disk.':
    'Nichts wurde geändert. Eine heile Version von einem anderen Gerät herüberkopieren, oder eine aus dem Papierkorb zurückholen. Eine beschädigte Datei nicht einfach löschen: das würde sie auf jedem Gerät löschen. Und den Datenträger ansehen.',
  'Nothing: what is here is as it should be.': 'Nichts: was hier ist, ist, wie es sein soll.',
  'On every device:': 'Auf jedem Gerät:',
  'On every other device that takes from this folder:':
    'Auf jedem anderen Gerät, das von diesem Ordner nimmt:',
  'On this device:': 'Auf diesem Gerät:',
  'Part of a name': 'Teil eines Namens',
  'Put the copy in its place': 'Die Kopie an ihre Stelle setzen',
  'Read every file': 'Jede Datei lesen',
  'Reading every file…': 'Liest jede Datei…',
  'Receive only': 'Nur empfangen',
  Renamed: 'Umbenannt',
  Replaced: 'Ersetzt',
  'Resolve {{name}}': '{{name}} lösen',
  'Resolve…': 'Lösen…',
  Restore: 'Zurückholen',
  'Restore {{name}} of {{at}}': '{{name}} von {{at}} zurückholen',
  'Revert now': 'Jetzt zurücksetzen',
  'Revert to what the others have…': 'Auf den Stand der anderen zurücksetzen…',
  'Revert {{name}}?': '{{name}} zurücksetzen?',
  'Running transfers': 'Laufende Übertragungen',
  'Save choice': 'Auswahl speichern',
  'Search the bin': 'Im Papierkorb suchen',
  'Send only': 'Nur senden',
  'Shared with nobody yet': 'Noch mit niemandem geteilt',
  'Show {{count}} more files_one': '{{count}} weitere Datei zeigen',
  'Show {{count}} more files_other': '{{count}} weitere Dateien zeigen',
  Size: 'Größe',
  'Something must stay ticked. To take nothing, stop syncing the folder.':
    'Etwas muss angekreuzt bleiben. Um nichts zu holen, den Abgleich des Ordners beenden.',
  'Stop reading': 'Lesen anhalten',
  'Stopped before the end. {{result}}': 'Vor dem Ende angehalten. {{result}}',
  'Streams in use': 'Benutzte Ströme',
  'The bin could not be listed.': 'Der Papierkorb ließ sich nicht auflisten.',
  'The bin is empty.': 'Der Papierkorb ist leer.',
  'The conflicts could not be listed.': 'Die Konflikte ließen sich nicht auflisten.',
  'The copy ({{copy}}) takes the name of the file that was removed.':
    'Die Kopie ({{copy}}) nimmt den Namen der entfernten Datei.',
  'The copy ({{copy}}) takes the name of the file. What is in place now ({{current}}) {{folder}}.':
    'Die Kopie ({{copy}}) nimmt den Namen der Datei. Was jetzt am Platz ist ({{current}}), {{folder}}.',
  'The copy kept beside it, changed on {{deviceName}}': 'Die Kopie daneben, geändert auf {{deviceName}}',
  'The file in place': 'Die Datei am Platz',
  'The file in place ({{current}}) stays. The copy ({{copy}}) {{folder}}.':
    'Die Datei am Platz ({{current}}) bleibt. Die Kopie ({{copy}}) {{folder}}.',
  'The file stays removed. The copy ({{copy}}) {{folder}}.':
    'Die Datei bleibt entfernt. Die Kopie ({{copy}}) {{folder}}.',
  'The folder is empty.': 'Der Ordner ist leer.',
  'this device': 'dieses Gerät',
  'This folder is switched off.': 'Dieser Ordner ist ausgeschaltet.',
  'This folder keeps no bin. What gives way here is kept there for one day all the same; then it is deleted.':
    'Dieser Ordner hat keinen Papierkorb. Was hier weicht, bleibt dort trotzdem einen Tag; dann wird es gelöscht.',
  'This folder keeps no bin: what others replace or delete is gone. Edit the folder to keep versions.':
    'Dieser Ordner hat keinen Papierkorb: was andere ersetzen oder löschen, ist weg. Den Ordner bearbeiten, um Versionen zu behalten.',
  'This folder only receives: what was changed here stays here, and the others do not get it.':
    'Dieser Ordner empfängt nur: was hier geändert wurde, bleibt hier, und die anderen bekommen es nicht.',
  'This folder only sends: what the others changed is not taken, and does not come here.':
    'Dieser Ordner sendet nur: was die anderen geändert haben, wird nicht genommen und kommt nicht hierher.',
  'This is what the next pass does here. Nothing has been changed yet.':
    'Das tut der nächste Durchgang hier. Noch ist nichts geändert.',
  'Tick everything': 'Alles ankreuzen',
  'Ticked paths are kept equal here, with all that comes to lie in them. What is not ticked is not brought here; what is here already stays where it is.':
    'Angekreuzte Pfade werden hier gleich gehalten, mit allem, was darin zu liegen kommt. Was nicht angekreuzt ist, kommt nicht hierher; was schon hier ist, bleibt, wo es ist.',
  'Two devices changed the same file before they heard of each other. Nothing was overwritten: one version is in place, the other is kept as a copy beside it.':
    'Zwei Geräte haben dieselbe Datei geändert, bevor sie voneinander hörten. Nichts wurde überschrieben: eine Version ist am Platz, die andere liegt als Kopie daneben.',
  'Verifying every file': 'Prüft jede Datei',
  'Versions in the bin': 'Versionen im Papierkorb',
  'Waiting for the sync engine.': 'Wartet auf die Sync-Engine.',
  'was changed on two devices at once.': 'wurde auf zwei Geräten zugleich geändert.',
  'What differs could not be listed.': 'Was abweicht, ließ sich nicht auflisten.',
  'What gives way here goes to the bin, from where it can be restored for {{count}} days._one':
    'Was hier weicht, geht in den Papierkorb und lässt sich {{count}} Tag lang zurückholen.',
  'What gives way here goes to the bin, from where it can be restored for {{count}} days._other':
    'Was hier weicht, geht in den Papierkorb und lässt sich {{count}} Tage lang zurückholen.',
  'What other devices lose by this goes to the bin there, as long as the folder keeps one on that device.':
    'Was andere Geräte dadurch verlieren, geht dort in den Papierkorb, solange der Ordner auf dem Gerät einen hat.',
  'What others replace or delete is kept for {{keepDays}}, at most {{keepVersions}} of each file.':
    'Was andere ersetzen oder löschen, bleibt {{keepDays}}, höchstens {{keepVersions}} jeder Datei.',
  'Which version stays in place': 'Welche Version am Platz bleibt',
  'Which version stays?': 'Welche Version bleibt?',
  '{{changed}} here': '{{changed}}: hier',
  '{{changed}} on {{device}}': '{{changed}}: auf {{device}}',
  '{{count}} blocks: {{parts}}_one': '{{count}} Block: {{parts}}',
  '{{count}} blocks: {{parts}}_other': '{{count}} Blöcke: {{parts}}',
  '{{count}} conflicts to resolve; both sides are kept_one':
    '{{count}} Konflikt zu lösen; beide Seiten bleiben',
  '{{count}} conflicts to resolve; both sides are kept_other':
    '{{count}} Konflikte zu lösen; beide Seiten bleiben',
  '{{count}} directories_one': '{{count}} Verzeichnis',
  '{{count}} directories_other': '{{count}} Verzeichnisse',
  '{{count}} files held back_one': '{{count}} Datei zurückgehalten',
  '{{count}} files held back_other': '{{count}} Dateien zurückgehalten',
  '{{count}} files looked at_one': '{{count}} Datei angesehen',
  '{{count}} files looked at_other': '{{count}} Dateien angesehen',
  '{{count}} files of {{files}} are not what is known of them._one':
    '{{count}} Datei von {{files}} ist nicht, was von ihr bekannt ist.',
  '{{count}} files of {{files}} are not what is known of them._other':
    '{{count}} Dateien von {{files}} sind nicht, was von ihnen bekannt ist.',
  '{{count}} files read, all as they should be._one': '{{count}} Datei gelesen, alles, wie es sein soll.',
  '{{count}} files read, all as they should be._other':
    '{{count}} Dateien gelesen, alle, wie sie sein sollen.',
  '{{files}} of {{count}} files read, {{bytes}} of {{totalBytes}}_one':
    '{{files}} von {{count}} Datei gelesen, {{bytes}} von {{totalBytes}}',
  '{{files}} of {{count}} files read, {{bytes}} of {{totalBytes}}_other':
    '{{files}} von {{count}} Dateien gelesen, {{bytes}} von {{totalBytes}}',
  '{{name}} is back in its place.': '{{name}} ist wieder am Platz.',
  '{{name}} was not verified.': '{{name}} wurde nicht geprüft.',
  '{{name}}: connected': '{{name}}: verbunden',
  '{{name}}: has not taken part yet': '{{name}}: nimmt noch nicht teil',
  '{{needBytes}} in {{count}} files_one': '{{needBytes}} in {{count}} Datei',
  '{{needBytes}} in {{count}} files_other': '{{needBytes}} in {{count}} Dateien',
  '{{number}} added here: removed, because no other device has it.':
    '{{number}} hier hinzugefügt: entfernt, weil kein anderes Gerät es hat.',
  '{{number}} added there: removed, because this device has nothing of the name.':
    '{{number}} dort hinzugefügt: entfernt, weil dieses Gerät nichts dieses Namens hat.',
  "{{number}} changed here: the others' version takes the place. Until it has come, what is here stays.":
    '{{number}} hier geändert: die Version der anderen tritt an die Stelle. Bis sie da ist, bleibt, was hier ist.',
  '{{number}} changed there: replaced by what is here.':
    '{{number}} dort geändert: ersetzt durch das, was hier ist.',
  '{{number}} removed here: fetched again.': '{{number}} hier entfernt: wieder geholt.',
  '{{number}} removed there: brought back as here.': '{{number}} dort entfernt: wieder wie hier.',
  '{{one}} and {{other}}': '{{one}} und {{other}}',
  '{{read}}; {{damaged}} damaged so far': '{{read}}; bisher {{damaged}} beschädigt',
  '{{reused}} reused': '{{reused}} wiederverwendet',
  '{{scanned}} of {{count}} files looked at_one': '{{scanned}} von {{count}} Datei angesehen',
  '{{scanned}} of {{count}} files looked at_other': '{{scanned}} von {{count}} Dateien angesehen',
}
