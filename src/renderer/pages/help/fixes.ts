import type { FaultCode } from '../../../contract/fault-codes.ts'
import { translated } from '../../../language/table.ts'

/** What to do about a fault, where something can be done. docs/troubleshooting.md says the same. */
export const fixes: Partial<Record<FaultCode, string>> = translated({
  closed: 'The page connects again by itself. If it does not, see whether Hawser still runs.',
  'settings-invalid':
    'The last good copy serves meanwhile. The message names the place in hawser.json; mend it or delete the file.',
  'settings-newer': 'Update Hawser, or start it with another data folder.',
  'setting-unknown': 'The page Settings and "hawser settings list" tell what each is called.',
  'import-invalid':
    'Export the settings once more where the file is from; the message says what is wrong with it.',
  'passphrase-wrong': 'Type the passphrase of the export, or import without passwords and type those anew.',
  'profile-unknown': 'Somebody may have deleted it; the page Settings shows those that there are.',
  'undo-gone': 'Only the newest import, switch or removal can be undone. Import a file of how it was.',
  'settings-unreadable': 'Check who owns the data folder, and whether the disk is full.',
  'rule-loop': 'Change the target: it leads back to the rule itself.',
  'rule-overlap': 'Choose another port, or switch the other rule off.',
  'rules-file-invalid': 'The message names the line. Files that Hawser exported always fit.',
  'uplinks-file-invalid':
    'One local address a line; lines with # are remarks. The message names the line. The addresses read before serve on.',
  'no-uplinks':
    'Plug in a modem, join a network, or choose the uplinks by hand. New ones are found by themselves.',
  'receiver-silent':
    'Check the name and port of the receiver, its firewall (UDP), and that it runs. Hawser keeps trying.',
  'receiver-refused': 'The receiver says no: too many senders, or yours is not allowed there.',
  'receiver-restarted': 'Nothing to do: the links register again by themselves.',
  'link-down': 'Nothing to do while others carry the stream. The link is tried again all the time.',
  'link-stalled':
    'The network behind the link holds packets back. Its share moved to the others; it is used again once it delivers.',
  'link-absent': 'Plug the modem in again. It joins by itself.',
  'link-misrouted': 'Run the commands on the page of the bond, as an administrator.',
  'link-cap-near': 'Raise the cap, or lower the priority of the link.',
  'link-capped': 'Raise the cap, or wait for the next day or month.',
  'all-links-down': 'Look at power and antennas. The stream goes on as soon as one link is back.',
  'caller-replaced': 'Nothing to do if you changed the camera; else find out who sends to that port.',
  'caller-refused': 'Give the second camera a bond and a port of its own.',
  'group-limit': 'Raise the limits of the receiver, or find out who opens so many.',
  'registration-flood': 'If it is not yours, block the source in the firewall, or name the allowed sources.',
  'peer-unknown': 'It was revoked meanwhile. Pair it again.',
  'peer-revoked': 'Pair it again if that was not meant.',
  'peer-refused': 'One of the two no longer trusts the other. Pair them again.',
  'peer-unreachable':
    'See whether it is on and in the network, and whether the firewall lets its UDP port through. Elsewhere it needs an address.',
  'pairing-refused':
    'Type the code as the other screen shows it now. After several wrong ones, show a new code.',
  'pairing-expired': 'Show a new code: each holds for five minutes.',
  'pairing-busy': 'Finish or cancel the other pairing first.',
  'identity-unreadable':
    'Check who owns the data folder. Without its key this device cannot prove who it is; do not delete it.',
  'report-invalid':
    'Open the file that Hawser saved: the page (HTML) or the one for Hawser. A newer one needs a newer Hawser.',
  'diagnosis-busy': 'Wait until the other run is done: a minute at most.',
  'range-reversed': 'Exchange the two times.',
  'session-unknown': 'It was deleted meanwhile.',
  'session-times': 'Give a beginning that is past, and an end after it; a session lasts 7 days at most.',
  'session-limit': 'Delete sessions that nobody needs any more, and begin again.',
  'session-minutes-gone': 'Export the page or the JSON: the summary is still there.',
  'folder-missing':
    'Mount the disk or put the card in again; it goes on by itself. If the folder was moved, change its path.',
  'folder-overlap': 'Choose a path that lies in no other synced folder and holds none.',
  'folder-unreadable': 'Give this user the right to read the folder.',
  'folder-read-only':
    'Give this user the right to write there, take the write protection off the disk, or make the folder send only.',
  'folder-unwatched':
    'Changes are still found by looking through the folder, only later. On Linux raise fs.inotify.max_user_watches.',
  'disk-full': 'Make room. It goes on by itself.',
  'file-unreadable': 'Give this user the right to read the file, or ignore it.',
  'file-locked': 'Close the program that uses the file. It is tried again by itself.',
  'file-busy': 'Nothing to do: it follows once it has been quiet for a while.',
  'file-name-invalid': 'Rename the file on a device that can store its name, or ignore it.',
  'file-name-collision': 'Names that differ only in case or accents are one here. Rename one of the files.',
  'file-path-unsafe': 'Nothing was written. Revoke that device unless you know why it did so.',
  'file-damaged': 'Copy a whole version from another device, or restore one from the bin. Look at the disk.',
  'sync-conflict': 'Choose on the page of the folder which version stays. Until then both are kept.',
  'sync-protocol': 'The connection was ended. Bring both devices to the same version of Hawser.',
  'sync-limit': 'The connection was ended. If it comes again, revoke that device or update it.',
  'sync-stalled': 'Nothing to do: the connection is made anew, and other devices are asked.',
  'chunk-unavailable': 'Nothing to do: the file changed there meanwhile, and comes in its newer version.',
  'quic-unavailable':
    'Sync folders on a machine with an x64 processor, or with macOS: there is no QUIC for this one. Everything else works here.',
  'sync-store-damaged': 'Nothing to do: folders are read anew. No file is lost by that.',
  'version-unknown': 'Its time in the bin is over, or somebody was faster. List the bin again.',
  'code-unknown':
    'Codes hold for an hour and work once. Ask the other side for a new one, and whether both use the same rendezvous.',
  'code-refused':
    'Type it as the other screen shows it now. A code that was tried wrongly is spent: ask for a new one.',
  'call-declined': 'Ask the other side whether that was meant.',
  'rendezvous-unreachable':
    'Check its address in the transfer settings. On one network codes work without it; elsewhere use an offer as a text.',
  'rendezvous-busy': 'Wait a minute and try again, or use an offer as a text.',
  'rtc-failed':
    'A firewall on one side lets nothing through. Add a STUN and a TURN server to the transfer settings of either side.',
  'lane-lost': 'Nothing to do: what was on its way goes by another lane, and a new one is made.',
  'transfer-unproven':
    'The code was typed wrongly, or somebody sits in between. Begin anew with a new code, and compare the words.',
  'transfer-protocol': 'The session was ended. Bring both sides to the same version of Hawser.',
  'transfer-tampered':
    'The session was ended and nothing of it was kept that is not proven. Begin anew, by another network if you can.',
  'transfer-limit': 'Send fewer files at a time, or pack them into one.',
  'transfer-version': 'Update the older one of the two.',
  'transfer-lost': 'Send the same files again once the other side is back: only what is missing travels.',
  'offer-invalid':
    'Copy the whole text, from its first to its last letter. An answer fits only the offer it was made for.',
  'tube-lost':
    'Nothing to do while a new path is looked for. If none is found, see whether the other side is on.',
  'way-unknown': 'It was deleted meanwhile.',
  'tunnel-denied':
    'Its owner sees what was asked for, and can allow it with one click on the tunnel page over there.',
  'tunnel-protocol': 'The tube was closed. Bring both sides to the same version of Hawser.',
  'tunnel-limit':
    'Only what went too far was ended. If it comes again, close the tube or update the other side.',
  'frame-oversized': 'The lane is made anew. Bring both sides to the same version of Hawser.',
  'frame-unterminated': 'The lane is made anew. Bring both sides to the same version of Hawser.',
  'frame-truncated': 'Nothing to do: the lane is made anew, and what was cut off is sent again.',
  'instruction-invalid':
    'The client or guacd does not speak Guacamole. Check the port that the way leads to.',
  'instruction-limit': 'guacd would refuse it too. Update the client.',
  'guacd-refused': 'Check protocol and parameters of the way, and the log of guacd over there.',
  'socks-invalid': 'Set the proxy as SOCKS5 in that program, not as HTTP or SOCKS4.',
  'socks-refused': 'Give that program the user and password of the way.',
  'port-in-use': 'Use the port that is suggested, or end the program that holds it.',
  'port-denied': 'Ports below 1024 need rights on most systems. Use a higher one.',
  'address-unavailable':
    'This machine does not have the listen address now. Use 0.0.0.0, or bring the network up.',
  'host-not-found': 'Check the spelling, and whether the VPN that knows the name is up.',
  'target-refused':
    'The machine answers, but nothing listens on that port. Check the port; wait until the camera has started.',
  'target-timeout': 'Nothing answers. Check the route: VPN, firewall, power.',
  'target-unreachable': 'This machine has no way there. Is the VPN up?',
  'target-lost':
    'The camera went away for longer than the rule holds viewers. Raise the hold time if it reboots slowly.',
  'source-denied': 'Add the address to the allowed sources of the rule.',
  'too-many-connections': 'Raise the limit of the rule, or find out who opens so many.',
  'viewer-stalled': "The viewer's network or machine is too slow for this stream.",
  'engine-crashed':
    'It is started again by itself, with the same rules. The log in the data folder says why.',
  'host-running': 'Use the Hawser that already runs, or another data folder.',
  'database-damaged': 'A new history was begun; the old file lies beside it under another name.',
  'history-unwritable':
    'Make room on the disk of the data folder, or let your user write to it. What waits is written then.',
  'log-unwritable': 'Make room on the disk, or let your user write to the folder "logs" in the data folder.',
  'observe-not-listening': 'Choose another port or address in the monitoring settings.',
  'observe-push-failed':
    'Check address and headers in the monitoring settings, and the log of the collector.',
  'tls-required': 'Give a certificate, or listen on 127.0.0.1.',
})
