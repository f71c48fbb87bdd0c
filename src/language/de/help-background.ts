import type { Catalogue } from '../catalogue.ts'

export const helpBackground: Catalogue = {
  '<b>A desktop without a tray:</b> closing the window makes it small as long as something is at work, and ends Hawser otherwise.':
    '<b>Ein Desktop ohne Symbolleiste:</b> Schließen macht das Fenster klein, solange etwas bei der Arbeit ist, und beendet Hawser sonst.',
  '<b>A locked screen or another user</b> changes nothing, except that a notification is not left out because a window is open: nobody can see it.':
    '<b>Ein gesperrter Bildschirm oder ein anderer Benutzer</b> ändert nichts, außer dass keine Mitteilung wegbleibt, weil ein Fenster offen ist: niemand kann es sehen.',
  '<b>No screen at all:</b> run <code>hawser web --service</code> and open the page from another machine.':
    '<b>Gar kein Bildschirm:</b> <code>hawser web --service</code> starten und die Seite von einem anderen Rechner öffnen.',
  '<b>Sleep and another network.</b> When the machine wakes up or gets other addresses, every target, link and device is tried again at once; both stand among the events. While something flows, the machine is kept awake.':
    '<b>Schlaf und ein anderes Netz.</b> Wacht der Rechner auf oder bekommt er andere Adressen, wird jedes Ziel, jeder Link und jedes Gerät sofort neu versucht; beides steht unter den Ereignissen. Solange etwas fließt, bleibt der Rechner wach.',
  'A small window that stays on top of all others: the state, the rate of each engine in use, late frames of the last minute, the loss of the worst link, what is buffered, and the worst trouble with its reason. Open it with {{key}}, from the tray, or by <code>hawser://compact</code>. It grows with its frame, comes back where it was, and a double click opens the main window. In a browser it is a window of its own that does not stay on top.':
    'Ein kleines Fenster über allen anderen: der Zustand, die Rate jeder benutzten Engine, verspätete Frames der letzten Minute, der Verlust des schlechtesten Links, was gepuffert ist, und die schlimmste Störung mit ihrem Grund. Öffnen mit {{key}}, über die Leiste oder mit <code>hawser://compact</code>. Es wächst mit seinem Rahmen, kommt dort wieder, wo es war, und ein Doppelklick öffnet das große Fenster. Im Browser ist es ein eigenes Fenster, das nicht oben bleibt.',
  'In the background': 'Im Hintergrund',
  'Press one to see what it is about. <em>Settings, Desktop app</em> has quiet hours, and leaves all but trouble out; the tray mutes them for an hour.':
    'Ein Druck darauf zeigt, worum es geht. <em>Einstellungen, Desktop-App</em> hat Ruhezeiten und lässt alles außer Störungen weg; die Leiste macht sie eine Stunde lang stumm.',
  'Streams, bonds, folders and tunnels belong to no window: close it, and all of them go on. The icon in the tray shows by its colour how everything is, and its menu names what is worst, switches single things off and on, and leads to what happened last.':
    'Streams, Bonds, Ordner und Tunnel gehören zu keinem Fenster: es lässt sich schließen, und alle laufen weiter. Das Symbol in der Leiste zeigt durch seine Farbe, wie es um alles steht, und sein Menü nennt das Schlimmste, schaltet Einzelnes aus und ein und führt zu dem, was zuletzt geschah.',
  'The desktop app tells when trouble begins, when it is over, when somebody has to answer, and when a transfer has ended: not what you see anyway because you look at its page, and recovery only from trouble that was told. What comes and goes again and again is told ever more seldom, and the next notification says how many were left out.':
    'Die Desktop-App meldet sich, wenn eine Störung beginnt, wenn sie vorbei ist, wenn jemand antworten muss und wenn eine Übertragung zu Ende ist: nicht, was ohnehin auf der offenen Seite zu sehen ist, und Erholung nur von gemeldeten Störungen. Was immer wieder kommt und geht, wird immer seltener gemeldet, und die nächste Mitteilung sagt, wie viele wegblieben.',
}
