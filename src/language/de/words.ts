import type { Catalogue } from '../catalogue.ts'

export const words: Catalogue = {
  '100 % carries all it can; 50 % counts half when links are compared; 0 switches the link off.':
    '100 % trägt, was er kann; 50 % zählt halb, wenn Links verglichen werden; 0 schaltet den Link ab.',
  'A file from its beginning to its end: what was here before, what has arrived, what is arriving, and what is missing.':
    'Eine Datei vom Anfang bis zum Ende: was schon hier war, was angekommen ist, was ankommt und was fehlt.',
  'A link that costs by the byte: used only while the others cannot carry the stream.':
    'Ein Link, der nach Bytes kostet: nur benutzt, solange die anderen den Stream nicht tragen.',
  'A packet that the camera sent again because it was reported lost. These go by the best link.':
    'Ein Paket, das die Kamera erneut sendete, weil es als verloren gemeldet wurde. Diese nehmen den besten Link.',
  'A peer connection of its own. Under loss several of them together are faster than one; how many are worth it is measured.':
    'Eine eigene Verbindung. Bei Verlust sind mehrere zusammen schneller als eine; wie viele sich lohnen, wird gemessen.',
  'A piece of a file, cut where its content says so. A change in the middle changes a few pieces; the others need not travel.':
    'Ein Teil einer Datei, dort geschnitten, wo ihr Inhalt es sagt. Eine Änderung in der Mitte ändert wenige Stücke; die anderen müssen nicht auf den Weg.',
  'A report of the receiver that a packet did not come. The camera sends it again.':
    'Eine Meldung des Empfängers, dass ein Paket nicht kam. Die Kamera sendet es erneut.',
  'After several failures in a row a device is left alone for a while, so that a dead address costs nothing. Then one attempt tells whether it is back.':
    'Nach mehreren Fehlschlägen in Folge bleibt ein Gerät eine Weile in Ruhe, damit eine tote Adresse nichts kostet. Dann zeigt ein Versuch, ob es wieder da ist.',
  'Bytes of the largest packet that passes the path. It begins small and grows as larger ones are seen to arrive.':
    'Bytes des größten Pakets, das den Weg passiert. Es beginnt klein und wächst, wenn größere ankommen.',
  'Bytes sent by this link today or this month, counted also while Hawser is restarted.':
    'Heute oder in diesem Monat über diesen Link gesendete Bytes, auch über Neustarts von Hawser hinweg gezählt.',
  'Bytes that are on their way and not acknowledged yet, and how many may be. They are kept until then, so that nothing is lost when the path is.':
    'Bytes, die unterwegs und noch nicht bestätigt sind, und wie viele es sein dürfen. So lange bleiben sie liegen, damit nichts verloren geht, wenn der Weg verloren geht.',
  'Bytes that arrived from the target and were not yet taken by viewers: in Hawser itself, and in the send queues of the system.':
    'Bytes, die vom Ziel kamen und noch nicht von Zuschauern genommen wurden: in Hawser selbst und in den Sendewarteschlangen des Systems.',
  'Bytes that did not have to travel, because another file here, or the version before, already had them.':
    'Bytes, die nicht auf den Weg mussten, weil eine andere Datei hier oder die Version davor sie schon hatte.',
  'Congestion window: how many bytes may be on their way before an acknowledgement is due.':
    'Staufenster: wie viele Bytes unterwegs sein dürfen, bevor eine Bestätigung fällig ist.',
  'Data packets sent by this link, a second.': 'Über diesen Link gesendete Datenpakete, je Sekunde.',
  'Frames a second that pass now, and how many the stream says it has.':
    'Frames je Sekunde, die jetzt durchgehen, und wie viele der Stream angibt.',
  'From 0 to 100: how much of what the path could carry is used, and how little of the time is lost to loss, jitter and waiting.':
    'Von 0 bis 100: wie viel von dem, was der Weg tragen könnte, benutzt wird, und wie wenig Zeit an Verlust, Jitter und Warten verloren geht.',
  "Hawser discarded the frame on purpose, because the rule's policy is to skip to the next keyframe for a viewer that cannot keep up.":
    'Hawser hat den Frame mit Absicht verworfen, weil die Regel für einen Zuschauer, der nicht mitkommt, zum nächsten Keyframe springt.',
  'How far frames lag behind their own clock when they reach Hawser: trouble before Hawser, at the camera or in the tunnel.':
    'Wie weit Frames ihrer eigenen Uhr nachhinken, wenn sie Hawser erreichen: Störung vor Hawser, an der Kamera oder im Tunnel.',
  "How long the slowest frame spent inside Hawser and in the system's send queue: trouble after Hawser, at the viewer or its network.":
    'Wie lange der langsamste Frame in Hawser und in der Sendewarteschlange des Systems war: Störung nach Hawser, beim Zuschauer oder seinem Netz.',
  'How many packets the link is trusted with before an acknowledgement is due. Grows with each one, shrinks with each loss.':
    'Wie viele Pakete dem Link anvertraut werden, bevor eine Bestätigung fällig ist. Wächst mit jeder, schrumpft mit jedem Verlust.',
  'How much a lane takes from the queue at once; chosen by round trip, loss and throughput. Local discards are packets that the browser itself threw away before they left.':
    'Wie viel eine Spur auf einmal aus der Warteschlange nimmt; nach Laufzeit, Verlust und Durchsatz gewählt. Lokal verworfen sind Pakete, die der Browser selbst wegwarf, bevor sie hinausgingen.',
  'How much may still be sent before the other end has read more of this connection. Each has its own, so that one that nobody reads holds up no other.':
    'Wie viel noch gesendet werden darf, bevor das andere Ende mehr von dieser Verbindung gelesen hat. Jede hat ihr eigenes; eine, die niemand liest, hält keine andere auf.',
  'How much of the folder is in place on this device.': 'Wie viel des Ordners auf diesem Gerät am Platz ist.',
  'How much video time waits for this viewer: what it shows is this much older than live.':
    'Wie viel Videozeit auf diesen Zuschauer wartet: was er zeigt, ist um so viel älter als live.',
  'How often a connection had to wait for its reader at the other end.':
    'Wie oft eine Verbindung auf ihren Leser am anderen Ende warten musste.',
  'How often sending went on because there was room again. Nothing polls.':
    'Wie oft das Senden weiterging, weil wieder Platz war. Nichts fragt ständig nach.',
  'How often the frame monitor lost its place in the stream and found it again. The stream itself is never touched.':
    'Wie oft die Frame-Beobachtung im Stream den Faden verlor und wiederfand. Der Stream selbst wird nie angerührt.',
  'How often the path was lost or changed and made anew while connections went on. Not a byte was lost by it.':
    'Wie oft der Weg verloren ging oder wechselte und neu gemacht wurde, während Verbindungen weitergingen. Kein Byte ging dadurch verloren.',
  'How the connection is tuned: LAN for short paths with much room, WAN for long ones with loss. Chosen by the measured path.':
    'Wie die Verbindung eingestellt ist: LAN für kurze Wege mit viel Platz, WAN für lange mit Verlust. Nach dem gemessenen Weg gewählt.',
  'How unevenly packets arrive: the variation of the time between them.':
    'Wie ungleichmäßig Pakete ankommen: die Schwankung der Zeit zwischen ihnen.',
  'Made of the keys of both sides. They are the same on both screens only if nobody sits in between.':
    'Aus den Schlüsseln beider Seiten gemacht. Auf beiden Bildschirmen gleich sind sie nur, wenn niemand dazwischen sitzt.',
  'No frame for so long that the picture stands still.': 'So lange kein Frame, dass das Bild steht.',
  'One of up to 16 lanes of a connection, so that a large file does not hold up small ones.':
    'Eine von bis zu 16 Bahnen einer Verbindung, damit eine große Datei die kleinen nicht aufhält.',
  'Packets that arrived by more than one link: probes, mostly. The SRT listener drops the copies.':
    'Pakete, die über mehr als einen Link kamen: meist Proben. Der SRT-Listener verwirft die Kopien.',
  'Packets that did not arrive, as a mean over the lanes; estimated where the browser does not tell.':
    'Pakete, die nicht ankamen, im Mittel über die Spuren; geschätzt, wo der Browser es nicht sagt.',
  'Packets that went by this link and are not acknowledged yet.':
    'Pakete, die über diesen Link gingen und noch nicht bestätigt sind.',
  'Round trip by this link, smoothed: there and back. The smallest of late is the bare path, without queues.':
    'Laufzeit über diesen Link, geglättet: hin und zurück. Die kleinste der letzten Zeit ist der bloße Weg, ohne Warteschlangen.',
  'Sequence numbers that never arrived by any link, not even again.':
    'Folgenummern, die über keinen Link kamen, auch nicht später.',
  'The frame arrived more than one frame interval after its time. TCP delayed it; it was delivered all the same.':
    'Der Frame kam mehr als einen Bildabstand nach seiner Zeit. TCP hat ihn verzögert; geliefert wurde er trotzdem.',
  'The frame arrived more than three frame intervals after its time: a visible stutter.':
    'Der Frame kam mehr als drei Bildabstände nach seiner Zeit: ein sichtbares Ruckeln.',
  'The frame never came: a gap in the sequence numbers, timestamps or continuity counters. The camera or something before Hawser lost it.':
    'Der Frame kam nie: eine Lücke in Folgenummern, Zeitstempeln oder Zählern. Die Kamera oder etwas vor Hawser hat ihn verloren.',
  'The link takes packets, and nobody acknowledges them. Its share moves to the others; one packet in a hundred probes it.':
    'Der Link nimmt Pakete, und niemand bestätigt sie. Sein Anteil geht an die anderen; eins von hundert Paketen probt ihn.',
  'The stream cannot be read, so frames are guessed from the rhythm of its bytes.':
    'Der Stream ist nicht lesbar, also werden Frames am Rhythmus seiner Bytes geschätzt.',
  "The stream's own rate, without what is sent twice to several viewers.":
    'Die eigene Rate des Streams, ohne das, was für mehrere Zuschauer doppelt gesendet wird.',
  'The target went away. Viewers stay connected while Hawser tries again, so that players need not reconnect.':
    'Das Ziel ging weg. Zuschauer bleiben verbunden, während Hawser es neu versucht, damit Player nicht neu verbinden müssen.',
  'Time between two frames that can be decoded alone. Players can join, and skipping can end, only there.':
    'Zeit zwischen zwei Frames, die sich allein dekodieren lassen. Nur dort können Player einsteigen und kann das Überspringen enden.',
  'Time since the last packet came by this link.': 'Zeit, seit über diesen Link das letzte Paket kam.',
  'Two devices changed one file before they heard of each other. Both versions are kept: one in place, the other as a copy beside it.':
    'Zwei Geräte haben eine Datei geändert, bevor sie voneinander hörten. Beide Versionen bleiben: eine am Platz, die andere als Kopie daneben.',
  'What all devices have together: the newest of each file.':
    'Was alle Geräte zusammen haben: von jeder Datei die neueste.',
  'What cannot be brought in place at the moment, with the reason: still being written, locked, a name that this system cannot store. Each is tried again by itself.':
    'Was im Augenblick nicht an seinen Platz kommt, mit dem Grund: noch im Schreiben, gesperrt, ein Name, den dieses System nicht speichern kann. Jedes wird von selbst neu versucht.',
  'What is held in memory for bytes that are on their way, on this side.':
    'Was im Speicher liegt für Bytes, die unterwegs sind, auf dieser Seite.',
  'What other devices have and this one has not yet, or not in its newest version.':
    'Was andere Geräte haben und dieses noch nicht, oder nicht in der neuesten Version.',
  'What the link is multiplied with when links are compared: about 1.1 for one that loses nothing, down to 0.3 after losses; it recovers within seconds.':
    'Womit der Link malgenommen wird, wenn Links verglichen werden: etwa 1,1 für einen, der nichts verliert, bis 0,3 nach Verlusten; er erholt sich in Sekunden.',
  'What the sender waited for most in the last seconds: the path, the other side, or itself. A thin line means that nothing held it up.':
    'Worauf der Sender in den letzten Sekunden am meisten wartete: den Weg, die andere Seite oder sich selbst. Eine dünne Linie heißt, dass nichts bremste.',
  'What waits on this side to go through: bytes read from programs and not yet sent. When it grows, reading pauses.':
    'Was auf dieser Seite wartet: Bytes, aus Programmen gelesen und noch nicht gesendet. Wächst es, pausiert das Lesen.',
  'What was replaced or deleted by another device, kept for a while so that it can be restored.':
    'Was ein anderes Gerät ersetzt oder gelöscht hat, eine Weile behalten, damit es sich zurückholen lässt.',
  'Which part of the packets of this connection was lost and sent again. Warns above 1 %, alarms above 5 %.':
    'Welcher Teil der Pakete dieser Verbindung verloren ging und erneut gesendet wurde. Warnt über 1 %, Alarm über 5 %.',
  'Which part of the packets sent by this link in the last two seconds was reported lost.':
    'Welcher Teil der Pakete, die dieser Link in den letzten zwei Sekunden sendete, als verloren gemeldet wurde.',
  'Which part of the stream went by this link in the last second.':
    'Welcher Teil des Streams in der letzten Sekunde über diesen Link ging.',
}
