import type { Catalogue } from '../catalogue.ts'

export const defaultsGeneral: Catalogue = {
  'A control room is dark, a field desk bright: the computer knows which, and changes with the day.':
    'Eine Regie ist dunkel, ein Tisch im Freien hell: der Rechner weiß das und wechselt mit dem Tag.',
  'A newly paired device': 'Ein neu gekoppeltes Gerät',
  'A program that starts by itself is asked for, never assumed.':
    'Um ein Programm, das von selbst startet, wird gebeten; angenommen wird es nie.',
  Appearance: 'Aussehen',
  'Asks where this Hawser came from. Nothing is loaded or installed before you say so.':
    'Fragt dort, wo dieser Hawser herkam. Nichts wird ungefragt geladen oder installiert.',
  'At login the streams are wanted, not one more window.':
    'Bei der Anmeldung sind die Streams gefragt, nicht noch ein Fenster.',
  'Close to tray': 'In die Symbolleiste schließen',
  'Close to tray was explained': 'Schließen in die Symbolleiste wurde erklärt',
  'Closing the window keeps Hawser at work; quit it from the tray.':
    'Das Fenster zu schließen lässt Hawser bei der Arbeit; beenden über die Symbolleiste.',
  Dark: 'Dunkel',
  Deutsch: 'Deutsch',
  'Devices and profiles': 'Geräte und Profile',
  'Devices that are trusted, each by its own certificate.':
    'Geräte, denen vertraut wird, jedem nach seinem eigenen Zertifikat.',
  English: 'English',
  'Forwarding, bonding and sync begin as soon as you are logged in.':
    'Weiterleitung, Bonding und Sync beginnen mit der Anmeldung.',
  'Further addresses': 'Weitere Adressen',
  'Hours of the day without notifications, such as 22:00-06:00. The tray mutes them for an hour at any time.':
    'Stunden des Tages ohne Mitteilungen, etwa 22:00-06:00. Die Symbolleiste macht sie jederzeit eine Stunde lang stumm.',
  'How windows look and speak.': 'Wie Fenster aussehen und sprechen.',
  Language: 'Sprache',
  Light: 'Hell',
  'Light or dark colours. System follows what this computer is set to.':
    'Helle oder dunkle Farben. System folgt dem, was dieser Rechner eingestellt hat.',
  'Look for newer versions': 'Nach neueren Versionen sehen',
  'Mended faults should be heard of; installing stays your decision, and never happens on the air.':
    'Von behobenen Fehlern soll man hören; zu installieren bleibt eine eigene Entscheidung und geschieht nie auf Sendung.',
  'Nobody has seen it on a new machine.': 'Auf einem neuen Rechner hat ihn niemand gesehen.',
  'Nobody is trusted before people on both sides have paired the machines.':
    'Niemandem wird vertraut, bevor auf beiden Seiten jemand die Rechner gekoppelt hat.',
  'Of windows, menus and the tray. System takes that of the browser or the computer, if there is one.':
    'Von Fenstern, Menüs und Symbolleiste. System nimmt die des Browsers oder Rechners, wenn es sie gibt.',
  'On one network devices find each other.': 'In einem Netz finden Geräte einander.',
  'Profile in use': 'Profil in Gebrauch',
  'Quiet hours': 'Ruhezeiten',
  'Rules, bonds, tunnels and preferences under a name, such as one for each venue.':
    'Regeln, Bonds, Tunnel und Vorlieben unter einem Namen, etwa eines je Ort.',
  'Start at login': 'Bei der Anmeldung starten',
  'Start hidden': 'Verborgen starten',
  'Streams must not end because somebody tidied up the screen.':
    'Streams dürfen nicht enden, weil jemand den Bildschirm aufgeräumt hat.',
  'The first one is made of what you have set up.': 'Das erste entsteht aus dem, was eingerichtet ist.',
  'The name of the machine': 'Der Name des Rechners',
  'The name of the machine is what people already call it.':
    'Der Name des Rechners ist, wie man ihn schon nennt.',
  'The profile that was switched to or saved last.':
    'Das Profil, zu dem zuletzt gewechselt oder das zuletzt gespeichert wurde.',
  Theme: 'Farbschema',
  'Tray, login and updates of the app with a window of its own.':
    'Symbolleiste, Anmeldung und Aktualisierung der App mit eigenem Fenster.',
  'Trouble only': 'Nur Störungen',
  'What other devices show of this one.': 'Was andere Geräte von diesem zeigen.',
  'What the desktop tells while nobody looks at the window: all, only trouble and what asks for you, or nothing.':
    'Was der Desktop meldet, während niemand auf das Fenster sieht: alles, nur Störungen und Fragen, oder nichts.',
  'When nobody is to be woken only you know.':
    'Wann niemand geweckt werden soll, ist von hier aus nicht zu wissen.',
  'When started at login: in the tray, without a window.':
    'Beim Start mit der Anmeldung: in der Symbolleiste, ohne Fenster.',
  'Where the device may be reached besides what is found on the network.':
    'Wo das Gerät erreichbar sein kann, außer dem, was im Netz gefunden wird.',
  'Whether the note that Hawser goes on in the tray has been shown. Switched off, it is shown once more.':
    'Ob der Hinweis gezeigt wurde, dass Hawser in der Symbolleiste weiterläuft. Ausgeschaltet kommt er noch einmal.',
  'Who minimises the window should still hear that a link is down, and that it is back.':
    'Wer das Fenster klein macht, soll trotzdem hören, dass ein Link ausgefallen und dass er zurück ist.',
  'Who this machine is, whom it trusts, and what it holds ready for each place of work.':
    'Wer dieser Rechner ist, wem er vertraut, und was er für jeden Arbeitsort bereithält.',
  'Whoever set up the computer has chosen a language already.':
    'Wer den Rechner eingerichtet hat, hat schon eine Sprache gewählt.',
  'Without profiles none is in use.': 'Ohne Profile ist keines in Gebrauch.',
}
