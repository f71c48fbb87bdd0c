import { Fault } from '../../../wire/fault.ts'
import { encodeInstruction } from './encode.ts'
import type { InstructionView } from './instruction.ts'
import { InstructionParser } from './parser.ts'

/** What guacd is told about a session, its viewer's screen and abilities. */
export interface GuacdSession {
  /** `vnc`, `rdp`, `ssh` …, or the id of a connection to join (`$` and a UUID). */
  protocol: string
  /** By the names that guacd asks for; others are sent empty. */
  parameters: Readonly<Record<string, string>>
  /** Pixels, and pixels an inch. */
  width?: number
  height?: number
  dpi?: number
  /** Media types. */
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
  /** guacd has made the connection `id`; `rest` is what it said after that, valid until return. */
  ready(id: string, rest: Uint8Array): void
}

/** Versions that are understood, oldest first; a guacd that names none speaks the first, one that is newer speaks the last too. */
const versions = ['VERSION_1_0_0', 'VERSION_1_1_0', 'VERSION_1_3_0', 'VERSION_1_5_0'] as const
const newest = versions.length - 1
/** Since then there is `timezone`, since then `name`. */
const withTimezone = 1
const withName = 2

type State = 'new' | 'selected' | 'connecting' | 'ready' | 'failed'

/** The handshake with guacd: bytes in, bytes out. How long it may take is its user's to say. */
export class GuacdHandshake {
  /** Names of parameters that were given and that guacd did not ask for. */
  readonly unused: string[] = []
  /** The version that was agreed; empty until then. */
  version = ''
  readonly #session: GuacdSession
  readonly #handler: HandshakeHandler
  readonly #parser: InstructionParser
  #state: State = 'new'
  #id = ''

  constructor(session: GuacdSession, handler: HandshakeHandler) {
    this.#session = session
    this.#handler = handler
    this.#parser = new InstructionParser(this)
  }

  get state(): State {
    return this.#state
  }

  /** Says which protocol is wanted. Throws `instruction-limit`. */
  start(): void {
    const bytes = encodeInstruction('select', this.#session.protocol)
    this.#state = 'selected'
    this.#handler.send(bytes)
  }

  /** What guacd says until it is ready. Throws `guacd-refused`, `instruction-invalid`, `instruction-limit`. */
  push(bytes: Uint8Array): void {
    if (this.#state === 'ready') throw new Error('What comes after the handshake is not for it.')
    let read: number
    try {
      read = this.#parser.push(bytes)
    } catch (error) {
      this.#state = 'failed'
      throw error
    }
    if (this.state === 'ready') this.#handler.ready(this.#id, bytes.subarray(read))
  }

  /** What it means that guacd ends the connection before it is ready: it does so without a word when it lacks a protocol. */
  ended(): Fault {
    return this.#state === 'selected'
      ? new Fault(
          'guacd-refused',
          `guacd has no support for ${clip(this.#session.protocol)}, or no such connection.`,
        )
      : new Fault('guacd-refused', 'guacd ended the connection in the midst of the handshake.')
  }

  /** Called by the parser. */
  instruction(instruction: InstructionView): void {
    const opcode = instruction.opcode()
    if (opcode === 'error') throw refused(instruction)
    // A guacd may keep the connection alive meanwhile.
    if (opcode === 'nop' || opcode === 'log' || opcode === 'msg') return
    if (opcode === 'args' && this.#state === 'selected') return this.#connect(instruction)
    if (opcode === 'ready' && this.#state === 'connecting') {
      this.#id = instruction.text(1)
      this.#state = 'ready'
      return this.#parser.stop()
    }
    const expected = this.#state === 'selected' ? 'args' : 'ready'
    throw new Fault('guacd-refused', `guacd said ${clip(opcode) || 'nothing'} instead of ${expected}.`)
  }

  #connect(args: InstructionView): void {
    const { session, version } = this.#agree(args)
    const asked = new Set<string>()
    const values: string[] = []
    for (let index = 1; index < args.count; index++) {
      const name = args.text(index)
      if (index === 1 && name.startsWith('VERSION_')) {
        values.push(this.version)
        continue
      }
      asked.add(name)
      values.push(Object.hasOwn(session.parameters, name) ? session.parameters[name]! : '')
    }
    for (const name of Object.keys(session.parameters)) if (!asked.has(name)) this.unused.push(name)
    const { width = 1024, height = 768, dpi = 96, audio = [], video = [], timezone = '', name = '' } = session
    const image = session.image ?? ['image/png', 'image/jpeg', 'image/webp']
    const said = [
      encodeInstruction('size', String(width), String(height), String(dpi)),
      encodeInstruction('audio', ...audio),
      encodeInstruction('video', ...video),
      encodeInstruction('image', ...image),
    ]
    if (version >= withTimezone && timezone !== '') said.push(encodeInstruction('timezone', timezone))
    if (version >= withName && name !== '') said.push(encodeInstruction('name', name))
    said.push(encodeInstruction('connect', ...values))
    this.#state = 'connecting'
    this.#handler.send(Buffer.concat(said))
  }

  #agree(args: InstructionView) {
    const offered = args.text(1)
    const place = versions.indexOf(offered as (typeof versions)[number])
    const version = place >= 0 ? place : offered.startsWith('VERSION_') ? newest : 0
    this.version = versions[version]!
    return { session: this.#session, version }
  }
}

/** `error` carries a text and a status code. */
function refused(instruction: InstructionView): Fault {
  const text = clip(instruction.text(1)) || 'no reason given'
  const status = clip(instruction.text(2))
  return new Fault('guacd-refused', `guacd refused the session: ${text}${status && ` (status ${status})`}.`)
}

const clip = (text: string) => text.slice(0, 200)
