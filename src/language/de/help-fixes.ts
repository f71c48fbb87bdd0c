import type { Catalogue } from '../catalogue.ts'

export const helpFixes: Catalogue = {
  'A firewall on one side lets nothing through. Add a STUN and a TURN server to the transfer settings of either side.':
    'Eine Firewall auf einer Seite lässt nichts durch. Einen STUN- und einen TURN-Server in die Transfer-Einstellungen einer Seite eintragen.',
  'A new history was begun; the old file lies beside it under another name.':
    'Ein neuer Verlauf wurde begonnen; die alte Datei liegt unter anderem Namen daneben.',
  'Add the address to the allowed sources of the rule.':
    'Die Adresse zu den erlaubten Quellen der Regel hinzufügen.',
  'Ask the other side whether that was meant.': 'Die andere Seite fragen, ob das so gemeint war.',
  'Change the target: it leads back to the rule itself.':
    'Das Ziel ändern: es führt zur Regel selbst zurück.',
  'Changes are still found by looking through the folder, only later. On Linux raise fs.inotify.max_user_watches.':
    'Änderungen werden durch Durchsehen weiter gefunden, nur später. Unter Linux fs.inotify.max_user_watches erhöhen.',
  'Check address and headers in the monitoring settings, and the log of the collector.':
    'Adresse und Kopfzeilen in den Überwachungs-Einstellungen prüfen, und das Protokoll des Sammlers.',
  'Check its address in the transfer settings. On one network codes work without it; elsewhere use an offer as a text.':
    'Seine Adresse in den Transfer-Einstellungen prüfen. In einem Netz gehen Codes ohne; anderswo ein Angebot als Text benutzen.',
  'Check protocol and parameters of the way, and the log of guacd over there.':
    'Protokoll und Parameter des Wegs prüfen, und das Protokoll von guacd dort.',
  'Check the name and port of the receiver, its firewall (UDP), and that it runs. Hawser keeps trying.':
    'Name und Port des Empfängers prüfen, seine Firewall (UDP), und ob er läuft. Hawser versucht es weiter.',
  'Check the spelling, and whether the VPN that knows the name is up.':
    'Die Schreibweise prüfen, und ob das VPN steht, das den Namen kennt.',
  'Check who owns the data folder, and whether the disk is full.':
    'Nachsehen, wem der Datenordner gehört und ob der Datenträger voll ist.',
  'Check who owns the data folder. Without its key this device cannot prove who it is; do not delete it.':
    'Nachsehen, wem der Datenordner gehört. Ohne seinen Schlüssel kann dieses Gerät nicht beweisen, wer es ist; ihn nicht löschen.',
  'Choose a path that lies in no other synced folder and holds none.':
    'Einen Pfad wählen, der in keinem anderen Sync-Ordner liegt und keinen enthält.',
  'Choose another port or address in the monitoring settings.':
    'In den Überwachungs-Einstellungen einen anderen Port oder eine andere Adresse wählen.',
  'Choose another port, or switch the other rule off.':
    'Einen anderen Port wählen, oder die andere Regel ausschalten.',
  'Choose on the page of the folder which version stays. Until then both are kept.':
    'Auf der Seite des Ordners wählen, welche Version bleibt. Bis dahin bleiben beide.',
  'Close the program that uses the file. It is tried again by itself.':
    'Das Programm schließen, das die Datei benutzt. Sie wird von selbst neu versucht.',
  'Codes hold for an hour and work once. Ask the other side for a new one, and whether both use the same rendezvous.':
    'Codes gelten eine Stunde und einmal. Die andere Seite um einen neuen bitten, und fragen, ob beide dasselbe Rendezvous benutzen.',
  'Copy a whole version from another device, or restore one from the bin. Look at the disk.':
    'Eine heile Version von einem anderen Gerät kopieren, oder eine aus dem Papierkorb holen. Den Datenträger ansehen.',
  'Copy the whole text, from its first to its last letter. An answer fits only the offer it was made for.':
    'Den ganzen Text kopieren, vom ersten bis zum letzten Buchstaben. Eine Antwort passt nur zu dem Angebot, für das sie gemacht wurde.',
  'Delete sessions that nobody needs any more, and begin again.':
    'Sitzungen löschen, die niemand mehr braucht, und neu beginnen.',
  'Exchange the two times.': 'Die beiden Zeiten tauschen.',
  'Export the page or the JSON: the summary is still there.':
    'Die Seite oder das JSON exportieren: die Zusammenfassung ist noch da.',
  'Export the settings once more where the file is from; the message says what is wrong with it.':
    'Die Einstellungen noch einmal dort exportieren, wo die Datei herkommt; die Meldung sagt, was mit ihr nicht stimmt.',
  'Finish or cancel the other pairing first.': 'Das andere Koppeln erst beenden oder abbrechen.',
  'Give a beginning that is past, and an end after it; a session lasts 7 days at most.':
    'Einen Beginn in der Vergangenheit angeben und ein Ende danach; eine Sitzung dauert höchstens 7 Tage.',
  'Give a certificate, or listen on 127.0.0.1.': 'Ein Zertifikat angeben, oder auf 127.0.0.1 lauschen.',
  'Give that program the user and password of the way.':
    'Jenem Programm Benutzer und Passwort des Wegs geben.',
  'Give the second camera a bond and a port of its own.':
    'Der zweiten Kamera einen eigenen Bond und Port geben.',
  'Give this user the right to read the file, or ignore it.':
    'Diesem Benutzer das Recht geben, die Datei zu lesen, oder sie auslassen.',
  'Give this user the right to read the folder.': 'Diesem Benutzer das Recht geben, den Ordner zu lesen.',
  'Give this user the right to write there, take the write protection off the disk, or make the folder send only.':
    'Diesem Benutzer das Recht geben, dort zu schreiben, den Schreibschutz aufheben, oder den Ordner nur senden lassen.',
  'guacd would refuse it too. Update the client.': 'Auch guacd würde es ablehnen. Den Client aktualisieren.',
  'If it is not yours, block the source in the firewall, or name the allowed sources.':
    'Wenn sie fremd ist: die Quelle in der Firewall sperren, oder die erlaubten Quellen angeben.',
  'It is started again by itself, with the same rules. The log in the data folder says why.':
    'Sie wird von selbst neu gestartet, mit denselben Regeln. Das Protokoll im Datenordner sagt, warum.',
  'It was deleted meanwhile.': 'Er wurde inzwischen gelöscht.',
  'It was revoked meanwhile. Pair it again.': 'Ihm wurde inzwischen das Vertrauen entzogen. Neu koppeln.',
  'Its owner sees what was asked for, and can allow it with one click on the tunnel page over there.':
    'Der Besitzer sieht, was verlangt wurde, und kann es dort mit einem Klick auf der Tunnel-Seite erlauben.',
  'Its time in the bin is over, or somebody was faster. List the bin again.':
    'Ihre Zeit im Papierkorb ist vorbei, oder jemand war schneller. Den Papierkorb neu auflisten.',
  'Look at power and antennas. The stream goes on as soon as one link is back.':
    'Strom und Antennen ansehen. Der Stream geht weiter, sobald ein Link zurück ist.',
  'Make room on the disk of the data folder, or let your user write to it. What waits is written then.':
    'Auf dem Datenträger des Datenordners Platz schaffen, oder diesen Benutzer dort schreiben lassen. Was wartet, wird dann geschrieben.',
  'Make room on the disk, or let your user write to the folder "logs" in the data folder.':
    'Platz auf dem Datenträger schaffen, oder diesen Benutzer in den Ordner „logs“ im Datenordner schreiben lassen.',
  'Make room. It goes on by itself.': 'Platz schaffen. Es geht von selbst weiter.',
  'Mount the disk or put the card in again; it goes on by itself. If the folder was moved, change its path.':
    'Den Datenträger einhängen oder die Karte wieder einstecken; es geht von selbst weiter. Wenn der Ordner umgezogen ist, seinen Pfad ändern.',
  'Names that differ only in case or accents are one here. Rename one of the files.':
    'Namen, die sich nur in Groß- und Kleinschreibung oder Akzenten unterscheiden, sind hier einer. Eine der Dateien umbenennen.',
  'Nothing answers. Check the route: VPN, firewall, power.':
    'Nichts antwortet. Den Weg prüfen: VPN, Firewall, Strom.',
  'Nothing to do if you changed the camera; else find out who sends to that port.':
    'Nichts zu tun, wenn die Kamera gewechselt wurde; sonst herausfinden, wer an diesen Port sendet.',
  'Nothing to do while a new path is looked for. If none is found, see whether the other side is on.':
    'Nichts zu tun, solange ein neuer Weg gesucht wird. Wird keiner gefunden, nachsehen, ob die andere Seite an ist.',
  'Nothing to do while others carry the stream. The link is tried again all the time.':
    'Nichts zu tun, solange andere den Stream tragen. Der Link wird ständig neu versucht.',
  'Nothing to do: folders are read anew. No file is lost by that.':
    'Nichts zu tun: die Ordner werden neu gelesen. Keine Datei geht dadurch verloren.',
  'Nothing to do: it follows once it has been quiet for a while.':
    'Nichts zu tun: sie folgt, sobald sie eine Weile ruhig war.',
  'Nothing to do: the connection is made anew, and other devices are asked.':
    'Nichts zu tun: die Verbindung wird neu gemacht, und andere Geräte werden gefragt.',
  'Nothing to do: the file changed there meanwhile, and comes in its newer version.':
    'Nichts zu tun: die Datei hat sich dort inzwischen geändert und kommt in ihrer neueren Version.',
  'Nothing to do: the lane is made anew, and what was cut off is sent again.':
    'Nichts zu tun: die Spur wird neu gemacht, und was abgeschnitten wurde, wird noch einmal gesendet.',
  'Nothing to do: the links register again by themselves.':
    'Nichts zu tun: die Links melden sich von selbst neu an.',
  'Nothing to do: what was on its way goes by another lane, and a new one is made.':
    'Nichts zu tun: was unterwegs war, geht über eine andere Spur, und eine neue wird gemacht.',
  'Nothing was written. Revoke that device unless you know why it did so.':
    'Nichts wurde geschrieben. Dem Gerät das Vertrauen entziehen, wenn nicht klar ist, warum es das tat.',
  'One local address a line; lines with # are remarks. The message names the line. The addresses read before serve on.':
    'Je Zeile eine lokale Adresse; Zeilen mit # sind Bemerkungen. Die Meldung nennt die Zeile. Die zuvor gelesenen Adressen dienen weiter.',
  'One of the two no longer trusts the other. Pair them again.':
    'Eines der beiden vertraut dem anderen nicht mehr. Neu koppeln.',
  'Only the newest import, switch or removal can be undone. Import a file of how it was.':
    'Nur der letzte Import, Wechsel oder das letzte Löschen lässt sich rückgängig machen. Eine Datei mit dem alten Stand importieren.',
  'Only what went too far was ended. If it comes again, close the tube or update the other side.':
    'Nur was zu weit ging, wurde beendet. Kommt es wieder, die Röhre schließen oder die andere Seite aktualisieren.',
  'Open the file that Hawser saved: the page (HTML) or the one for Hawser. A newer one needs a newer Hawser.':
    'Die Datei öffnen, die Hawser gespeichert hat: die Seite (HTML) oder die für Hawser. Eine neuere braucht einen neueren Hawser.',
  'Pair it again if that was not meant.': 'Neu koppeln, wenn das nicht gemeint war.',
  'Plug in a modem, join a network, or choose the uplinks by hand. New ones are found by themselves.':
    'Ein Modem einstecken, einem Netz beitreten, oder die Uplinks von Hand wählen. Neue werden von selbst gefunden.',
  'Plug the modem in again. It joins by itself.': 'Das Modem wieder einstecken. Es kommt von selbst dazu.',
  'Ports below 1024 need rights on most systems. Use a higher one.':
    'Ports unter 1024 brauchen auf den meisten Systemen Rechte. Einen höheren benutzen.',
  'Raise the cap, or lower the priority of the link.':
    'Die Grenze erhöhen, oder die Priorität des Links senken.',
  'Raise the cap, or wait for the next day or month.':
    'Die Grenze erhöhen, oder auf den nächsten Tag oder Monat warten.',
  'Raise the limit of the rule, or find out who opens so many.':
    'Die Grenze der Regel erhöhen, oder herausfinden, wer so viele öffnet.',
  'Raise the limits of the receiver, or find out who opens so many.':
    'Die Grenzen des Empfängers erhöhen, oder herausfinden, wer so viele öffnet.',
  'Rename the file on a device that can store its name, or ignore it.':
    'Die Datei auf einem Gerät umbenennen, das ihren Namen speichern kann, oder sie auslassen.',
  'Run the commands on the page of the bond, as an administrator.':
    'Die Befehle auf der Seite des Bonds ausführen, als Administrator.',
  'See whether it is on and in the network, and whether the firewall lets its UDP port through. Elsewhere it needs an address.':
    'Nachsehen, ob es an und im Netz ist und ob die Firewall seinen UDP-Port durchlässt. Anderswo braucht es eine Adresse.',
  'Send fewer files at a time, or pack them into one.':
    'Weniger Dateien auf einmal senden, oder sie in eine packen.',
  'Send the same files again once the other side is back: only what is missing travels.':
    'Dieselben Dateien noch einmal senden, wenn die andere Seite zurück ist: nur was fehlt, geht auf den Weg.',
  'Set the proxy as SOCKS5 in that program, not as HTTP or SOCKS4.':
    'Den Proxy in jenem Programm als SOCKS5 einstellen, nicht als HTTP oder SOCKS4.',
  'Show a new code: each holds for five minutes.': 'Einen neuen Code zeigen: jeder gilt fünf Minuten.',
  'Somebody may have deleted it; the page Settings shows those that there are.':
    'Jemand hat es vielleicht gelöscht; die Seite Einstellungen zeigt die vorhandenen.',
  'Sync folders on a machine with an x64 processor, or with macOS: there is no QUIC for this one. Everything else works here.':
    'Ordner auf einem Rechner mit x64-Prozessor oder mit macOS abgleichen: für diesen gibt es kein QUIC. Alles andere geht hier.',
  'The camera went away for longer than the rule holds viewers. Raise the hold time if it reboots slowly.':
    'Die Kamera war länger weg, als die Regel Zuschauer hält. Die Haltezeit erhöhen, wenn sie langsam startet.',
  'The client or guacd does not speak Guacamole. Check the port that the way leads to.':
    'Der Client oder guacd spricht kein Guacamole. Den Port prüfen, zu dem der Weg führt.',
  'The code was typed wrongly, or somebody sits in between. Begin anew with a new code, and compare the words.':
    'Der Code wurde falsch getippt, oder jemand sitzt dazwischen. Mit einem neuen Code von vorn beginnen und die Wörter vergleichen.',
  'The connection was ended. Bring both devices to the same version of Hawser.':
    'Die Verbindung wurde beendet. Beide Geräte auf dieselbe Version von Hawser bringen.',
  'The connection was ended. If it comes again, revoke that device or update it.':
    'Die Verbindung wurde beendet. Kommt es wieder, dem Gerät das Vertrauen entziehen oder es aktualisieren.',
  'The lane is made anew. Bring both sides to the same version of Hawser.':
    'Die Spur wird neu gemacht. Beide Seiten auf dieselbe Version von Hawser bringen.',
  'The last good copy serves meanwhile. The message names the place in hawser.json; mend it or delete the file.':
    'Die letzte gute Kopie dient solange. Die Meldung nennt die Stelle in hawser.json; beheben oder die Datei löschen.',
  'The machine answers, but nothing listens on that port. Check the port; wait until the camera has started.':
    'Der Rechner antwortet, aber auf diesem Port lauscht nichts. Den Port prüfen; warten, bis die Kamera gestartet ist.',
  'The message names the line. Files that Hawser exported always fit.':
    'Die Meldung nennt die Zeile. Dateien, die Hawser exportiert hat, passen immer.',
  'The network behind the link holds packets back. Its share moved to the others; it is used again once it delivers.':
    'Das Netz hinter dem Link hält Pakete zurück. Sein Anteil ging an die anderen; er wird wieder benutzt, sobald er liefert.',
  'The page connects again by itself. If it does not, see whether Hawser still runs.':
    'Die Seite verbindet sich von selbst neu. Wenn nicht, nachsehen, ob Hawser noch läuft.',
  'The page Settings and "hawser settings list" tell what each is called.':
    'Die Seite Einstellungen und „hawser settings list“ sagen, wie jede heißt.',
  'The receiver says no: too many senders, or yours is not allowed there.':
    'Der Empfänger sagt nein: zu viele Sender, oder dieser ist dort nicht erlaubt.',
  'The session was ended and nothing of it was kept that is not proven. Begin anew, by another network if you can.':
    'Die Sitzung wurde beendet, und nichts blieb, was nicht bewiesen ist. Von vorn beginnen, möglichst über ein anderes Netz.',
  'The session was ended. Bring both sides to the same version of Hawser.':
    'Die Sitzung wurde beendet. Beide Seiten auf dieselbe Version von Hawser bringen.',
  'The tube was closed. Bring both sides to the same version of Hawser.':
    'Die Röhre wurde geschlossen. Beide Seiten auf dieselbe Version von Hawser bringen.',
  "The viewer's network or machine is too slow for this stream.":
    'Netz oder Rechner des Zuschauers ist zu langsam für diesen Stream.',
  'This machine does not have the listen address now. Use 0.0.0.0, or bring the network up.':
    'Dieser Rechner hat die Eingangsadresse jetzt nicht. 0.0.0.0 benutzen, oder das Netz hochfahren.',
  'This machine has no way there. Is the VPN up?': 'Dieser Rechner hat keinen Weg dorthin. Steht das VPN?',
  'Type it as the other screen shows it now. A code that was tried wrongly is spent: ask for a new one.':
    'Eintippen, wie der andere Bildschirm ihn jetzt zeigt. Ein falsch versuchter Code ist verbraucht: um einen neuen bitten.',
  'Type the code as the other screen shows it now. After several wrong ones, show a new code.':
    'Den Code eintippen, wie der andere Bildschirm ihn jetzt zeigt. Nach mehreren falschen einen neuen zeigen.',
  'Type the passphrase of the export, or import without passwords and type those anew.':
    'Die Passphrase des Exports eintippen, oder ohne Passwörter importieren und diese neu eintippen.',
  'Update Hawser, or start it with another data folder.':
    'Hawser aktualisieren, oder mit einem anderen Datenordner starten.',
  'Update the older one of the two.': 'Die ältere der beiden aktualisieren.',
  'Use the Hawser that already runs, or another data folder.':
    'Den Hawser benutzen, der schon läuft, oder einen anderen Datenordner.',
  'Use the port that is suggested, or end the program that holds it.':
    'Den vorgeschlagenen Port benutzen, oder das Programm beenden, das ihn hält.',
  'Wait a minute and try again, or use an offer as a text.':
    'Eine Minute warten und neu versuchen, oder ein Angebot als Text benutzen.',
  'Wait until the other run is done: a minute at most.':
    'Warten, bis der andere Lauf fertig ist: höchstens eine Minute.',
}
