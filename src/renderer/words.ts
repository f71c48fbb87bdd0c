import { translated } from '../language/table.ts'

/** What the words mean: in tooltips, and on the help page. */
export const words = translated({
  late: 'The frame arrived more than one frame interval after its time. TCP delayed it; it was delivered all the same.',
  veryLate: 'The frame arrived more than three frame intervals after its time: a visible stutter.',
  missing:
    'The frame never came: a gap in the sequence numbers, timestamps or continuity counters. The camera or something before Hawser lost it.',
  dropped:
    "Hawser discarded the frame on purpose, because the rule's policy is to skip to the next keyframe for a viewer that cannot keep up.",
  stall: 'No frame for so long that the picture stands still.',
  fps: 'Frames a second that pass now, and how many the stream says it has.',
  bitrate: "The stream's own rate, without what is sent twice to several viewers.",
  keyframe:
    'Time between two frames that can be decoded alone. Players can join, and skipping can end, only there.',
  ingress:
    'How far frames lag behind their own clock when they reach Hawser: trouble before Hawser, at the camera or in the tunnel.',
  egress:
    "How long the slowest frame spent inside Hawser and in the system's send queue: trouble after Hawser, at the viewer or its network.",
  buffered:
    'Bytes that arrived from the target and were not yet taken by viewers: in Hawser itself, and in the send queues of the system.',
  behind: 'How much video time waits for this viewer: what it shows is this much older than live.',
  holding:
    'The target went away. Viewers stay connected while Hawser tries again, so that players need not reconnect.',
  resyncs:
    'How often the frame monitor lost its place in the stream and found it again. The stream itself is never touched.',
  estimated: 'The stream cannot be read, so frames are guessed from the rhythm of its bytes.',

  share: 'Which part of the stream went by this link in the last second.',
  linkBitrate: 'Data packets sent by this link, a second.',
  rtt: 'Round trip by this link, smoothed: there and back. The smallest of late is the bare path, without queues.',
  loss: 'Which part of the packets sent by this link in the last two seconds was reported lost.',
  window:
    'How many packets the link is trusted with before an acknowledgement is due. Grows with each one, shrinks with each loss.',
  inFlight: 'Packets that went by this link and are not acknowledged yet.',
  nak: 'A report of the receiver that a packet did not come. The camera sends it again.',
  retransmit: 'A packet that the camera sent again because it was reported lost. These go by the best link.',
  quality:
    'What the link is multiplied with when links are compared: about 1.1 for one that loses nothing, down to 0.3 after losses; it recovers within seconds.',
  stalled:
    'The link takes packets, and nobody acknowledges them. Its share moves to the others; one packet in a hundred probes it.',
  metered: 'A link that costs by the byte: used only while the others cannot carry the stream.',
  dataUsed: 'Bytes sent by this link today or this month, counted also while Hawser is restarted.',
  priority: '100 % carries all it can; 50 % counts half when links are compared; 0 switches the link off.',
  jitter: 'How unevenly packets arrive: the variation of the time between them.',
  silent: 'Time since the last packet came by this link.',
  duplicates:
    'Packets that arrived by more than one link: probes, mostly. The SRT listener drops the copies.',
  missingPackets: 'Sequence numbers that never arrived by any link, not even again.',

  here: 'How much of the folder is in place on this device.',
  everywhere: 'What all devices have together: the newest of each file.',
  waiting: 'What other devices have and this one has not yet, or not in its newest version.',
  held: 'What cannot be brought in place at the moment, with the reason: still being written, locked, a name that this system cannot store. Each is tried again by itself.',
  reused:
    'Bytes that did not have to travel, because another file here, or the version before, already had them.',
  conflict:
    'Two devices changed one file before they heard of each other. Both versions are kept: one in place, the other as a copy beside it.',
  bin: 'What was replaced or deleted by another device, kept for a while so that it can be restored.',
  chunk:
    'A piece of a file, cut where its content says so. A change in the middle changes a few pieces; the others need not travel.',
  blockMap:
    'A file from its beginning to its end: what was here before, what has arrived, what is arriving, and what is missing.',
  stream: 'One of up to 16 lanes of a connection, so that a large file does not hold up small ones.',
  cwnd: 'Congestion window: how many bytes may be on their way before an acknowledgement is due.',
  packetSize:
    'Bytes of the largest packet that passes the path. It begins small and grows as larger ones are seen to arrive.',
  profile:
    'How the connection is tuned: LAN for short paths with much room, WAN for long ones with loss. Chosen by the measured path.',
  peerLoss:
    'Which part of the packets of this connection was lost and sent again. Warns above 1 %, alarms above 5 %.',
  breaker:
    'After several failures in a row a device is left alone for a while, so that a dead address costs nothing. Then one attempt tells whether it is back.',

  bottleneck:
    'What the sender waited for most in the last seconds: the path, the other side, or itself. A thin line means that nothing held it up.',
  transferQuality:
    'From 0 to 100: how much of what the path could carry is used, and how little of the time is lost to loss, jitter and waiting.',
  lane: 'A peer connection of its own. Under loss several of them together are faster than one; how many are worth it is measured.',
  laneLoss:
    'Packets that did not arrive, as a mean over the lanes; estimated where the browser does not tell.',
  transferMemory: 'What is held in memory for bytes that are on their way, on this side.',
  transferChunk:
    'How much a lane takes from the queue at once; chosen by round trip, loss and throughput. Local discards are packets that the browser itself threw away before they left.',
  authenticationWords:
    'Made of the keys of both sides. They are the same on both screens only if nobody sits in between.',

  tubeQueue:
    'What waits on this side to go through: bytes read from programs and not yet sent. When it grows, reading pauses.',
  tubeCredit:
    'How much may still be sent before the other end has read more of this connection. Each has its own, so that one that nobody reads holds up no other.',
  tubeWindow:
    'Bytes that are on their way and not acknowledged yet, and how many may be. They are kept until then, so that nothing is lost when the path is.',
  tubeStall: 'How often a connection had to wait for its reader at the other end.',
  tubeResumes:
    'How often the path was lost or changed and made anew while connections went on. Not a byte was lost by it.',
  tubeWakeups: 'How often sending went on because there was room again. Nothing polls.',
})
