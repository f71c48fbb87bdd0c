import type { Clock } from '../clock.ts'
import { frameLimit } from './frames.ts'
import type { Line } from './line.ts'
import { memoryLines } from './memory-line.ts'
import { type Answer, type Question, questionSchema, type refusalCodes, type Side } from './messages.ts'
import type { Sources } from './sources.ts'

/** Who says nothing useful for so long goes. */
const idleMs = 15_000
/** For all that is said until both know that the other knows the code. */
const tryingMs = 20_000
/** A nameplate is kept for who waited there, if the connection breaks. */
const absentMs = 30_000
/** After somebody came who did not know the code, the next one is let in so much later. */
const restMs = 1000
/** Nobody stays connected for longer at a time; whoever still wants to comes back. */
const lifetimeMs = 24 * 3_600_000

export interface ServerOptions {
  clock: Clock
  sources: Sources
  /** Who may wait here: anybody, or only this program itself. */
  isPublic: boolean
  /** Nameplates at once, of all and of one source. */
  waiting: number
  waitingOfSource: number
  /** Something has changed in `counters`. */
  changed(): void
}

/** Since the start, but for the first three. */
export interface RendezvousCounters {
  connections: number
  /** Codes that wait for somebody. */
  waiting: number
  /** Calls of which at least one end is there. */
  calls: number
  opened: number
  claimed: number
  /** Tries with a nameplate that nobody has, and with a code that was wrong. */
  unknown: number
  wrong: number
  /** Turned away because of a limit. */
  busy: number
  texts: number
  textBytes: number
}

interface Visitor {
  line: Line
  source: string
  isOwn: boolean
  /** Where it waits, or came to. */
  plate?: Plate | undefined
  room?: { name: string; side: Side } | undefined
  cancelDeadline(): void
}

type Room = Partial<Record<Side, Visitor>>

interface Plate {
  name: string
  token: string
  source: string
  opener: Visitor | undefined
  claimant: Visitor | undefined
  /** When the next may come. */
  restedAt: number
  cancelEnd(): void
  cancelAbsence(): void
}

/**
 * Brings two together who name the same number, and passes on what they tell one another, which it cannot read. Holds
 * nothing but who is there: after it was started anew, both come back and go on.
 */
export class RendezvousServer {
  readonly #options: ServerOptions
  readonly #plates = new Map<string, Plate>()
  readonly #rooms = new Map<string, Room>()
  readonly #visitors = new Set<Visitor>()
  readonly #totals = { opened: 0, claimed: 0, unknown: 0, wrong: 0, busy: 0, texts: 0, textBytes: 0 }

  constructor(options: ServerOptions) {
    this.#options = options
  }

  get counters(): RendezvousCounters {
    return {
      connections: this.#visitors.size,
      waiting: this.#plates.size,
      calls: this.#rooms.size,
      ...this.#totals,
    }
  }

  /** A line of this program's own. */
  own(): Line {
    const [near, far] = memoryLines()
    this.accept(far, '', true)
    return near
  }

  /** Serves whoever is at the other end of a line, until it closes. */
  accept(line: Line, source: string, isOwn = false): void {
    const visitor: Visitor = { line, source, isOwn, cancelDeadline: () => {} }
    this.#visitors.add(visitor)
    this.#expect(visitor, idleMs)
    void line.closed.then(() => {
      this.#visitors.delete(visitor)
      visitor.cancelDeadline()
      this.#part(visitor, false)
      this.#options.changed()
    })
    line.listen((message) => {
      const read = questionSchema.safeParse(message)
      if (read.success) this.#take(visitor, read.data)
      else line.close()
    })
    this.#options.changed()
  }

  close(): void {
    for (const { line } of this.#visitors) line.close()
    for (const plate of this.#plates.values()) this.#remove(plate)
  }

  #take(visitor: Visitor, question: Question): void {
    switch (question.type) {
      case 'open':
        this.#open(visitor, question)
        break
      case 'claim':
        this.#claim(visitor, question.nameplate)
        break
      case 'dismiss':
        if (visitor.plate?.opener === visitor) this.#dismiss(visitor.plate, question.wrong)
        break
      case 'meet':
        this.#meet(visitor, question.room, question.side)
        break
      case 'text':
        return this.#pass(visitor, question.text)
      case 'leave':
        this.#part(visitor, true)
        visitor.line.close()
    }
    this.#options.changed()
  }

  #open(visitor: Visitor, { nameplate, token, minutes }: Extract<Question, { type: 'open' }>): void {
    const { isPublic, waiting, waitingOfSource, sources, clock } = this.#options
    if (visitor.plate || visitor.room) return visitor.line.close()
    if (!isPublic && !visitor.isOwn) return this.#refuse(visitor, 'call-declined')
    const known = this.#plates.get(nameplate)
    if (known?.token === token) return this.#return(visitor, known)
    if (known !== undefined) {
      if (!visitor.isOwn && !sources.mayTry(visitor.source)) return this.#refuse(visitor, 'rendezvous-busy')
      sources.spendTry(visitor.source)
      return tell(visitor, { type: 'taken' })
    }
    const ofSource = [...this.#plates.values()].filter(({ source }) => source === visitor.source).length
    if (this.#plates.size >= waiting || (!visitor.isOwn && ofSource >= waitingOfSource))
      return this.#refuse(visitor, 'rendezvous-busy')
    const plate: Plate = {
      name: nameplate,
      token,
      source: visitor.source,
      opener: visitor,
      claimant: undefined,
      restedAt: 0,
      cancelEnd: clock.after(minutes * 60_000, () => {
        if (plate.opener) this.#refuse(plate.opener, 'code-unknown')
        this.#remove(plate)
      }),
      cancelAbsence: () => {},
    }
    this.#plates.set(nameplate, plate)
    visitor.plate = plate
    this.#totals.opened++
    this.#expect(visitor, lifetimeMs)
    tell(visitor, { type: 'opened' })
  }

  /** Who waited there is back, perhaps before it was noticed that the former connection is dead. */
  #return(visitor: Visitor, plate: Plate): void {
    const former = plate.opener
    if (plate.claimant) this.#dismiss(plate, false)
    plate.cancelAbsence()
    plate.opener = visitor
    visitor.plate = plate
    if (former) {
      former.plate = undefined
      former.line.close()
    }
    this.#expect(visitor, lifetimeMs)
    tell(visitor, { type: 'opened' })
  }

  #claim(visitor: Visitor, nameplate: string): void {
    const { sources, clock } = this.#options
    if (visitor.plate || visitor.room) return visitor.line.close()
    if (!sources.mayTry(visitor.source)) return this.#refuse(visitor, 'rendezvous-busy')
    const plate = this.#plates.get(nameplate)
    if (plate === undefined) {
      this.#totals.unknown++
      sources.spendTry(visitor.source)
      return this.#refuse(visitor, 'code-unknown')
    }
    if (plate.opener === undefined || plate.claimant || clock.now() < plate.restedAt)
      return this.#refuse(visitor, 'rendezvous-busy')
    plate.claimant = visitor
    visitor.plate = plate
    this.#totals.claimed++
    this.#expect(visitor, tryingMs)
    tell(visitor, { type: 'claimed' })
    tell(plate.opener, { type: 'claimed' })
  }

  #dismiss(plate: Plate, wrong: boolean): void {
    const { claimant } = plate
    if (claimant === undefined) return
    plate.claimant = undefined
    claimant.plate = undefined
    plate.restedAt = this.#options.clock.now() + restMs
    if (wrong) {
      this.#totals.wrong++
      this.#options.sources.spendTry(claimant.source)
    }
    claimant.line.close()
  }

  #meet(visitor: Visitor, name: string, side: Side): void {
    const { isPublic, sources } = this.#options
    if (visitor.room) return visitor.line.close()
    const room = this.#rooms.get(name)
    if (room === undefined && !isPublic && !visitor.isOwn) {
      sources.spendTry(visitor.source)
      return this.#refuse(visitor, 'code-unknown')
    }
    const { plate } = visitor
    visitor.plate = undefined
    if (plate?.opener === visitor) {
      // The code is used up; who came with it follows.
      if (plate.claimant) plate.claimant.plate = undefined
      plate.claimant = undefined
      this.#remove(plate)
    } else if (plate) plate.claimant = undefined
    const former = room?.[side]
    if (former) {
      former.room = undefined
      former.line.close()
    }
    visitor.room = { name, side }
    const both = { ...room, [side]: visitor }
    this.#rooms.set(name, both)
    visitor.line.allow(frameLimit)
    this.#expect(visitor, lifetimeMs)
    const there = both.opener !== undefined && both.joiner !== undefined
    tell(visitor, { type: 'peer', there })
    if (there) tell(both[otherSide[side]]!, { type: 'peer', there })
  }

  #pass(visitor: Visitor, text: string): void {
    const { plate, room } = visitor
    const to = room
      ? this.#rooms.get(room.name)?.[otherSide[room.side]]
      : plate?.opener === visitor
        ? plate.claimant
        : plate?.opener
    if (to === undefined) return
    this.#totals.texts++
    this.#totals.textBytes += text.length
    tell(to, { type: 'text', text })
  }

  /** Out of wherever it is. `forGood`: what it had is not kept. */
  #part(visitor: Visitor, forGood: boolean): void {
    const { plate, room } = visitor
    visitor.plate = visitor.room = undefined
    if (room) this.#leaveRoom(room.name, room.side)
    if (plate?.opener === visitor) {
      plate.opener = undefined
      this.#dismiss(plate, false)
      if (forGood) this.#remove(plate)
      else plate.cancelAbsence = this.#options.clock.after(absentMs, () => this.#remove(plate))
    } else if (plate) {
      plate.claimant = undefined
      plate.restedAt = this.#options.clock.now() + restMs
      if (plate.opener) tell(plate.opener, { type: 'left' })
    }
  }

  #leaveRoom(name: string, side: Side): void {
    const { [side]: _, ...others } = this.#rooms.get(name) ?? {}
    const rest: Room = others
    const other = rest[otherSide[side]]
    if (other === undefined) {
      this.#rooms.delete(name)
      return
    }
    this.#rooms.set(name, rest)
    tell(other, { type: 'peer', there: false })
  }

  #remove(plate: Plate): void {
    plate.cancelEnd()
    plate.cancelAbsence()
    if (this.#plates.get(plate.name) === plate) this.#plates.delete(plate.name)
    if (plate.opener) plate.opener.plate = undefined
    this.#dismiss(plate, false)
  }

  #refuse(visitor: Visitor, code: (typeof refusalCodes)[number]): void {
    if (code === 'rendezvous-busy') this.#totals.busy++
    tell(visitor, { type: 'refused', code })
    visitor.line.close()
  }

  /** It has so long for what comes next; then it goes. */
  #expect(visitor: Visitor, ms: number): void {
    visitor.cancelDeadline()
    visitor.cancelDeadline = visitor.isOwn
      ? () => {}
      : this.#options.clock.after(ms, () => visitor.line.close())
  }
}

const otherSide = { opener: 'joiner', joiner: 'opener' } as const

const tell = ({ line }: Visitor, answer: Answer) => line.send(answer)
