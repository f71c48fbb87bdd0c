/**
 * Every code that an error may carry across the wire, into an event or onto the command line.
 * Codes are stable: scripts match on them. The text beside each says when it is used.
 */
export const faultCodes = {
  // the wire
  closed: 'the other side is gone',
  unknown: 'no such procedure',
  invalid: 'the input does not fit the contract',
  internal: 'a defect on the other side',
  'too-many': 'too many calls at once',

  // settings and rules
  'settings-invalid': 'the settings file does not fit its schema',
  'settings-newer': 'the settings file was written by a newer version',
  'settings-unreadable': 'the settings file cannot be read or written',
  'rule-unknown': 'no rule has that id',
  'rule-loop': 'a rule would forward to itself, directly or through others',
  'rule-overlap': 'two rules listen on the same address and port',
  'rules-file-invalid': 'an imported file is not a list of rules',

  // bonds
  'bond-unknown': 'no bond or receiver has that id',
  'link-unknown': 'the bond has no such link',
  'uplinks-file-invalid': 'the file of uplink addresses cannot be read or holds none',
  'no-uplinks': 'no interface of this machine can carry traffic',
  'receiver-silent': 'the receiver does not answer on any link',
  'receiver-refused': 'the receiver refuses the registration',
  'receiver-restarted': 'the receiver has forgotten the group and gets a new registration',
  'link-down': 'nothing is heard on a link any more',
  'link-stalled': 'a link takes packets that nobody acknowledges',
  'link-absent': 'the interface or address of a link is gone',
  'link-misrouted': 'packets of a link leave by another interface',
  'link-cap-near': 'a link has used 80 % of its data cap',
  'link-capped': 'a link has reached its data cap',
  'all-links-down': 'no link of the bond is heard',
  'caller-replaced': 'another program took over as the caller',
  'caller-refused': 'a second caller sends to a port that is taken',
  'group-limit': 'a receiver refuses groups or links over its limits',
  'registration-flood': 'too many registrations from one source',

  // peers
  'peer-unknown': 'no paired device has that id',
  'peer-revoked': 'the device is no longer trusted',
  'peer-refused': 'the device does not know this one, or proved to be another',
  'peer-unreachable': 'the device does not answer',
  'pairing-refused': 'the code is wrong, or the other side said no',
  'pairing-expired': 'nobody paired in time',
  'pairing-busy': 'another pairing is under way',
  'identity-unreadable': 'the key of this device cannot be read or written',

  // synced folders
  'folder-unknown': 'no folder has that id',
  'folder-missing': 'the folder is not there, or is not the one that it was',
  'folder-overlap': 'two folders lie in one another',
  'folder-unreadable': 'the folder cannot be read',
  'folder-read-only': 'the folder cannot be written',
  'folder-unwatched': 'the system does not tell what changes in the folder; it is looked through instead',
  'disk-full': 'there is no room left on the disk',
  'file-unreadable': 'a file cannot be read',
  'file-locked': 'another program keeps a file from being replaced',
  'file-busy': 'a file is still being written',
  'file-name-invalid': 'this system cannot store a file of that name',
  'file-name-collision': 'this system takes two names for one',
  'file-path-unsafe': 'a peer named a path that leads out of the folder',
  'file-damaged': 'a file is not what is known of it',
  'sync-conflict': 'two devices changed a file at once; both are kept',
  'sync-protocol': 'a peer does not keep to the protocol',
  'sync-limit': 'a peer asks for or sends more than is allowed',
  'sync-stalled': 'a peer stopped in the middle',
  'chunk-unavailable': 'the peer no longer has what it announced',
  'sync-store-damaged': 'what was known of the folders could not be read and was set aside',
  'version-unknown': 'the bin holds no such version',

  // listening and connecting
  'port-in-use': 'another program already listens on that port',
  'port-denied': 'the system does not allow listening on that port',
  'address-unavailable': 'this machine does not have that address',
  'listen-failed': 'listening failed for another reason',
  'host-not-found': 'the target name does not resolve',
  'target-refused': 'the target refuses connections',
  'target-timeout': 'the target does not answer',
  'target-unreachable': 'there is no route to the target',
  'target-lost': 'the target ended the connection and did not come back in time',
  'source-denied': 'the peer address is not among the allowed sources',
  'too-many-connections': 'the connection limit is reached',
  'viewer-stalled': 'the viewer stopped reading',
  'idle-timeout': 'no byte either way for the configured time',
  'connection-unknown': 'no connection has that id',

  // host and shells
  'engine-crashed': 'an engine ended by itself',
  'engine-unavailable': 'the engine is not running',
  'host-running': 'another Hawser already uses this user-data folder',
  'host-not-running': 'no Hawser runs with this user-data folder',
  'database-damaged': 'the history database could not be read and was set aside',
  'tls-required': 'listening on other addresses than loopback needs TLS',
  usage: 'the command line is not understood',
} as const

export type FaultCode = keyof typeof faultCodes
