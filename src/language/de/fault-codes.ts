import type { Catalogue } from '../catalogue.ts'

export const faultCodes: Catalogue = {
  'a channel ended in the midst of a frame': 'ein Kanal endete mitten in einem Rahmen',
  'a client does not speak SOCKS5': 'ein Client spricht kein SOCKS5',
  'a code is for something else, such as files instead of a tunnel':
    'ein Code ist für etwas anderes, etwa Dateien statt eines Tunnels',
  'a connection of a transfer is over': 'eine Verbindung einer Übertragung ist vorbei',
  'a defect on the other side': 'ein Fehler im Programm der anderen Seite',
  'a file cannot be read': 'eine Datei lässt sich nicht lesen',
  'a file is not what is known of it': 'eine Datei ist nicht, was von ihr bekannt ist',
  'a file is still being written': 'in eine Datei wird noch geschrieben',
  'a frame does not end where it should': 'ein Rahmen endet nicht, wo er soll',
  'a frame is longer than may be sent': 'ein Rahmen ist länger, als gesendet werden darf',
  'a Guacamole instruction is longer or has more elements than guacd takes':
    'eine Guacamole-Anweisung ist länger oder hat mehr Elemente, als guacd nimmt',
  'a Guacamole instruction is malformed': 'eine Guacamole-Anweisung ist fehlerhaft',
  'a link has reached its data cap': 'ein Link hat seine Datengrenze erreicht',
  'a link has used 80 % of its data cap': 'ein Link hat 80 % seiner Datengrenze verbraucht',
  'a link takes packets that nobody acknowledges': 'ein Link nimmt Pakete, die niemand bestätigt',
  'a message was changed, repeated or moved on its way':
    'eine Nachricht wurde unterwegs geändert, wiederholt oder verschoben',
  'a pasted text is not an offer or answer, or is not the one that is waited for':
    'ein eingefügter Text ist kein Angebot und keine Antwort, oder nicht die erwartete',
  'a peer asks for or sends more than is allowed': 'ein Gerät verlangt oder sendet mehr als erlaubt',
  'a peer does not keep to the protocol': 'ein Gerät hält sich nicht an das Protokoll',
  'a peer named a path that leads out of the folder':
    'ein Gerät nannte einen Pfad, der aus dem Ordner hinausführt',
  'a peer stopped in the middle': 'ein Gerät hat mittendrin aufgehört',
  'a receiver refuses groups or links over its limits':
    'ein Empfänger weist Gruppen oder Links über seinen Grenzen ab',
  'a rule would forward to itself, directly or through others':
    'eine Regel würde zu sich selbst weiterleiten, direkt oder über andere',
  'a second caller sends to a port that is taken': 'ein zweiter Caller sendet an einen besetzten Port',
  'a session begins in the future, ends before it begins, or is too long':
    'eine Sitzung beginnt in der Zukunft, endet vor ihrem Beginn oder ist zu lang',
  'a SOCKS5 client has a wrong user name or password':
    'ein SOCKS5-Client hat falschen Benutzer oder falsches Passwort',
  'a stretch of time ends before it begins': 'ein Zeitraum endet, bevor er beginnt',
  'a text is not a file of settings that could be imported':
    'ein Text ist keine Datei mit Einstellungen, die sich importieren ließe',
  'a text is not a report of the doctor': 'ein Text ist kein Bericht des Doktors',
  'an engine ended by itself': 'eine Engine hat sich von selbst beendet',
  'an engine had more to tell than was read in time; what came last is missing':
    'eine Engine hatte mehr zu sagen, als rechtzeitig gelesen wurde; das Letzte fehlt',
  'an imported file is not a list of rules': 'eine importierte Datei ist keine Liste von Regeln',
  'another diagnosis is under way': 'eine andere Diagnose ist im Gange',
  'another Hawser already uses this user-data folder': 'ein anderer Hawser benutzt diesen Datenordner schon',
  'another pairing is under way': 'ein anderes Koppeln ist im Gange',
  'another program already listens on that port': 'ein anderes Programm lauscht schon auf diesem Port',
  'another program keeps a file from being replaced':
    'ein anderes Programm verhindert, dass eine Datei ersetzt wird',
  'another program took over as the caller': 'ein anderes Programm hat als Caller übernommen',
  'figures for monitoring cannot be read at the address that is set':
    'Zahlen für die Überwachung sind unter der eingestellten Adresse nicht zu lesen',
  'guacd does not accept the session': 'guacd nimmt die Sitzung nicht an',
  'listening failed for another reason': 'Lauschen ist aus einem anderen Grund gescheitert',
  'listening on other addresses than loopback needs TLS':
    'Lauschen auf anderen Adressen als Loopback braucht TLS',
  'no bond or receiver has that id': 'kein Bond oder Empfänger hat diese ID',
  'no byte either way for the configured time': 'die eingestellte Zeit lang kein Byte in einer Richtung',
  'no call has that id': 'kein Anruf hat diese ID',
  'no connection has that id': 'keine Verbindung hat diese ID',
  'no direct connection could be made, nor one through a relay':
    'keine direkte Verbindung kam zustande, auch keine über ein Relay',
  'no folder has that id': 'kein Ordner hat diese ID',
  'no Hawser runs with this user-data folder': 'kein Hawser läuft mit diesem Datenordner',
  'no interface of this machine can carry traffic': 'keine Schnittstelle dieses Rechners kann Verkehr tragen',
  'no link of the bond is heard': 'kein Link des Bonds ist zu hören',
  'no paired device has that id': 'kein gekoppeltes Gerät hat diese ID',
  'no profile has that id': 'kein Profil hat diese ID',
  'no rule has that id': 'keine Regel hat diese ID',
  'no rule of what is allowed has that id': 'keine Regel des Erlaubten hat diese ID',
  'no session has that id': 'keine Sitzung hat diese ID',
  'no such procedure': 'es gibt keine solche Prozedur',
  'no transfer has that id': 'keine Übertragung hat diese ID',
  'no tube has that id': 'keine Röhre hat diese ID',
  'no way through a tube has that id': 'kein Weg durch eine Röhre hat diese ID',
  'nobody paired in time': 'niemand hat rechtzeitig gekoppelt',
  'nobody waits with that code, or it has been used': 'niemand wartet mit diesem Code, oder er ist benutzt',
  'nothing is heard on a link any more': 'auf einem Link ist nichts mehr zu hören',
  'one side has cancelled the transfer': 'eine Seite hat die Übertragung abgebrochen',
  'packets of a link leave by another interface':
    'Pakete eines Links gehen über eine andere Schnittstelle hinaus',
  'the bin holds no such version': 'der Papierkorb enthält keine solche Version',
  'the bond has no such link': 'der Bond hat keinen solchen Link',
  'the code is wrong': 'der Code ist falsch',
  'the code is wrong, or the other side said no': 'der Code ist falsch, oder die andere Seite hat abgelehnt',
  'the collector does not take the figures for monitoring':
    'der Sammler nimmt die Zahlen für die Überwachung nicht an',
  'the command line is not understood': 'die Befehlszeile ist nicht zu verstehen',
  'the connection limit is reached': 'die Grenze der Verbindungen ist erreicht',
  'the device does not answer': 'das Gerät antwortet nicht',
  'the device does not know this one, or proved to be another':
    'das Gerät kennt dieses nicht, oder es ist ein anderes',
  'the device is no longer trusted': 'dem Gerät wird nicht mehr vertraut',
  'the engine is not running': 'die Engine läuft nicht',
  'the far end asks for or sends more than is allowed':
    'das andere Ende verlangt oder sendet mehr als erlaubt',
  'the far end does not allow that target or listener':
    'das andere Ende erlaubt dieses Ziel oder diesen Eingang nicht',
  'the far end does not keep to the protocol of tunnels':
    'das andere Ende hält sich nicht an das Protokoll der Tunnel',
  'the file of uplink addresses cannot be read or holds none':
    'die Datei der Uplink-Adressen ist nicht zu lesen oder enthält keine',
  'the folder cannot be read': 'der Ordner lässt sich nicht lesen',
  'the folder cannot be written': 'der Ordner lässt sich nicht beschreiben',
  'the folder is not there, or is not the one that it was':
    'der Ordner ist nicht da, oder nicht der, der er war',
  'the history cannot be written; its minutes wait in memory':
    'der Verlauf lässt sich nicht schreiben; seine Minuten warten im Speicher',
  'the history database could not be read and was set aside':
    'die Datenbank des Verlaufs war nicht zu lesen und wurde beiseitegelegt',
  'the input does not fit the contract': 'die Eingabe passt nicht zum Vertrag',
  'the interface or address of a link is gone': 'Schnittstelle oder Adresse eines Links ist weg',
  'the key of this device cannot be read or written':
    'der Schlüssel dieses Geräts lässt sich nicht lesen oder schreiben',
  'the log files cannot be written; everything else goes on':
    'die Protokolldateien lassen sich nicht schreiben; alles andere läuft weiter',
  'the minutes of a session are no longer kept': 'die Minuten einer Sitzung sind nicht mehr da',
  'the other side did not come back': 'die andere Seite kam nicht zurück',
  'the other side does not keep to the protocol': 'die andere Seite hält sich nicht an das Protokoll',
  'the other side does not know the secret, or somebody stands between':
    'die andere Seite kennt das Geheimnis nicht, oder jemand steht dazwischen',
  'the other side does not want the files': 'die andere Seite will die Dateien nicht',
  'the other side does not want to talk': 'die andere Seite will nicht sprechen',
  'the other side is gone': 'die andere Seite ist weg',
  'the other side offers or sends more than is allowed':
    'die andere Seite bietet an oder sendet mehr als erlaubt',
  'the other side speaks no version that this one knows':
    'die andere Seite spricht keine Version, die dieses kennt',
  'the passphrase does not open what is sealed in a file of settings':
    'die Passphrase öffnet nicht, was in einer Datei mit Einstellungen versiegelt ist',
  'the path of a tube is gone, and no new one was found':
    'der Weg einer Röhre ist weg, und kein neuer wurde gefunden',
  'the peer address is not among the allowed sources':
    'die Adresse der Gegenseite gehört nicht zu den erlaubten Quellen',
  'the peer no longer has what it announced': 'das Gerät hat nicht mehr, was es angekündigt hat',
  'the receiver does not answer on any link': 'der Empfänger antwortet auf keinem Link',
  'the receiver has forgotten the group and gets a new registration':
    'der Empfänger hat die Gruppe vergessen und bekommt eine neue Anmeldung',
  'the receiver refuses the registration': 'der Empfänger lehnt die Anmeldung ab',
  'the rendezvous does not answer': 'das Rendezvous antwortet nicht',
  'the rendezvous has too many waiting, or too many tries came from one place':
    'beim Rendezvous warten zu viele, oder aus einer Richtung kamen zu viele Versuche',
  'the settings file cannot be read or written':
    'die Einstellungsdatei lässt sich nicht lesen oder schreiben',
  'the settings file does not fit its schema': 'die Einstellungsdatei passt nicht zu ihrem Schema',
  'the settings file was written by a newer version':
    'eine neuere Version hat die Einstellungsdatei geschrieben',
  'the system does not allow listening on that port': 'das System erlaubt nicht, auf diesem Port zu lauschen',
  'the system does not tell what changes in the folder; it is looked through instead':
    'das System meldet nicht, was sich im Ordner ändert; er wird stattdessen durchgesehen',
  'the target does not answer': 'das Ziel antwortet nicht',
  'the target ended the connection and did not come back in time':
    'das Ziel hat die Verbindung beendet und kam nicht rechtzeitig zurück',
  'the target name does not resolve': 'der Name des Ziels lässt sich nicht nachschlagen',
  'the target refuses connections': 'das Ziel lehnt Verbindungen ab',
  'the viewer stopped reading': 'der Zuschauer hat aufgehört zu lesen',
  'there are as many sessions as can be kept': 'es gibt so viele Sitzungen, wie behalten werden können',
  'there is no QUIC for this system and processor, so that folders are not synced here':
    'für dieses System und diesen Prozessor gibt es kein QUIC, also werden hier keine Ordner abgeglichen',
  'there is no room left on the disk': 'auf dem Datenträger ist kein Platz mehr',
  'there is no route to the network of the target': 'es gibt keine Route zum Netz des Ziels',
  'there is no route to the target': 'es gibt keine Route zum Ziel',
  'there is no setting of that name': 'es gibt keine Einstellung dieses Namens',
  'this machine does not have that address': 'dieser Rechner hat diese Adresse nicht',
  'this system cannot store a file of that name': 'dieses System kann keine Datei dieses Namens speichern',
  'this system takes two names for one': 'dieses System hält zwei Namen für einen',
  'too many calls at once': 'zu viele Aufrufe zugleich',
  'too many registrations from one source': 'zu viele Anmeldungen aus einer Quelle',
  'two devices changed a file at once; both are kept':
    'zwei Geräte haben eine Datei zugleich geändert; beide bleiben',
  'two folders lie in one another': 'zwei Ordner liegen ineinander',
  'two rules listen on the same address and port':
    'zwei Regeln lauschen auf derselben Adresse und demselben Port',
  'what is to be undone is not known any more': 'was rückgängig zu machen wäre, ist nicht mehr bekannt',
  'what was known of the folders could not be read and was set aside':
    'was von den Ordnern bekannt war, war nicht zu lesen und wurde beiseitegelegt',
}
