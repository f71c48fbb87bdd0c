import type { Catalogue } from '../catalogue.ts'

export const bondingForms: Catalogue = {
  'A link that hears nothing for so long is down.':
    'Ein Link, der so lange nichts hört, gilt als ausgefallen.',
  'A link that takes packets without delivering them is emptied at once.':
    'Ein Link, der Pakete nimmt, ohne zu liefern, wird sofort geleert.',
  Add: 'Hinzufügen',
  'Another, by interface or address': 'Ein anderer, nach Schnittstelle oder Adresse',
  'At most 16.': 'Höchstens 16.',
  'Camera truck': 'Kamerawagen',
  'Choose at least one uplink.': 'Mindestens einen Uplink wählen.',
  'Each is a stream of its own.': 'Jeder ist ein eigener Stream.',
  'Enter in the camera or encoder: {{code}}, mode caller, latency 2000 ms or more.':
    'In Kamera oder Encoder eintragen: {{code}}, Modus Caller, Latenz 2000 ms oder mehr.',
  'Every interface that can carry traffic, also those that are plugged in later.':
    'Jede Schnittstelle, die Verkehr tragen kann, auch später eingesteckte.',
  'Exactly as the reference sender: the largest free window wins.':
    'Genau wie der Referenzsender: das größte freie Fenster gewinnt.',
  'gets what the camera sends to': 'bekommt, was die Kamera sendet an',
  'goes, put together, to': 'geht, zusammengesetzt, an',
  'limits, allowed sources': 'Grenzen, erlaubte Quellen',
  'Links that lost packets in the last seconds carry less.':
    'Links, die in den letzten Sekunden Pakete verloren haben, tragen weniger.',
  'Listen: where bonding senders send to': 'Eingang: wohin Bonding-Sender senden',
  'Listen: where the camera sends to': 'Eingang: wohin die Kamera sendet',
  'Look for uplinks again': 'Erneut nach Uplinks suchen',
  'lossmaxttl=40': 'lossmaxttl=40',
  'mode, stall guard, timeout': 'Modus, Stillstandsschutz, Zeitlimit',
  'Name or address. A whole srtla:// address may be pasted.':
    'Name oder Adresse. Eine ganze srtla://-Adresse darf eingefügt werden.',
  'Name the file.': 'Die Datei nennen.',
  'No interface of this machine can carry traffic at the moment.':
    'Keine Schnittstelle dieses Rechners kann im Augenblick Verkehr tragen.',
  'not there at the moment': 'im Augenblick nicht da',
  'OBS, a media server, srt-live-transmit.': 'OBS, ein Medienserver, srt-live-transmit.',
  'Only those that are ticked.': 'Nur die angekreuzten.',
  'Receiver {{listenPort}}': 'Empfänger {{listenPort}}',
  'Receiver: where the stream is put together': 'Empfänger: wo der Stream zusammengesetzt wird',
  Scheduling: 'Verteilung',
  'Senders behind one address.': 'Sender hinter einer Adresse.',
  'Set there: mode listener, latency 2000 ms or more, {{code}}.':
    'Dort einstellen: Modus Listener, Latenz 2000 ms oder mehr, {{code}}.',
  'Target: the SRT listener that gets each stream': 'Ziel: der SRT-Listener, der jeden Stream bekommt',
  'The addresses in a text file, one a line; read again when it changes.':
    'Die Adressen in einer Textdatei, eine je Zeile; neu gelesen, wenn sie sich ändert.',
  'the daily cap': 'die Tagesgrenze',
  'the monthly cap': 'die Monatsgrenze',
  'the priority': 'die Priorität',
  'The second-best link is tried now and then. Seldom a gain.':
    'Der zweitbeste Link wird ab und zu versucht. Selten ein Gewinn.',
  'Use {{name}}': '{{name}} benutzen',
  'Used last.': 'Zuletzt benutzt.',
  'via {{gateway}}': 'über {{gateway}}',
  'Weighs links by window, recent losses and round trip; resent packets take the best link.':
    'Wägt Links nach Fenster, letzten Verlusten und Laufzeit; wiederholte Pakete nehmen den besten Link.',
  'What people call it, such as Modem 2.': 'Wie man ihn nennt, etwa Modem 2.',
  'Which uplinks': 'Welche Uplinks',
  'Who may send, and how many': 'Wer senden darf, und wie viele',
  'wwan1 or 10.0.2.7': 'wwan1 oder 10.0.2.7',
  '{{name}} is metered': '{{name}} ist getaktet',
  '{{name}}: the priority is at most 100 %.': '{{name}}: die Priorität ist höchstens 100 %.',
  '{{name}}: {{what}} is not a number.': '{{name}}: {{what}} ist keine Zahl.',
}
