/** Reads along with a Guacamole session. Never throws and never changes a byte. */
export class SessionObserver {
  /** Instructions from guacd, and from the viewer. */
  fromGuacd = 0
  fromViewer = 0
  /** ms between the last `sync` of guacd and the viewer's answer; -1 before the first. */
  lagMs = -1
  /** The last `error`, or why reading along has ended. */
  error = ''
  isDisconnected = false
  constructor(nowMs: () => number) {
    void nowMs
  }
  seeFromGuacd(bytes: Uint8Array): void {
    void bytes
  }
  seeFromViewer(bytes: Uint8Array): void {
    void bytes
  }
}
