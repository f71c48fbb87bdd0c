/** What the words mean: in tooltips, and on the help page. */
export const words = {
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
} as const
