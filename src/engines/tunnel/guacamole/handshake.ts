/** What guacd is told about the viewer's screen and abilities. */
export interface GuacdSession {
  /** `vnc`, `rdp`, `ssh` …, or the id of a connection to join (`$` and a UUID). */
  protocol: string
  /** By the names that guacd asks for; others are sent empty. */
  parameters: Readonly<Record<string, string>>
  width?: number
  height?: number
  dpi?: number
  audio?: readonly string[]
  video?: readonly string[]
  image?: readonly string[]
  /** IANA name, such as `Europe/Berlin`. */
  timezone?: string
  /** Of the viewer. */
  name?: string
}

export interface HandshakeHandler {
  /** To be sent to guacd. */
  send(bytes: Uint8Array): void
  /** guacd has made the connection `id`; `rest` are bytes that came after, valid until return. */
  ready(id: string, rest: Uint8Array): void
}

/** The handshake with guacd: bytes in, bytes out. */
export class GuacdHandshake {
  /** Parameters that were given and not asked for. */
  readonly unused: string[] = []
  /** Version of the protocol that was agreed, such as `VERSION_1_5_0`. */
  version = ''
  constructor(session: GuacdSession, handler: HandshakeHandler) {
    void session
    void handler
  }
  /** Sends the first instruction. Throws `instruction-limit` when a parameter is too long. */
  start(): void {}
  /** What guacd says. Throws `guacd-refused`, `instruction-invalid`, `instruction-limit`. */
  push(bytes: Uint8Array): void {
    void bytes
  }
}
