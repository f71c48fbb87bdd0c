import type { Catalogue } from '../catalogue.ts'

export const help: Catalogue = {
  '<b>Camera side</b>: frames already lag behind their own clock when they arrive.':
    '<b>Kameraseite</b>: Frames hinken ihrer eigenen Uhr schon nach, wenn sie ankommen.',
  '<b>Disconnect</b>: after the stall limit the connection ends, and the player joins again live.':
    '<b>Trennen</b>: nach der Stillstandsgrenze endet die Verbindung, und der Player steigt live neu ein.',
  '<b>Drop to the next keyframe</b>: for RTSP over TCP, video is skipped until the next keyframe; audio and control pass, and the stream stays valid.':
    '<b>Bis zum nächsten Keyframe verwerfen</b>: bei RTSP über TCP wird Video bis zum nächsten Keyframe übersprungen; Ton und Steuerung gehen durch, und der Stream bleibt gültig.',
  '<b>Hawser</b>: this machine is too busy.': '<b>Hawser</b>: dieser Rechner ist zu beschäftigt.',
  '<b>Tunnel</b>: retransmissions and delay between this machine and the target.':
    '<b>Tunnel</b>: Wiederholungen und Verzögerung zwischen diesem Rechner und dem Ziel.',
  '<b>Viewer side</b>: its receive window is full, or its network is slow.':
    '<b>Zuschauerseite</b>: sein Empfangsfenster ist voll, oder sein Netz ist langsam.',
  '<b>Wait</b>: everything is delivered, ever later. The camera feels the backpressure.':
    '<b>Warten</b>: alles wird geliefert, immer später. Die Kamera spürt den Rückstau.',
  'A range such as <code>8554-8560</code> maps each port to the target port at the same place. Host names are looked up anew for each connection. A rule can be changed while it runs: other rules are not touched, and its own connections stay where that is possible.':
    'Ein Bereich wie <code>8554-8560</code> führt jeden Port zum Zielport an derselben Stelle. Namen werden für jede Verbindung neu nachgeschlagen. Eine Regel lässt sich ändern, während sie läuft: andere Regeln bleiben unberührt, und ihre eigenen Verbindungen bleiben, wo das möglich ist.',
  'A rule listens on an address and port of this machine. Whoever connects there, a player, a mixer, a recorder, gets a connection of its own to the target: the camera or encoder. Bytes pass both ways unchanged.':
    'Eine Regel lauscht auf einer Adresse und einem Port dieses Rechners. Wer sich dort verbindet, ein Player, ein Mischer, ein Rekorder, bekommt eine eigene Verbindung zum Ziel: zur Kamera oder zum Encoder. Bytes gehen unverändert in beide Richtungen.',
  'A viewer that reads more slowly than the camera sends makes bytes pile up. Each rule says what happens then:':
    'Ein Zuschauer, der langsamer liest, als die Kamera sendet, lässt Bytes auflaufen. Jede Regel sagt, was dann geschieht:',
  Keyboard: 'Tastatur',
  'Keyframe interval': 'Keyframe-Abstand',
  'Listening on <code>127.0.0.1</code> serves programs on this machine alone. Listening on <code>0.0.0.0</code> serves everybody who reaches this machine; then name the <em>allowed sources</em>.':
    'Lauschen auf <code>127.0.0.1</code> bedient nur Programme auf diesem Rechner. Lauschen auf <code>0.0.0.0</code> bedient alle, die diesen Rechner erreichen; dann die <em>erlaubten Quellen</em> angeben.',
  'Of a bond:': 'Eines Bonds:',
  'Of a link of a bond:': 'Eines Links in einem Bond:',
  'Of a paired device:': 'Eines gekoppelten Geräts:',
  'Of a rule:': 'Einer Regel:',
  'Of a synced folder:': 'Eines Sync-Ordners:',
  'Other viewers are never affected by a slow one.': 'Andere Zuschauer spüren von einem langsamen nie etwas.',
  'Over TCP nothing is lost on the way, only delayed. So Hawser says <em>late</em> where a frame came after its time, and keeps <em>missing</em> and <em>dropped</em> for frames that never came.':
    'Über TCP geht unterwegs nichts verloren, es kommt nur später. Daher sagt Hawser <em>verspätet</em>, wo ein Frame nach seiner Zeit kam, und behält <em>fehlend</em> und <em>verworfen</em> für Frames, die nie kamen.',
  'Slow viewers': 'Langsame Zuschauer',
  States: 'Zustände',
  "The sentence beneath a rule's chart names a side, and lists what was measured:":
    'Der Satz unter der Kurve einer Regel nennt eine Seite und führt auf, was gemessen wurde:',
  Topics: 'Themen',
  Troubleshooting: 'Fehlersuche',
  'What the words mean': 'Was die Wörter bedeuten',
  'Where a fault lies': 'Wo ein Fehler liegt',
}
