import type { Catalogue } from '../catalogue.ts'

export const helpDiagnose: Catalogue = {
  '<em>Share</em> shows a report as it will leave this machine, before it does: as text for a mail, as a page for a browser, or whole, for Hawser, which opens it again on any machine. Passwords in addresses, keys and tokens are taken out of every report, also of the one that is kept here; addresses and names of machines when you switch them off.':
    '<em>Bericht weitergeben</em> zeigt einen Bericht so, wie er diesen Rechner verlassen wird, bevor er es tut: als Text für eine Mail, als Seite für einen Browser, oder ganz, für Hawser, der ihn auf jedem Rechner wieder öffnet. Passwörter in Adressen, Schlüssel und Tokens werden aus jedem Bericht entfernt, auch aus dem, der hier bleibt; Adressen und Namen von Rechnern dann, wenn sie abgeschaltet sind.',
  'A router that shares one address. Some give each connection another port, so that two behind such routers do not meet.':
    'Ein Router, der eine Adresse teilt. Manche geben jeder Verbindung einen anderen Port, sodass zwei hinter solchen Routern einander nicht treffen.',
  'A server that tells by which address it sees you; and one that passes on what cannot go straight.':
    'Ein Server, der sagt, unter welcher Adresse er einen sieht; und einer, der weitergibt, was nicht gerade gehen kann.',
  'Before a session': 'Vor einer Sitzung',
  'Black hole': 'Schwarzes Loch',
  'Delay under load': 'Verzögerung unter Last',
  'How much longer packets take while much is sent: a full queue in a modem or router.':
    'Wie viel länger Pakete brauchen, während viel gesendet wird: eine volle Warteschlange in Modem oder Router.',
  'How much of what is needed this network carries: 1.5 or more is safe for live video.':
    'Wie viel von dem, was gebraucht wird, dieses Netz trägt: 1,5 oder mehr ist sicher für Live-Video.',
  'Loss, jitter': 'Verlust, Jitter',
  Margin: 'Reserve',
  'Nobody on the internet is asked unless you name a server in the settings of the doctor. From a terminal: <code>hawser diagnose --target 10.0.0.5:554</code>, which also works when Hawser does not run.':
    'Im Internet wird niemand gefragt, solange kein Server in den Einstellungen des Doktors steht. Im Terminal: <code>hawser diagnose --target 10.0.0.5:554</code>; das geht auch, wenn Hawser nicht läuft.',
  'One button looks at this machine and its network: interfaces and routes, DNS, loss and jitter, the size of packets that pass, NAT, the clock, WireGuard, limits of the system. It takes at most 15 seconds, or 60 when it is to be deep, and needs no privileges. The sentence on top says what is wrong; beneath it stand the causes, the likeliest first, each with what was measured, what to do and where possible a command to copy.':
    'Ein Knopf sieht sich diesen Rechner und sein Netz an: Schnittstellen und Routen, DNS, Verlust und Jitter, die Größe der Pakete, die durchgehen, NAT, die Uhr, WireGuard, Grenzen des Systems. Das dauert höchstens 15 Sekunden, oder 60, wenn es gründlich sein soll, und braucht keine besonderen Rechte. Der Satz oben sagt, was nicht stimmt; darunter stehen die Ursachen, die wahrscheinlichste zuerst, jede mit dem, was gemessen wurde, was zu tun ist und wo möglich einem Befehl zum Kopieren.',
  'Packets that are too large vanish, and nobody says so: small requests work, video does not come. A smaller MTU mends it.':
    'Zu große Pakete verschwinden, und niemand sagt es: kleine Anfragen gehen, Video kommt nicht. Eine kleinere MTU hilft.',
  'Packets that never come, and packets that come at uneven times. Over 1 % and 10 ms a stream feels it.':
    'Pakete, die nie kommen, und Pakete, die ungleichmäßig kommen. Über 1 % und 10 ms spürt es ein Stream.',
  Reports: 'Berichte',
  'STUN, TURN': 'STUN, TURN',
  'Switch on <em>A session is planned</em>, say how much goes up and comes down, and tick the rules and bonds that will be used. Each gets a go, a risk or a no-go, with the room that is left: 1.8 × means that this network carries 180 % of what is needed. Rules and bonds count with the most that flowed in the last half hour. How much the network carries is measured against a paired device alone; without one, it is told as not known.':
    '<em>Eine Sitzung ist geplant</em> einschalten, angeben, wie viel hinauf und herunter geht, und die Regeln und Bonds ankreuzen, die benutzt werden. Jedes bekommt ein Go, ein Risiko oder ein No-go, mit dem Platz, der bleibt: 1,8 × heißt, dass dieses Netz 180 % des Bedarfs trägt. Regeln und Bonds zählen mit dem Meisten, was in der letzten halben Stunde floss. Wie viel das Netz trägt, wird nur gegen ein gekoppeltes Gerät gemessen; ohne eines gilt es als unbekannt.',
  'The largest packet that a way carries. A tunnel needs room for its own head: WireGuard 60 or 80 bytes.':
    'Das größte Paket, das ein Weg trägt. Ein Tunnel braucht Platz für seinen eigenen Kopf: WireGuard 60 oder 80 Bytes.',
  'The newest report is kept in the data folder, and shown when the page is opened.':
    'Der neueste Bericht bleibt im Datenordner und wird gezeigt, wenn die Seite geöffnet wird.',
  'The page of a stream names its bottleneck by the same rules: from what the stream measures of its own way, and from what was seen of this machine.':
    'Die Seite eines Streams nennt seinen Engpass nach denselben Regeln: nach dem, was der Stream an seinem eigenen Weg misst, und nach dem, was an diesem Rechner zu sehen war.',
  'What a check may say:': 'Was eine Prüfung sagen kann:',
  'While streams run, the doctor also looks on by itself, once a minute and without sending anything: what it finds twice in a row stands on the overview and here, and among the events.':
    'Während Streams laufen, sieht der Doktor auch von selbst nach, einmal je Minute und ohne etwas zu senden: was er zweimal nacheinander findet, steht auf der Übersicht, hier und unter den Ereignissen.',
  'With a <b>target</b>, the way to that camera or server is looked at, too. With a <b>paired device</b>, throughput both ways, delay under load and whether it can reach this machine are measured between both; for that a port is opened on the other device, for this one alone and for at most a minute, if its settings allow it.':
    'Mit einem <b>Ziel</b> wird auch der Weg zu dieser Kamera oder diesem Server angesehen. Mit einem <b>gekoppelten Gerät</b> werden der Durchsatz in beide Richtungen, die Verzögerung unter Last und ob es diesen Rechner erreicht gemessen; dafür öffnet das andere Gerät einen Port, nur für dieses und höchstens eine Minute, wenn seine Einstellungen das erlauben.',
  'Words of networks': 'Wörter der Netze',
}
