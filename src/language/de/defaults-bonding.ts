import type { Catalogue } from '../catalogue.ts'

export const defaultsBonding: Catalogue = {
  '100 carries all it can, 50 counts half when links are compared, 0 is off.':
    '100 trägt, was er kann, 50 zählt halb, wenn Links verglichen werden, 0 ist aus.',
  'A link of a bond': 'Ein Link eines Bonds',
  'A link that has just lost packets will lose more.':
    'Ein Link, der gerade Pakete verloren hat, wird weitere verlieren.',
  'A link that receives nothing for so long is down.':
    'Ein Link, der so lange nichts empfängt, gilt als ausgefallen.',
  'A link that switches itself off on the air must be your decision.':
    'Ein Link, der sich auf Sendung selbst abschaltet, muss eine eigene Entscheidung sein.',
  'A modem that is plugged in on the way should be used without a click.':
    'Ein Modem, das unterwegs eingesteckt wird, soll ohne Klick benutzt werden.',
  'A new bond': 'Ein neuer Bond',
  'A new receiver': 'Ein neuer Empfänger',
  'A text file with one local address a line, read again when it changes.':
    'Eine Textdatei mit einer lokalen Adresse je Zeile, neu gelesen, wenn sie sich ändert.',
  'A whole team behind one router fits in; one that only registers does not go on for long.':
    'Ein ganzes Team hinter einem Router passt hinein; einer, der sich nur anmeldet, kommt nicht weit.',
  'As many as the protocol knows.': 'So viele, wie das Protokoll kennt.',
  'Bonds, receivers, and what new ones begin with.': 'Bonds, Empfänger, und womit neue beginnen.',
  'Bytes both ways in a calendar day. A warning comes at 80 %, at 100 % the link is switched off.':
    'Bytes in beide Richtungen an einem Kalendertag. Bei 80 % kommt eine Warnung, bei 100 % wird der Link abgeschaltet.',
  'Bytes both ways in a calendar month. A warning comes at 80 %, at 100 % the link is switched off.':
    'Bytes in beide Richtungen in einem Kalendermonat. Bei 80 % kommt eine Warnung, bei 100 % wird der Link abgeschaltet.',
  'Each try risks a packet of a live stream; links are measured without it, too.':
    'Jeder Versuch wagt ein Paket eines Live-Streams; Links werden auch ohne ihn gemessen.',
  'Enhanced loses fewer packets where links differ, and every receiver understands both.':
    'Erweitert verliert weniger Pakete, wo Links verschieden sind, und jeder Empfänger versteht beides.',
  'Enhanced mode: tries the second-best link now and then.':
    'Erweiterter Modus: versucht ab und zu den zweitbesten Link.',
  'Enhanced mode: weighs links by how recently they lost packets.':
    'Erweiterter Modus: wägt Links danach, wann sie zuletzt Pakete verloren haben.',
  'Enhanced weighs links by what they deliver; classic counts packets in flight alone.':
    'Erweitert wägt Links nach dem, was sie liefern; klassisch zählt nur Pakete, die unterwegs sind.',
  'Every uplink counts alike until you know better.': 'Jeder Uplink zählt gleich, bis man es besser weiß.',
  'File of uplinks': 'Datei der Uplinks',
  'For people, such as the operator of a modem.': 'Für Menschen, etwa der Betreiber eines Modems.',
  'From which addresses senders may come.': 'Von welchen Adressen Sender kommen dürfen.',
  'Groups at most': 'Gruppen höchstens',
  'Groups from one source': 'Gruppen aus einer Quelle',
  'How many senders may be connected at once.': 'Wie viele Sender zugleich verbunden sein dürfen.',
  'How many senders may come from one address.': 'Wie viele Sender von einer Adresse kommen dürfen.',
  'How many uplinks one sender may use.': 'Wie viele Uplinks ein Sender benutzen darf.',
  'Keepalives come every second; five that are missing are no coincidence.':
    'Lebenszeichen kommen jede Sekunde; fünf, die fehlen, sind kein Zufall.',
  'Links of a group at most': 'Links einer Gruppe höchstens',
  'Mobile uplinks change their addresses all the time.': 'Mobile Uplinks wechseln ständig ihre Adressen.',
  'More than an event has, and few enough that a flood does not fill the memory.':
    'Mehr, als eine Veranstaltung hat, und wenig genug, dass eine Flut den Speicher nicht füllt.',
  'No cap': 'Keine Grenze',
  'Nothing is sent before you say where to.': 'Nichts wird gesendet, bevor gesagt ist, wohin.',
  'Only machines that are set up by scripts have one.': 'Nur Rechner, die Skripte einrichten, haben eine.',
  'Sending packets': 'Pakete senden',
  'SRT streams that are sent over several uplinks at once.':
    'SRT-Streams, die über mehrere Uplinks zugleich gesendet werden.',
  'Systems do not tell what a link costs; a link that is spared would be missed.':
    'Systeme sagen nicht, was ein Link kostet; ein geschonter Link würde fehlen.',
  'Takes data off a link that no longer delivers it.':
    'Nimmt Daten von einem Link, der sie nicht mehr liefert.',
  'The chosen uplinks, and the priority, label and data cap of each.':
    'Die gewählten Uplinks, und von jedem Priorität, Bezeichnung und Datengrenze.',
  'The interface': 'Die Schnittstelle',
  'The name of the interface says enough for one of each kind.':
    'Der Name der Schnittstelle genügt bei einer jeder Art.',
  'Used only while the links that are not metered cannot carry the stream.':
    'Nur benutzt, solange die nicht getakteten Links den Stream nicht tragen.',
  'What a link can carry is measured; less than all is a wish of yours.':
    'Was ein Link trägt, wird gemessen; weniger als alles ist ein eigener Wunsch.',
  'Where bonds of others end.': 'Wo Bonds von anderen enden.',
  'Whether the bond runs.': 'Ob der Bond läuft.',
  'Whether the receiver listens.': 'Ob der Empfänger lauscht.',
  'Which ways out are used: all that can carry traffic, chosen ones, or those of a file.':
    'Welche Wege hinaus benutzt werden: alle, die Verkehr tragen, gewählte, oder die einer Datei.',
  'Who adds a bond wants to use it.': 'Wer einen Bond hinzufügt, will ihn benutzen.',
  'Who adds a receiver wants to use it.': 'Wer einen Empfänger hinzufügt, will ihn benutzen.',
  'Without it a link that takes packets and drops them is noticed only after its timeout.':
    'Ohne ihn fällt ein Link, der Pakete nimmt und verwirft, erst nach seinem Zeitlimit auf.',
}
