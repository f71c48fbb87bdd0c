import type { Catalogue } from '../catalogue.ts'

export const devices: Catalogue = {
  Addresses: 'Adressen',
  'and {{folders}} more': 'und {{folders}} weitere',
  'As the other device shows it, such as 7-otter-lamp-4217; or the whole hawser://pair… link.':
    'Wie das andere Gerät ihn zeigt, etwa 7-otter-lamp-4217; oder den ganzen Link hawser://pair…',
  'Asking the other device…': 'Fragt das andere Gerät…',
  'Asking {{name}}…': 'Fragt {{name}}…',
  'At most {{most}} addresses.': 'Höchstens {{most}} Adressen.',
  'Compare them word by word. If they differ, somebody sits in between: say so, and nothing is paired.':
    'Wort für Wort vergleichen. Wenn sie verschieden sind, sitzt jemand dazwischen: das angeben, und nichts wird gekoppelt.',
  'Connected for': 'Verbunden seit',
  'Copy id': 'ID kopieren',
  'Device id': 'Geräte-ID',
  'Each sees only the folders that are shared with it.':
    'Jedes sieht nur die Ordner, die mit ihm geteilt sind.',
  'Enter a code': 'Code eingeben',
  'Folders shared with {{name}}': 'Mit {{name}} geteilte Ordner',
  'Found on this network': 'In diesem Netz gefunden',
  'From another network, its address too: {{code}}': 'Aus einem anderen Netz dazu seine Adresse: {{code}}',
  "From then on they know each other's key and connect by themselves, encrypted, wherever they find each other. Nobody in between can pass for one of them, and nothing is shared before you choose a folder.":
    'Von da an kennen sie ihre Schlüssel und verbinden sich von selbst, verschlüsselt, wo immer sie einander finden. Niemand dazwischen kann sich für eines ausgeben, und nichts wird geteilt, bevor ein Ordner gewählt ist.',
  'Give the device a name.': 'Dem Gerät einen Namen geben.',
  'Host and port that it shows beneath the code. Leave it empty on the same network.':
    'Rechner und Port, die es unter dem Code zeigt. Im selben Netz leer lassen.',
  'Host and port, one a line, for when it is not on this network. What is found by itself need not be listed.':
    'Rechner und Port, je Zeile eines, für den Fall, dass es nicht in diesem Netz ist. Was von selbst gefunden wird, muss nicht dastehen.',
  'How to pair': 'Wie koppeln',
  'It did not work.': 'Es hat nicht geklappt.',
  'It was ended from elsewhere.': 'Es wurde von anderswo beendet.',
  'It was not found by itself: write its address.':
    'Es wurde nicht von selbst gefunden: seine Adresse angeben.',
  'Its address, when it is not on this network': 'Seine Adresse, wenn es nicht in diesem Netz ist',
  'Keep it': 'Behalten',
  'Last connected': 'Zuletzt verbunden',
  'Leave the name as it was': 'Namen lassen, wie er war',
  'looked for on the local network': 'wird im lokalen Netz gesucht',
  'Name, as it is called here': 'Name, wie es hier heißt',
  'Next attempt {{countdown}}.': 'Nächster Versuch {{countdown}}.',
  'No folder is shared with it.': 'Kein Ordner ist mit ihm geteilt.',
  'No other device announces itself. Start Hawser there, and show a code on one of the two.':
    'Kein anderes Gerät meldet sich. Hawser dort starten und auf einem der beiden einen Code zeigen.',
  'Not connected for': 'Nicht verbunden seit',
  'Not known while the sync engine is away.': 'Unbekannt, solange die Sync-Engine fort ist.',
  'Not open for pairing: show a code there': 'Nicht offen zum Koppeln: dort einen Code zeigen',
  'On the other device choose "Enter a code" and type this, or scan it.':
    'Auf dem anderen Gerät „Code eingeben“ wählen und dies eintippen, oder es scannen.',
  'Open a tunnel to it': 'Tunnel dorthin öffnen',
  'Opening this device for pairing…': 'Öffnet dieses Gerät zum Koppeln…',
  'Pair the first device': 'Das erste Gerät koppeln',
  'Pair with {{shown}}': 'Mit {{shown}} koppeln',
  'Paired.': 'Gekoppelt.',
  'Pair…': 'Koppeln…',
  'Press {{strong}} on one of the two.': 'Auf einem der beiden {{strong}} drücken.',
  'Press {{strong}} on the other one and type it in, or scan it.':
    'Auf dem anderen {{strong}} drücken und ihn eintippen oder scannen.',
  'Rename this device': 'Dieses Gerät umbenennen',
  'Rename, addresses…': 'Umbenennen, Adressen…',
  'Revoke now': 'Jetzt entziehen',
  'Revoke {{name}}?': '{{name}} das Vertrauen entziehen?',
  'Revoke…': 'Vertrauen entziehen…',
  'Save the name': 'Namen speichern',
  'Send files to it': 'Dateien dorthin senden',
  'Share a folder with it': 'Ordner mit ihm teilen',
  'Show a new code': 'Neuen Code zeigen',
  'Show as QR': 'Als QR zeigen',
  'Start Hawser on the other machine.': 'Hawser auf dem anderen Rechner starten.',
  'The id of {{name}} as a QR code': 'Die ID von {{name}} als QR-Code',
  'The id proves who this device is; it is no secret. To pair by scanning, show a code instead.':
    'Die ID beweist, welches Gerät dies ist; sie ist kein Geheimnis. Um durch Scannen zu koppeln, stattdessen einen Code zeigen.',
  'The other device': 'Das andere Gerät',
  'The private key lies in a file that only its owner can read; this system has no key store.':
    'Der private Schlüssel liegt in einer Datei, die nur ihr Besitzer lesen kann; dieses System hat keinen Schlüsselspeicher.',
  "The private key lies in this system's key store.":
    'Der private Schlüssel liegt im Schlüsselspeicher dieses Systems.',
  'The two connect by themselves from now on. Nothing is shared yet: share a folder, or take part in one that is offered.':
    'Die beiden verbinden sich von nun an von selbst. Noch ist nichts geteilt: einen Ordner teilen, oder an einem angebotenen teilnehmen.',
  'This device': 'Dieses Gerät',
  'This device could not be opened for pairing.': 'Dieses Gerät ließ sich nicht zum Koppeln öffnen.',
  'This happens at once:': 'Das geschieht sofort:',
  'Type the code that the other device shows.': 'Den Code eintippen, den das andere Gerät zeigt.',
  'Waiting for the other device, for {{left}} more': 'Wartet auf das andere Gerät, noch {{left}}',
  'Waiting until {{name}} confirms too…': 'Wartet, bis auch {{name}} bestätigt…',
  '{{name}} is paired.': '{{name}} ist gekoppelt.',
  '{{strong}} {{device}} wants to be paired with this device. Both screens show these words now:':
    '{{strong}} {{device}} möchte mit diesem Gerät gekoppelt werden. Beide Bildschirme zeigen jetzt diese Wörter:',
}
