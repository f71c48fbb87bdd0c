import type { Catalogue } from '../catalogue.ts'

export const defaultsSync: Catalogue = {
  'A file is left alone until it has not changed for so long.':
    'Eine Datei bleibt in Ruhe, bis sie sich so lange nicht geändert hat.',
  'A file that is left out unasked would be missed too late.':
    'Eine ungefragt ausgelassene Datei würde zu spät vermisst.',
  'A folder is the same only with its links; what they lead to is not followed.':
    'Ein Ordner ist nur mit seinen Links derselbe; wohin sie führen, wird nicht verfolgt.',
  'A look at the whole folder, besides watching.': 'Ein Blick auf den ganzen Ordner, neben dem Beobachten.',
  'A mistake is noticed within a month.': 'Ein Fehler fällt in einem Monat auf.',
  'A new folder': 'Ein neuer Ordner',
  'A program that saves in several steps is done within a second.':
    'Ein Programm, das in mehreren Schritten speichert, ist in einer Sekunde fertig.',
  'Address and UDP port where paired devices connect to. Only they get an answer.':
    'Adresse und UDP-Port, wohin gekoppelte Geräte verbinden. Nur sie bekommen Antwort.',
  'Addresses at a venue are new each time; what is told is a name and an id, nothing secret.':
    'Adressen an einem Ort sind jedes Mal neu; mitgeteilt werden ein Name und eine ID, nichts Geheimes.',
  'As measured, more than 16 gain nothing; fewer are used where they do not pay.':
    'Gemessen bringen mehr als 16 nichts; weniger werden benutzt, wo sie sich nicht lohnen.',
  'Both ways, only from here, or only to here.': 'Beide Richtungen, nur von hier, oder nur hierher.',
  'Changes are noticed as they happen.': 'Änderungen werden bemerkt, wenn sie geschehen.',
  'Devices that may see the folder.': 'Geräte, die den Ordner sehen dürfen.',
  'Each device is named by you.': 'Jedes Gerät wird einzeln genannt.',
  'Enough to fill a gigabit at 200 ms, and little for a laptop that also edits video.':
    'Genug, um ein Gigabit bei 200 ms zu füllen, und wenig für einen Laptop, der auch schneidet.',
  'Equal everywhere is what most mean by sync.': 'Überall gleich ist, was die meisten mit Sync meinen.',
  'Equal folders hold everything.': 'Gleiche Ordner enthalten alles.',
  'Files should use what is free. Set a limit where live video shares the link.':
    'Dateien sollen nehmen, was frei ist. Eine Grenze ist gut, wo Live-Video dieselbe Leitung benutzt.',
  'Five steps back without filling the disk with footage.':
    'Fünf Schritte zurück, ohne den Datenträger mit Material zu füllen.',
  'Folders that rest until they are resumed.': 'Ordner, die ruhen, bis sie fortgesetzt werden.',
  'How many parts of a file travel at once.': 'Wie viele Teile einer Datei zugleich unterwegs sind.',
  'How packets are paced: for short paths, for long ones, or as the path is measured.':
    'Wie Pakete getaktet werden: für kurze Wege, für lange, oder wie der Weg sich misst.',
  Keep: 'Behalten',
  'Kept as links, or left out.': 'Bleiben Links, oder werden ausgelassen.',
  'Kept in the bin for': 'Im Papierkorb behalten für',
  LAN: 'LAN',
  'Leave out': 'Auslassen',
  'Listening for paired devices': 'Lauschen auf gekoppelte Geräte',
  Never: 'Nie',
  'No file leaves this machine before you say so.':
    'Keine Datei verlässt diesen Rechner, bevor es gesagt ist.',
  'Not kept': 'Nicht behalten',
  'Nothing rests unless somebody paused it.': 'Nichts ruht, wenn es niemand angehalten hat.',
  'Of each file.': 'Von jeder Datei.',
  'Only from here': 'Nur von hier',
  'Only to here': 'Nur hierher',
  'Other limits for some hours of the day, such as none at night.':
    'Andere Grenzen in manchen Stunden des Tages, etwa keine in der Nacht.',
  'Over all folders and devices.': 'Über alle Ordner und Geräte.',
  'Patterns as in .gitignore; a file .hawserignore in the folder counts too.':
    'Muster wie in .gitignore; eine Datei .hawserignore im Ordner gilt auch.',
  'Paused folders': 'Angehaltene Ordner',
  'Profile of the path': 'Profil des Wegs',
  'Sending packets of sync': 'Pakete des Syncs senden',
  'Streams of a transfer at most': 'Ströme einer Übertragung höchstens',
  'Synced folders': 'Sync-Ordner',
  'Systems may lose notices under load; an hour finds what was missed.':
    'Systeme können unter Last Meldungen verlieren; nach einer Stunde findet sich, was fehlte.',
  'Takes only these paths, with what lies under them.': 'Nimmt nur diese Pfade, mit dem, was darunter liegt.',
  'The same folder is synced in the truck and over a satellite; measuring chooses each time.':
    'Derselbe Ordner wird im Wagen und über Satellit abgeglichen; Messen wählt jedes Mal.',
  'The system tells them at no cost.': 'Das System meldet sie ohne Kosten.',
  'Versions in the bin at most': 'Versionen im Papierkorb höchstens',
  WAN: 'WAN',
  'What becomes of files that are replaced or deleted by others.':
    'Was aus Dateien wird, die andere ersetzen oder löschen.',
  'What everything under way may hold at once.': 'Was alles, was unterwegs ist, zugleich halten darf.',
  'What holds for all synced folders, and what a new one begins with.':
    'Was für alle Sync-Ordner gilt, und womit ein neuer beginnt.',
  'What works everywhere': 'Was überall geht',
  'When you are on the air only you know.': 'Wann gesendet wird, ist von hier aus nicht zu wissen.',
  'Whether the folder is synced.': 'Ob der Ordner abgeglichen wird.',
  'Which folders are kept equal with which devices.':
    'Welche Ordner mit welchen Geräten gleich gehalten werden.',
  'Who adds a folder wants to use it.': 'Wer einen Ordner hinzufügt, will ihn benutzen.',
  'Whole look every': 'Ganz durchsehen alle',
}
